import { it, vi } from "vitest";
import { loadModel } from "../../../lib/cli/load.ts";
import { evaluate } from "../../../lib/cli/rehearse/evaluate.ts";
import { incidentIn } from "../../../lib/cli/rehearse/scenario.ts";
import { inWords } from "../../../lib/cli/rehearse/words.ts";
import { durationSeconds } from "../../../lib/model/duration.ts";
import type { Evaluation } from "../../../lib/testing/incidents/dispatch.ts";
import { timeline } from "../../../lib/testing/incidents/timeline.ts";
import { incidentOf } from "../../../simulator/incidents.ts";
import { scenarios } from "../../../simulator/scenarios/index.ts";

const model = await loadModel(".");
if (!model.alerting) throw new Error("the project defines no alerting");
const alerting = model.alerting.definition;
// Each keeps a processor busy.
vi.setConfig({ maxConcurrency: 2 });

it.concurrent.for(Object.entries(scenarios))("%s goes as it is written down", async ([name, scenario], { expect }) => {
  const incident = incidentIn(incidentOf(scenario), model);
  const evaluations = await evaluate(model, incident, incident.minutes);
  const untilMended = evaluations.filter(({ at }) => at <= durationSeconds(scenario.lasts));
  expect(firedIn(untilMended)).toEqual([...scenario.fires].sort());
  const text = await inWords(model, incident, timeline(alerting, evaluations));
  await expect(text).toMatchFileSnapshot(`snapshots/scenarios/${name}.txt`);
});

const firedIn = (evaluations: readonly Evaluation[]): string[] => {
  const firing = evaluations.flatMap(({ alerts }) => alerts.filter(({ state }) => state === "firing"));
  return [...new Set(firing.map(({ labels }) => `${labels.alertname} ${labels.severity}`))].sort();
};
