import { it, vi } from "vitest";
import { scenarios } from "../../../exporters/simulator/scenarios/index.ts";
import { durationSeconds } from "../../../lib/duration.ts";
import type { Evaluation } from "../../../lib/rehearsal/dispatch.ts";
import { timeline } from "../../../lib/rehearsal/timeline.ts";
import { loadModel } from "../../../scripts/load.ts";
import { evaluate } from "../../../scripts/rehearse/evaluate.ts";
import { incidentIn } from "../../../scripts/rehearse/scenario.ts";
import { inWords } from "../../../scripts/rehearse/words.ts";

const model = await loadModel(".");
if (!model.alerting) throw new Error("the project defines no alerting");
const alerting = model.alerting.definition;
// Each keeps a processor busy.
vi.setConfig({ maxConcurrency: 2 });

it.concurrent.for(Object.entries(scenarios))("%s goes as it is written down", async ([name, scenario], { expect }) => {
  const incident = incidentIn(scenario, model);
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
