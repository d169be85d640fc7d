import "../../support/background.ts";
import { it, vi } from "vitest";
import { evaluate } from "../../../lib/cli/evaluate-incident.ts";
import { incidentFrom, timelineText } from "../../../lib/cli/incident.ts";
import { loadModel } from "../../../lib/cli/load.ts";
import { durationSeconds } from "../../../lib/model/duration.ts";
import { type Evaluation, timeline } from "../../../lib/testing/incident.ts";
import { incidentOf } from "../../../simulator/incidents.ts";
import { scenarios } from "../../../simulator/scenarios/index.ts";

const model = await loadModel(".");
if (!model.alerting) throw new Error("the project defines no alerting");
const alerting = model.alerting.definition;
// Each uses one processor.
vi.setConfig({ maxConcurrency: 2 });

it.concurrent.for(Object.entries(scenarios))(
  "%s has the timeline of its snapshot",
  async ([name, scenario], { expect }) => {
    const incident = incidentFrom(incidentOf(scenario), model);
    const evaluations = await evaluate(model, incident, incident.minutes);
    expect(firedIn(evaluations.slice(0, 1)), "when it begins").toEqual([]);
    const untilFixed = evaluations.filter(({ at }) => at <= durationSeconds(scenario.lasts));
    expect(firedIn(untilFixed)).toEqual([...scenario.fires].sort());
    const text = timelineText(model, incident, timeline(alerting, evaluations, 0), 0);
    await expect(text).toMatchFileSnapshot(`snapshots/scenarios/${name}.txt`);
  },
);

const firedIn = (evaluations: readonly Evaluation[]): string[] => {
  const firing = evaluations.flatMap(({ alerts }) => alerts.filter(({ state }) => state === "firing"));
  return [...new Set(firing.map(({ labels }) => `${labels.alertname} ${labels.severity}`))].sort();
};
