import { isDeepStrictEqual } from "node:util";
import type { Builder, Dataquery } from "@grafana/grafana-foundation-sdk/cog";
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { refIdAt, withoutShades } from "../authoring/panels/frame.ts";
import * as panels from "../authoring/panels/index.ts";
import { logsExprOf, type TableOptions, table, type ValueColumn, valueField } from "../authoring/panels/tables.ts";
import { steps } from "../authoring/panels/thresholds.ts";
import { essentialPanel, type Json, objectOf, objectsOf, textOf, without } from "../diff/json.ts";
import type { Promql } from "../promql/promql.ts";
import { builtJson, type Candidate, type Code, call, list, literal, object, shortest } from "./code.ts";
import { hasMethod, mappingCode, panelChain, spanKey, type ThresholdCode, thresholdCode, unitCode } from "./fields.ts";
import { queryCode, rawQuery, tagged } from "./queries.ts";

type Helper = (title: string, options: Parameters<typeof panels.stat>[1]) => Builder<Panel>;

/** The functions of `panels` for each of Grafana's panel types that show values. */
const helpers: Readonly<Record<string, Readonly<Record<string, Helper>>>> = {
  timeseries: { timeseries: panels.timeseries, stacked: panels.stacked, bars: panels.bars },
  stat: { stat: panels.stat },
  gauge: { gauge: panels.gauge },
  bargauge: { barGauge: panels.barGauge },
  piechart: { pie: panels.pie },
  heatmap: { heatmap: panels.heatmap },
  "state-timeline": { stateTimeline: panels.stateTimeline },
  "status-history": { statusHistory: panels.statusHistory },
};

/**
 * A panel made by a function of `panels`, completed by methods of the SDK and by JSON.
 * @param place the fields that the layout does not set: id, width, position
 */
export function panelCode(panel: Json, place: Json): Code {
  const wanted = { ...essentialPanel(panel), ...place };
  const candidates = [...valueCandidates(wanted), ...tableCandidates(wanted), ...textCandidates(wanted)];
  const { [spanKey]: span, ...raw } = wanted as Json;
  return shortest(
    wanted,
    candidates,
    panelChain,
    rawPanel(span === undefined ? raw : { ...raw, gridPos: { w: span } }),
  );
}

const rawPanel = (panel: Json): Code =>
  object(
    Object.entries(panel).map(([key, value]) => [
      key,
      key === "targets" ? list(objectsOf(value).map(rawQuery)) : { value, name: key },
    ]),
  );

function valueCandidates(wanted: Json): Candidate[] {
  const { unit, thresholds } = objectOf(objectOf(wanted.fieldConfig).defaults);
  const limits = thresholdCode(thresholds);
  // Functions may set the same thresholds by default; then they are not written.
  return Object.entries(helpers[textOf(wanted.type)] ?? {}).flatMap(([name, helper]) =>
    (limits ? [limits, undefined] : [undefined]).map((chosen) => {
      const builder = helper(textOf(wanted.title), {
        description: textOf(wanted.description),
        unit: textOf(unit) || "none",
        queries: objectsOf(wanted.targets).map((target) => panels.asBuilder<Dataquery>(target)),
        ...(chosen && { thresholds: chosen.builder }),
      });
      return { code: valueCode(name, wanted, textOf(unit), chosen), built: essentialPanel(builtJson(builder)) };
    }),
  );
}

const valueCode = (helper: string, wanted: Json, unit: string, limits: ThresholdCode | undefined): Code =>
  call(
    `panels.${helper}`,
    literal(textOf(wanted.title)),
    object([
      ["description", literal(textOf(wanted.description))],
      ["unit", unitCode(unit)],
      ...(limits ? [["thresholds", limits.code] as const] : []),
      ["queries", list(objectsOf(wanted.targets).map(queryCode))],
    ]),
  );

function textCandidates(wanted: Json): Candidate[] {
  const [title, description] = [textOf(wanted.title), textOf(wanted.description)];
  const only = objectsOf(wanted.targets);
  const { content } = objectOf(wanted.options);
  const code = (name: string, field: string, value: string) =>
    call(
      `panels.${name}`,
      literal(title),
      object([
        ["description", literal(description)],
        [field, literal(value)],
      ]),
    );
  if (wanted.type === "logs" && only.length === 1) {
    const expr = logsExprOf(textOf(only[0]?.expr));
    if (expr === undefined) return [];
    return [{ code: code("logs", "expr", expr), built: text(panels.logs(title, { description, expr })) }];
  }
  if (wanted.type !== "text") return [];
  return [
    {
      code: code("note", "content", textOf(content)),
      built: text(panels.note(title, { description, content: textOf(content) })),
    },
  ];
}

/** The layout names the query; a note has none. */
function text(builder: Builder<Panel>): Json {
  const panel = essentialPanel(builtJson(builder));
  const targets = objectsOf(panel.targets).map((target) => ({ ...target, refId: "A" }));
  return targets.length > 0 ? { ...panel, targets } : without(panel, "targets");
}

/** A table of labels and values, if `table()` makes a panel that is equal or similar. */
function tableCandidates(wanted: Json): Candidate[] {
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

const named = (panel: Json): Json => ({
  ...panel,
  targets: objectsOf(panel.targets).map((target, i) => ({ ...target, refId: refIdAt(i) })),
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
