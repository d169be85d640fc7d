import { evaluateWithPast } from "../../../../lib/cli/rehearse/evaluate.ts";
import type { PrintedSample } from "../../../../lib/cli/rehearse/promtool.ts";
import { withYesterday } from "../../../../lib/cli/rehearse/rules.ts";
import { notation, type RecordedIncident, recordIncident } from "../../../../lib/cli/rehearse/scenario.ts";
import { inWords } from "../../../../lib/cli/rehearse/words.ts";
import type { Model } from "../../../../lib/model/model.ts";
import { type Event, timeline } from "../../../../lib/testing/incidents/timeline.ts";
import { addBlocks } from "../../../../scripts/recorded/blocks.ts";
import { incidentOf } from "../../../../simulator/incidents.ts";
import { openMetrics } from "../../../../simulator/open-metrics.ts";
import type { RecordedSeries, Recording } from "../../../../simulator/recording.ts";
import type { Scenario } from "../../../../simulator/scenario.ts";
import { accelerate, fast } from "../accelerate/accelerate.ts";
import type { Pace } from "../accelerate/promql.ts";
import { accelerateRecording } from "../accelerate/recording.ts";

/** A scenario that was rehearsed in a faster world, and can take place there. */
export interface Rehearsed extends RecordedIncident {
  readonly pace: Pace;
  /** The emitted rules and routes of that world. */
  readonly model: Model;
  /** In minutes and seconds of our world. */
  readonly events: readonly Event[];
  /** As `rehearse` tells it. */
  readonly text: string;
  /** What the rules recorded before the incident. */
  readonly recorded: readonly RecordedSeries[];
}

/** Rehearses a scenario in a faster world. */
export async function rehearseFaster(scenario: Scenario, model: Model, pace: Pace): Promise<Rehearsed> {
  const played = recordIncident(incidentOf(scenario), model);
  const { story, recording, past, minutes } = played;
  const hastened = accelerate(withYesterday(model, past), pace);
  const minute = fast("1m", pace);
  const incident = { story, given: notation(accelerateRecording(recording, pace)), step: minute, past, minute };
  const found = await evaluateWithPast(hastened, incident, minutes);
  if (!model.alerting) throw new Error("the model defines no alerting");
  const events = timeline(model.alerting.definition, found.evaluations);
  const text = await inWords(model, incident, events);
  return { ...played, pace, model: hastened, events, text, recorded: recordedSeries(found.past) };
}

function recordedSeries(minutes: readonly (readonly PrintedSample[])[]): RecordedSeries[] {
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

/** Writes the first minutes of a recording, and what the rules recorded then, as time series of Prometheus. */
export const remember = (
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
