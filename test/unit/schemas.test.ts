import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { knownPanelTypes } from "../../lib/schemas/dashboard.ts";
import schemas from "../../lib/schemas/schemas.json" with { type: "json" };
import { validateDefinition, validateFiles } from "../../lib/schemas/validate.ts";
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

it("lets a panel of a type without a schema pass", () => {
  const board = {
    uid: "h",
    title: "H",
    schemaVersion: 42,
    templating: {},
    annotations: {},
    panels: [{ type: "news" }],
  };
  expect(validateFiles(file("grafana/dashboards/h.json", board))).toEqual([]);
});

it("has a schema for every type of panel that counts as known, and for no other", () => {
  expect([...knownPanelTypes].sort()).toEqual(
    Object.keys(schemas.PanelDocuments.definitions.PanelDocuments.properties).sort(),
  );
});

it.each([
  [
    "a misspelt type",
    { title: "A", type: "promethues", settings: {} },
    "must be one of prometheus, loki, alertmanager",
  ],
  ["a type without fields", { title: "A", raw: {} }, 'field "type" is missing'],
  ["an unknown field", { title: "A", raw: { type: "postgres" }, url: "x" }, 'unknown field "url"'],
])("refuses a datasource of %s", (_, definition, message) => {
  const problems = validateDefinition("DatasourceDefinition", definition, "datasources/a.ts");
  expect(problems.map((problem) => problem.message)).toContain(message);
});

it("accepts a datasource of any type in `raw`", () => {
  const definition = { title: "A", raw: { type: "postgres", user: "grafana", jsonData: { sslmode: "require" } } };
  expect(validateDefinition("DatasourceDefinition", definition, "datasources/a.ts")).toEqual([]);
});
