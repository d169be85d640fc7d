import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { validateFiles } from "../../lib/schemas/validate.ts";
import { generateSchemas } from "../../scripts/schemas/generate.ts";

const file = (path: string, document: unknown) => [{ path, document, text: "", source: "rules/hosts.ts" }];

it("has the schemas that the types make; `npm run schemas` writes them anew", async () => {
  const present = await readFile(new URL("../../lib/schemas/schemas.json", import.meta.url), "utf8");
  expect(present).toBe(`${generateSchemas()}\n`);
}, 30_000);

it("names the field and what is wrong with it", () => {
  const rule = { record: "a:b:c", expr: "up", fro: "5m" };
  const problems = validateFiles(
    file("prometheus/rules/hosts.yml", { groups: [{ name: "hosts", interval: "1 m", rules: [rule] }] }),
  );
  expect(problems.map(({ path, message }) => [path.at(-1), message])).toContainEqual([
    "groups.0.interval",
    'must match pattern "^([0-9]+(ms|s|m|h|d|w|y))+$"',
  ]);
  expect(problems.map(({ message }) => message)).toContain('unknown field "fro"');
});

it("judges a panel by the schema of its type, also in a collapsed row", () => {
  const panel = { id: 2, type: "text", title: "Note", description: "A note.", options: { mode: "html5" } };
  const row = { id: 1, type: "row", title: "More", collapsed: true, panels: [panel] };
  const board = { uid: "hosts", title: "Hosts", schemaVersion: 42, templating: {}, annotations: {}, panels: [row] };
  expect(validateFiles(file("grafana/dashboards/hosts.json", board))).toMatchObject([
    { path: ["Note", "options.mode"], message: "must be one of html, markdown, code" },
  ]);
});

it("says how to add a panel type that has no schema", () => {
  const board = {
    uid: "h",
    title: "H",
    schemaVersion: 42,
    templating: {},
    annotations: {},
    panels: [{ type: "news" }],
  };
  expect(validateFiles(file("grafana/dashboards/h.json", board))).toMatchObject([
    { message: 'no schema for panels of type "news"', hint: expect.stringContaining("npm run schemas") },
  ]);
});
