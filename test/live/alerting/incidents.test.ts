import "../../support/background.ts";
import { it, vi } from "vitest";
import { alertsIn, evaluate, type Incident } from "../../../lib/cli/evaluate-incident.ts";
import { incidentFrom, timelineText } from "../../../lib/cli/incident.ts";
import { loadModel } from "../../../lib/cli/load.ts";
import { durationSeconds } from "../../../lib/model/duration.ts";
import { type Evaluation, timeline } from "../../../lib/testing/incident.ts";
import { incidentOf } from "../../../simulator/incidents.ts";
import { scenarios } from "../../../simulator/scenarios/index.ts";
import { changedMetrics, withAffectedAlerts } from "../../support/affected-alerts.ts";

const model = await loadModel(".");
if (!model.alerting) throw new Error("the project defines no alerting");
const alerting = model.alerting.definition;
// Each uses one processor.
vi.setConfig({ maxConcurrency: 2 });

const [longest] = Object.values(scenarios).sort((a, b) => durationSeconds(b.lasts) - durationSeconds(a.lasts));
if (!longest) throw new Error("there are no scenarios");

/** All begin after the same past, so what a scenario does not change is evaluated once, in an ordinary time. */
const ordinary = incidentFrom(incidentOf({ ...longest, changes: {} }), model);
const ordinarily = evaluate(model, ordinary, ordinary.minutes);

it.concurrent.for(Object.entries(scenarios))(
  "%s has the timeline of its snapshot",
  async ([name, scenario], { expect }) => {
    const incident = incidentFrom(incidentOf(scenario), model);
    expect(incident.past, "begins when the ordinary time does").toBe(ordinary.past);
    const evaluations = await evaluationsOf(incident, incident.minutes);
    expect(firedIn(evaluations.slice(0, 1)), "when it begins").toEqual([]);
    const untilFixed = evaluations.filter(({ at }) => at <= durationSeconds(scenario.lasts));
    expect(firedIn(untilFixed)).toEqual([...scenario.fires].sort());
    const text = timelineText(model, incident, timeline(alerting, evaluations, 0), 0);
    await expect(text).toMatchFileSnapshot(`snapshots/scenarios/${name}.txt`);
  },
);

async function evaluationsOf(incident: Incident, minutes: number): Promise<Evaluation[]> {
  const affected = withAffectedAlerts(model, changedMetrics(incident.series, ordinary.series));
  const names = new Set(alertsIn(affected).map(({ alert }) => alert));
  const [all, own] = await Promise.all([ordinarily, evaluate(affected, incident, minutes)]);
  return own.map(({ at, alerts }, i) => {
    const others = all[i]?.alerts.filter(({ labels }) => !names.has(labels.alertname ?? "")) ?? [];
    return { at, alerts: [...others, ...alerts] };
  });
}

const firedIn = (evaluations: readonly Evaluation[]): string[] => {
  const firing = evaluations.flatMap(({ alerts }) => alerts.filter(({ state }) => state === "firing"));
  return [...new Set(firing.map(({ labels }) => `${labels.alertname} ${labels.severity}`))].sort();
};
