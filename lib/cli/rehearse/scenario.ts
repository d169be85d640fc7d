import { type Recording as RecordedTime, record } from "../../../simulator/recording.ts";
import type { Scenario } from "../../../simulator/scenario.ts";
import { leversAt, usual } from "../../../simulator/world/levers.ts";
import { world } from "../../../simulator/world/world.ts";
import { durationSeconds } from "../../model/duration.ts";
import type { Model } from "../../model/model.ts";
import { parse } from "../../promql/syntax/parse.ts";
import { namesIn } from "../../promql/syntax/walk.ts";
import { clock } from "./clock.ts";
import type { Incident } from "./incident.ts";

const minute = 60;
const hour = 60 * minute;

/** How long people go on watching when the cause is mended: until what fires for an hour's mean or less is over. */
const aftermath = 30 * minute;

/** A scenario as it was played, a sample a minute. */
export interface PlayedScenario {
  readonly story: string;
  /** Its times begin with 0, when the ordinary past begins. What no rule reads is left out. */
  readonly recording: RecordedTime;
  /** Minutes until the incident begins; yesterday was as long ago. */
  readonly past: number;
  /** Minutes from then until its end is told. */
  readonly minutes: number;
}

/** Plays an incident of the simulator, from its ordinary past until its end is told. */
export function play(scenario: Scenario, model: Model): PlayedScenario {
  const lasts = durationSeconds(scenario.lasts);
  const watched = lasts + aftermath;
  // What is usual is a mean over the hour around this time yesterday: even at the end, that is before the incident.
  const past = watched + hour / 2;
  // promtool's time begins in 1970, at midnight: people live where it was morning then.
  const played = world({ seed: 1, begin: 0, localTime: (time) => time + 9 * hour });
  const { times, series } = record(played, [{ from: 0, to: past + watched, step: minute }], (time) =>
    time < past + lasts ? leversAt(scenario, time - past) : usual,
  );
  const read = metricsRead(model);
  return {
    story: `${scenario.title}. ${scenario.story}\nIt begins at 00:00:00, and its cause is mended at ${clock(lasts)}.`,
    recording: { times, series: series.filter(({ name }) => read.has(name)) },
    past: past / minute,
    minutes: watched / minute,
  };
}

/** A scenario as an incident to rehearse. */
export const incidentIn = (scenario: Scenario, model: Model): ScenarioIncident => asIncident(play(scenario, model));

export const asIncident = ({ story, recording, past, minutes }: PlayedScenario): ScenarioIncident => ({
  story,
  given: notation(recording),
  step: "1m",
  past,
  yesterday: past,
  minutes,
});

type ScenarioIncident = Incident & { readonly minutes: number };

/** What no rule reads need not be given to promtool: almost half of the series. */
const metricsRead = ({ rules }: Model): Set<string> =>
  new Set(
    rules.flatMap(({ definition }) =>
      definition.rules.flatMap(({ expr }) => {
        const { ast } = parse(expr);
        return ast ? namesIn(ast) : [];
      }),
    ),
  );

/** Series and their samples as promtool reads them. What a scrape no longer finds is stale. */
export const notation = ({ times, series }: RecordedTime): Incident["given"] =>
  Object.fromEntries(
    series.map(({ name, labels, values }) => {
      const matchers = Object.entries(labels).map(([label, text]) => `${label}=${JSON.stringify(text)}`);
      const samples = times.map((_, i) => values[i] ?? (values[i - 1] === undefined ? "_" : "stale"));
      return [`${name}{${matchers.join(",")}}`, samples.join(" ")];
    }),
  );
