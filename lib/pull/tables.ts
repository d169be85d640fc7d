import { isDeepStrictEqual } from "node:util";
import { unshaded } from "../authoring/panels/colors.ts";
import { steps } from "../authoring/panels/steps.ts";
import { type TableOptions, table, type ValueColumn } from "../authoring/panels/tables.ts";
import { essentialPanel } from "../diff/board-json.ts";
import { type Json, objectOf, objectsOf, textOf } from "../diff/json.ts";
import type { Promql } from "../promql/promql.ts";
import { type Code, call, list, literal, object } from "./code.ts";
import { mappingCode } from "./mappings.ts";
import { hasMethod } from "./panel-chain.ts";
import { tagged } from "./promql.ts";
import { builtJson, type Candidate } from "./shortest.ts";
import { thresholdCode } from "./thresholds.ts";
import { unitCode } from "./units.ts";

/** A table of labels and values, where the panel is one that `table()` makes or nearly. */
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
    "table",
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
  const mappings = unshaded(cells.mappings);
  const thresholds = unshaded(cells.thresholds);
  // Where there are words, `table()` adds thresholds that colour nothing.
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
    // As the panel has it: the code builds the same, formatted.
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

/** Overrides beside the columns' looks are added to those that the table makes. */
function withOwnOverrides(code: Code, built: Json, wanted: Json): Candidate[] {
  const made = overridesOf(built);
  const all = overridesOf(wanted);
  const own = all.slice(made.length);
  // What the table makes cannot be taken back.
  if (!isDeepStrictEqual(all.slice(0, made.length), made)) return [];
  if (!own.every(hasMethod)) return [{ code, built }];
  return [{ code, built: withOverrides(built, []), wanted: withOverrides(wanted, own) }];
}

const withOverrides = (panel: Json, overrides: readonly Json[]): Json => {
  const { overrides: _, ...rest } = objectOf(panel.fieldConfig);
  return { ...panel, fieldConfig: { ...rest, ...(overrides.length > 0 && { overrides }) } };
};
