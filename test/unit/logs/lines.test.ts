import { describe, expect, it } from "vitest";
import { levels, normalizedLevel } from "../../../lib/authoring/logs.ts";
import { loadModel } from "../../../lib/cli/load.ts";
import { runLogPipeline } from "../../../lib/testing/log-pipeline.ts";
import { corpus } from "../../fixtures/logs/corpus.ts";

const { logs } = await loadModel(".");

describe("a collector, by a model of its stages", () => {
  it.each(corpus)("$name", ({ pipeline, labels, lines, entries }) => {
    const definition = logs.find(({ name }) => name === pipeline)?.definition;
    if (!definition) throw new Error(`no pipeline ${pipeline}`);
    const found = runLogPipeline(definition, lines, { job: pipeline, ...labels });
    const left = [...lines];
    const expected = entries.map(({ lines: count = 1, text, dropped, labels = {}, metadata = {} }) => ({
      text: [text, left.splice(0, count).join("\n")].find((each) => each !== undefined),
      dropped,
      labels: expect.objectContaining(labels),
      metadata: expect.objectContaining(metadata),
    }));
    expect(found.map(({ text, dropped, labels, metadata }) => ({ text, dropped, labels, metadata }))).toEqual(expected);
  });
});

it("gives no two levels one spelling", () => {
  const spellings = Object.entries(levels).flatMap(([level, others]) => [level, ...others]);
  expect(spellings).toEqual([...new Set(spellings)]);
  for (const spelling of spellings) expect(JSON.stringify(normalizedLevel)).toContain(`\\"${spelling}\\"`);
});

it.each([
  ["a template", { template: { source: "level", template: "{{ ToLower .Value }}" } }],
  ["a replacement", { replace: { expression: "(down)", replace: "{{ ToLower .level }}" } }],
] as const)("leaves a line as it is where %s fails for it", (_, stage) => {
  const source = { files: { paths: ["/var/log/shop.log"] }, labels: {} } as const;
  const stages = [{ json: { level: "level" } }, stage, { labels: ["level" as never] }] as const;
  const [entry] = runLogPipeline({ help: "", source, stages }, ["shop is down"], {});
  expect(entry).toMatchObject({ text: "shop is down", labels: {} });
});
