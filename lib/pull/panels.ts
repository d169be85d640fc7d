import type { Builder, Dataquery } from "@grafana/grafana-foundation-sdk/cog";
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import * as panels from "../authoring/panels/index.ts";
import { logsExprOf } from "../authoring/panels/text.ts";
import { essentialPanel } from "../diff/board-json.ts";
import { type Json, objectOf, objectsOf, textOf, without } from "../diff/json.ts";
import { type Code, call, list, literal, object } from "./code.ts";
import { type ThresholdCode, thresholdCode, unitCode } from "./fields.ts";
import { panelChain, spanKey } from "./panel-chain.ts";
import { queryCode, rawQuery } from "./queries.ts";
import { builtJson, type Candidate, shortest } from "./shortest.ts";
import { tableCandidates } from "./tables.ts";

type Helper = (title: string, options: Parameters<typeof panels.timeseries>[1]) => Builder<Panel>;

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
