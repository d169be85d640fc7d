import { isDeepStrictEqual } from "node:util";
import { withoutShades } from "../authoring/panels/colors.ts";
import { type TableOptions, table, type ValueColumn } from "../authoring/panels/tables.ts";
import { steps } from "../authoring/panels/thresholds.ts";
import { essentialPanel } from "../diff/board-json.ts";
import { type Json, objectOf, objectsOf, textOf } from "../diff/json.ts";
import type { Promql } from "../promql/promql.ts";
import { type Code, call, list, literal, object } from "./code.ts";
import { mappingCode, thresholdCode, unitCode } from "./fields.ts";
import { hasMethod } from "./panel-chain.ts";
import { tagged } from "./promql.ts";
import { builtJson, type Candidate } from "./shortest.ts";

/** A table of labels and values, if `table()` makes a panel that is equal or similar. */
export function tableCandidates(wanted: Json): Candidate[] {
  const organize = objectsOf(wanted.transformations).find(({ id }) => id === "organize");
  const titles = objectOf(objectOf(organize?.options).renameByName);
  if (wanted.type !== "table" || !organize) return [];
  const labels = Object.fromEntries(
    Object.entries(titles).flatMap(([field, title]) => (/^Value( #\w+)?$/.test(field) ? [] : [[field, textOf(title)]])),
  );
  const targets = objectsOf(wanted.targets);
  const columns = targets.map((target, i) => columnOf(wanted, target, textOf(titles[valueField(i, targets.length)])));
  const known = columns.filter((column) => column !== undefined);
  if (known.length < columns.length) return [];
  const text = { description: textOf(wanted.description) };
  const options: TableOptions = { ...text, labels, values: known.map(({ value }) => value) };
  const code = call(
    "panels.table",
    literal(textOf(wanted.title)),
    object([
      ["description", literal(text.description)],
      ["labels", literal(labels)],
      ["values", list(known.map((column) => column.code))],
    ]),
  );
  const built = named(essentialPanel(builtJson(table(textOf(wanted.title), options))));
  return withOwnOverrides(code, built, wanted);
}

const letter = (i: number): string => String.fromCharCode(65 + i);
const valueField = (i: number, of: number): string => (of === 1 ? "Value" : `Value #${letter(i)}`);

const named = (panel: Json): Json => ({
  ...panel,
  targets: objectsOf(panel.targets).map((target, i) => ({ ...target, refId: letter(i) })),
});

interface Column {
  readonly value: ValueColumn;
  readonly code: Code;
}

function columnOf(wanted: Json, target: Json, title: string): Column | undefined {
  const expr = tagged(textOf(target.expr));
  const { unit, decimals, "custom.width": width, ...cells } = propertiesOf(wanted, title);
  const mappings = withoutShades(cells.mappings);
  const thresholds = withoutShades(cells.thresholds);
  // Beside mappings, `table()` adds thresholds without colours.
  const limits = mappings && isDeepStrictEqual(thresholds, steps().build()) ? undefined : thresholdCode(thresholds);
  const mapped = mappingCode(mappings);
  if (!expr || title === "" || typeof unit !== "string" || (mappings !== undefined && !mapped)) return undefined;
  const value = {
    title,
    unit,
    ...(typeof decimals === "number" && { decimals }),
    ...(typeof width === "number" && { width }),
    ...(limits && { thresholds: limits.builder }),
    ...(Array.isArray(mappings) && { mappings }),
    // The panel's own text: the code has the same expression, formatted.
    expr: textOf(target.expr) as Promql,
  };
  const settings = [
    ["title", literal(title)] as const,
    ["unit", unitCode(unit)] as const,
    ...(["decimals", "width"] as const).flatMap((key) => (key in value ? [[key, literal(value[key])] as const] : [])),
    ...(limits ? [["thresholds", limits.code] as const] : []),
    ...(mapped ? [["mappings", mapped] as const] : []),
    ["expr", expr.code] as const,
  ];
  return { value, code: object(settings) };
}

const overridesOf = (panel: Json): readonly Json[] => objectsOf(objectOf(panel.fieldConfig).overrides);

const propertiesOf = (panel: Json, field: string): Json =>
  Object.fromEntries(
    overridesOf(panel)
      .filter(({ matcher }) => isDeepStrictEqual(matcher, { id: "byName", options: field }))
      .flatMap(({ properties }) => objectsOf(properties))
      .map(({ id, value }) => [textOf(id), value]),
  );

/** Further overrides are added to those that `table()` makes for its columns. */
function withOwnOverrides(code: Code, built: Json, wanted: Json): Candidate[] {
  const made = overridesOf(built);
  const all = overridesOf(wanted);
  const own = all.slice(made.length);
  // The overrides that `table()` makes cannot be removed.
  if (!isDeepStrictEqual(all.slice(0, made.length), made)) return [];
  if (!own.every(hasMethod)) return [{ code, built }];
  return [{ code, built: withOverrides(built, []), wanted: withOverrides(wanted, own) }];
}

const withOverrides = (panel: Json, overrides: readonly Json[]): Json => {
  const { overrides: _, ...rest } = objectOf(panel.fieldConfig);
  return { ...panel, fieldConfig: { ...rest, ...(overrides.length > 0 && { overrides }) } };
};
