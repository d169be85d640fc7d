import { describe, expect, it } from "vitest";
import { boardChanges } from "../../../lib/diff/dashboards.ts";
import { diff } from "../../../lib/diff/diff.ts";

const sentences = (before: object, after: object) =>
  boardChanges("kafka", { title: "Kafka", ...before }, { title: "Kafka", ...after }).map(({ sentence }) => sentence);

const panel = (more: object) => ({ panels: [{ id: 1, title: "Lag", type: "timeseries", ...more }] });

describe("overrides of one field", () => {
  const override = (id: string, value: unknown) => ({
    matcher: { id: "byName", options: "p99" },
    properties: [{ id, value }],
  });
  const board = (...overrides: object[]) => panel({ fieldConfig: { defaults: {}, overrides } });

  it("are compared each by itself", () => {
    const before = board(override("unit", "s"), override("displayName", "slow"));
    expect(sentences(before, board(override("unit", "ms"), override("displayName", "slow")))).toEqual([
      'field "p99".unit is "ms" instead of "s"',
    ]);
    expect(sentences(before, board(override("unit", "s"), override("displayName", "slowest")))).toEqual([
      'field "p99" (2).displayName is "slowest" instead of "slow"',
    ]);
    expect(sentences(before, board(override("unit", "s")))).toHaveLength(1);
  });
});

describe("the selection that a variable opens with", () => {
  const board = (value: unknown, type = "query") => ({
    templating: {
      list: [
        {
          name: "topic",
          type,
          query: "label_values(topic)",
          ...(value !== undefined && { current: { value, text: "any" } }),
        },
      ],
    },
  });

  it("is a setting", () => {
    expect(sentences(board("orders"), board("payments"))).toEqual([
      'variable $topic: default selection is "payments" instead of "orders"',
    ]);
    expect(sentences(board(undefined), board("payments"))).toEqual([
      'variable $topic: sets default selection to "payments"',
    ]);
    expect(sentences(board("a", "datasource"), board(["a", "b"], "datasource"))).toHaveLength(1);
  });

  it("is none where nothing is selected", () => {
    expect(sentences(board(undefined), board(""))).toEqual([]);
    expect(sentences(board([]), board(undefined))).toEqual([]);
  });
});

describe("names of queries", () => {
  const board = (...queries: [string, string][]) =>
    panel({ targets: queries.map(([refId, expr]) => ({ refId, expr })) });

  it("are reported where they were exchanged", () => {
    expect(sentences(board(["A", "up"], ["B", "down"]), board(["B", "up"], ["A", "down"]))).toEqual([
      "query A is called B now",
      "query B is called A now",
    ]);
  });

  it("are not where they only count", () => {
    const found = sentences(board(["A", "up"], ["B", "down"]), board(["A", "new"], ["B", "up"], ["C", "down"]));
    expect(found).toEqual(["also asks query A"]);
  });
});

describe("the folder of a dashboard", () => {
  it.each([
    ["ours", "theirs", ['is in the folder "theirs" instead of the folder "ours"']],
    ["ours", "", ['is in no folder instead of the folder "ours"']],
    ["ours", "ours", []],
  ])("%s to %s", (before, after, expected) => {
    const changes = diff({ folders: { kafka: before } }, { folders: { kafka: after } });
    expect(changes.map(({ sentence }) => sentence)).toEqual(expected);
  });
});
