import { expect, it } from "vitest";
import { loadModel } from "../../../lib/cli/load.ts";
import { durationSeconds } from "../../../lib/model/duration.ts";
import { type RecordedSeries, type Recording, recordScenario } from "../../../simulator/recording.ts";
import { scenarios } from "../../../simulator/scenarios/index.ts";
import { panelQueries } from "../../support/panel-queries.ts";

const model = await loadModel(process.cwd());
const rules = model.rules.flatMap(({ definition }) => definition.rules);
const from = Date.UTC(2026, 0, 14, 10) / 1000;
/** By how long they last: several scenarios are compared with each. */
const ordinaryDays = new Map<number, Recording>();

it.each(Object.entries(scenarios))("%s names alerts that there are", (_, { fires }) => {
  const known = rules.flatMap((rule) => ("alert" in rule ? [`${rule.alert} ${rule.severity}`] : []));
  expect(fires.filter((firing) => !known.includes(firing))).toEqual([]);
});

it.each(Object.entries(scenarios))("%s moves the panels that it names", (_, scenario) => {
  const lasts = durationSeconds(scenario.lasts);
  const stretch = { from, to: from + lasts, step: lasts / 6 };
  const ordinary = ordinaryDays.get(lasts) ?? recordScenario(undefined, [stretch]);
  ordinaryDays.set(lasts, ordinary);
  const moved = movedMetrics(ordinary, recordScenario(scenario, [stretch]));
  const still = scenario.panels.filter((panel) => !metricsOf(panel).some((name) => moved.has(name)));
  expect(still).toEqual([]);
});

/** Names of the series that differ from those of an ordinary day by a tenth at least. */
function movedMetrics(ordinary: Recording, incident: Recording): Set<string> {
  const keyOf = ({ name, labels }: RecordedSeries) => `${name} ${JSON.stringify(labels)}`;
  const usual = new Map(ordinary.series.map((one) => [keyOf(one), one]));
  const moved = incident.series.filter((one) => {
    const before = usual.get(keyOf(one));
    return before === undefined || differ(measure(before), measure(one));
  });
  return new Set(moved.map(({ name }) => name));
}

/** How much a series has grown that only grows, else where it ends. */
function measure({ values }: RecordedSeries): number | undefined {
  const last = values.at(-1);
  const grows = values.every((value, i) => (value ?? 0) >= (values[i - 1] ?? 0));
  return grows && last !== values[0] ? (last ?? 0) - (values[0] ?? 0) : last;
}

const differ = (a: number | undefined, b: number | undefined): boolean =>
  a === undefined || b === undefined ? a !== b : Math.abs(a - b) > 0.1 * Math.max(Math.abs(a), Math.abs(b));

/** The metrics that a panel asks for, directly and through what is recorded. */
function metricsOf(panel: string): string[] {
  const [board, title] = panel.split(" › ");
  const json = model.dashboards.find(({ name }) => name === board)?.json;
  const queries = json ? panelQueries(json).filter((query) => query.panel === title) : [];
  if (queries.length === 0) throw new Error(`there is no panel "${panel}"`);
  return queries.flatMap(({ expr }) => namesIn(expr));
}

function namesIn(expr: string): string[] {
  const names = expr.match(/[a-zA-Z_:][\w:]*/g) ?? [];
  return names.flatMap((name) => {
    const recorded = rules.find((rule) => "record" in rule && rule.record === name);
    return recorded ? namesIn(recorded.expr) : [name];
  });
}
