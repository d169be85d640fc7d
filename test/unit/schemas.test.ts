import { createRequire } from "node:module";
import fc from "fast-check";
import { expect, it } from "vitest";
import { compiledModules, idsIn } from "../../lib/schemas/compile.ts";
import { knownPanelTypes } from "../../lib/schemas/grafana.ts";
import schemas from "../../lib/schemas/schemas.json" with { type: "json" };
import { validateDefinition, validateFiles } from "../../lib/schemas/validate.ts";
import { errorsIn } from "../../lib/schemas/validators.ts";
import { runs } from "../support/properties.ts";

const file = (path: string, document: unknown) => [{ path, document, text: "", source: "rules/hosts.ts" }];

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

it("validates a panel by the schema of its type, also in a collapsed row", () => {
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

it("refuses a title that is longer than Grafana stores", () => {
  const board = { uid: "h", schemaVersion: 42, templating: {}, annotations: {}, panels: [] };
  const problems = (length: number) =>
    validateFiles(file("grafana/dashboards/h.json", { ...board, title: "x".repeat(length) })).map((one) => one.message);
  expect(problems(5000)).toEqual([]);
  expect(problems(5001)).toEqual(["must NOT have more than 5000 characters"]);
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

it("finds the same errors with the compiled schemas, which the bundle has, as with those that a run compiles", () => {
  const compiled: { errorsIn?: typeof errorsIn } = {};
  new Function("exports", "require", compiledModules.validators?.() ?? "")(compiled, createRequire(import.meta.url));
  const panel = {
    ...{ id: 2, type: "stat", title: "Up", description: "Targets that answer.", options: { textMode: "auto" } },
    fieldConfig: {
      defaults: { unit: "short", thresholds: { mode: "absolute", steps: [{ color: "red", value: 1 }] } },
      overrides: [],
    },
    targets: [{ refId: "A", expr: "up", datasource: { type: "prometheus", uid: "a" } }],
  };
  const rule = { alert: "Down", expr: "up == 0", for: "5m", labels: { a: "b" }, annotations: {} };
  const valid = [
    ["PanelDocuments#/definitions/PanelDocuments/properties/stat", panel],
    ["RuleFile#/definitions/RuleFile", { groups: [{ name: "a", interval: "1m", rules: [rule] }] }],
    ["DatasourceDefinition#/definitions/DatasourceDefinition", { title: "A", raw: { type: "postgres" } }],
  ] as const;
  const anyId = fc.constantFrom(...idsIn(schemas));
  const anyBroken = fc
    .tuple(fc.constantFrom(...valid), fc.nat(), fc.anything({ maxDepth: 2 }))
    .map(([[id, value], place, other]) => [id, replaced(value, place, other)] as const);
  const anyCase = fc.oneof(fc.tuple(anyId, fc.anything({ maxDepth: 3 })), anyBroken);
  let refused = 0;
  fc.assert(
    fc.property(anyCase, ([id, value]) => {
      const errors = errorsIn(id, value);
      if (errors.length > 0) refused++;
      expect(compiled.errorsIn?.(id, value)).toEqual(errors);
    }),
    { numRuns: runs(300) },
  );
  expect(refused).toBeGreaterThan(100);
  for (const [id, value] of valid) expect(compiled.errorsIn?.(id, value), id).toEqual([]);
});

/** A copy of a value, with another in one of its places. */
function replaced(value: unknown, place: number, other: unknown): unknown {
  const copy = structuredClone(value);
  const places: (() => void)[] = [];
  const visit = (part: unknown): void => {
    if (typeof part !== "object" || part === null) return;
    for (const [key, inner] of Object.entries(part)) {
      places.push(() => Object.assign(part, { [key]: other }));
      visit(inner);
    }
  };
  visit(copy);
  places[place % places.length]?.();
  return copy;
}
