import { type RecordedSeries, record } from "../../exporters/simulator/recording.ts";
import type { Scenario } from "../../exporters/simulator/scenario.ts";
import { leversAt, usual } from "../../exporters/simulator/world/levers.ts";
import { world } from "../../exporters/simulator/world/world.ts";
import { durationSeconds } from "../../lib/duration.ts";
import type { Model } from "../../lib/model.ts";
import { parse } from "../../lib/promql/syntax/parse.ts";
import { namesIn } from "../../lib/promql/syntax/walk.ts";
import { clock } from "./clock.ts";
import type { Incident } from "./incident.ts";

const minute = 60;
const hour = 60 * minute;

/** How long people go on watching when the cause is mended: until what fires for an hour's mean or less is over. */
const aftermath = 30 * minute;

/** Plays an incident of the simulator, from its ordinary past until its end is told, a sample a minute. */
export function incidentIn(scenario: Scenario, model: Model): Incident & { readonly minutes: number } {
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
    given: Object.fromEntries(series.filter(({ name }) => read.has(name)).map((one) => notation(one, times.length))),
    step: "1m",
    past: past / minute,
    yesterday: past / minute,
    minutes: watched / minute,
  };
}

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

/** A series and its samples as promtool reads them. What a scrape no longer finds is stale. */
function notation({ name, labels, values }: RecordedSeries, length: number): [series: string, samples: string] {
  const matchers = Object.entries(labels).map(([label, text]) => `${label}=${JSON.stringify(text)}`);
  const samples = Array.from({ length }, (_, i) => values[i] ?? (values[i - 1] === undefined ? "_" : "stale"));
  return [`${name}{${matchers.join(",")}}`, samples.join(" ")];
}
