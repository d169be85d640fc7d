import { withDayLength } from "../../../../lib/authoring/rules.ts";
import { evaluateWithPast } from "../../../../lib/cli/evaluate-incident.ts";
import { notation, type RecordedIncident, recordIncident, timelineText } from "../../../../lib/cli/incident.ts";
import type { Model } from "../../../../lib/model/model.ts";
import type { Sample } from "../../../../lib/testing/experiment.ts";
import { type Event, timeline } from "../../../../lib/testing/incident.ts";
import { addBlocks } from "../../../../scripts/backfill/blocks.ts";
import { incidentOf } from "../../../../simulator/incidents.ts";
import { openMetrics } from "../../../../simulator/open-metrics.ts";
import type { RecordedSeries, Recording } from "../../../../simulator/recording.ts";
import type { Scenario } from "../../../../simulator/scenario.ts";
import { accelerate, fast } from "../accelerate/accelerate.ts";
import type { Pace } from "../accelerate/promql.ts";
import { accelerateRecording } from "../accelerate/recording.ts";

/** A scenario that was simulated in accelerated time, and can be run in it. */
export interface Simulated extends RecordedIncident {
  readonly pace: Pace;
  /** The model with accelerated rules and routes. */
  readonly model: Model;
  /** In minutes and seconds of real time. */
  readonly events: readonly Event[];
  /** The timeline as text. */
  readonly text: string;
  /** What the rules recorded before the incident. */
  readonly recorded: readonly RecordedSeries[];
}

/** Simulates a scenario in accelerated time. */
export async function simulateAccelerated(scenario: Scenario, model: Model, pace: Pace): Promise<Simulated> {
  const recordedIncident = recordIncident(incidentOf(scenario), model);
  const { story, recording, past, minutes } = recordedIncident;
  const accelerated = accelerate(withDayLength(model, past), pace);
  const minute = fast("1m", pace);
  const incident = { story, series: notation(accelerateRecording(recording, pace)), step: minute, past, minute };
  const found = await evaluateWithPast(accelerated, incident, minutes);
  if (!model.alerting) throw new Error("the model defines no alerting");
  const events = timeline(model.alerting.definition, found.evaluations, 0);
  const text = timelineText(model, incident, events, 0);
  return { ...recordedIncident, pace, model: accelerated, events, text, recorded: recordedSeries(found.past) };
}

function recordedSeries(minutes: readonly (readonly Sample[])[]): RecordedSeries[] {
  const found = new Map<string, Omit<RecordedSeries, "values"> & { values: number[] }>();
  for (const [minute, samples] of minutes.entries())
    for (const { labels, value } of samples) {
      const key = JSON.stringify(labels);
      const { __name__: name = "", ...own } = labels;
      const one = found.get(key) ?? { name, labels: own, type: "gauge" as const, values: [] };
      found.set(key, one);
      one.values[minute] = value;
    }
  return [...found.values()];
}

/** Writes the first minutes of a recording, and what the rules recorded then, to a folder of Prometheus' time series. */
export const writePast = (
  folder: string,
  { times, series }: Recording,
  recorded: readonly RecordedSeries[],
  minutes: number,
) =>
  addBlocks(
    folder,
    openMetrics({
      times: times.slice(0, minutes),
      series: [...series, ...recorded].map((one) => ({ ...one, values: one.values.slice(0, minutes) })),
    }),
  );
