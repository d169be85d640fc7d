import { durationSeconds } from "../../model/duration.ts";
import type { IncidentDefinition, Recording } from "../../model/incidents.ts";
import type { Model } from "../../model/model.ts";
import { namesIn } from "../../promql/syntax/ast.ts";
import { parse } from "../../promql/syntax/parse.ts";
import { clock } from "./clock.ts";
import type { Incident } from "./evaluate.ts";

const minute = 60;
const hour = 60 * minute;

/** How long the simulation goes on after the cause is fixed: until alerts over an hour's mean or less have resolved. */
const aftermath = 30 * minute;

/** A recorded incident, a sample a minute. */
export interface RecordedIncident {
  readonly story: string;
  /** Its times begin with 0, when the ordinary past begins. Series that no rule reads are left out. */
  readonly recording: Recording;
  /** Minutes until the incident begins; yesterday was as long ago. */
  readonly past: number;
  /** Minutes from then until the end. */
  readonly minutes: number;
}

/** Records an incident, from its ordinary past until its alerts have resolved. */
export function recordIncident(incident: IncidentDefinition, model: Model): RecordedIncident {
  const lasts = durationSeconds(incident.lasts);
  const watched = lasts + aftermath;
  // The baseline is a mean over the hour around this time yesterday: even at the end, that is before the incident.
  const past = watched + hour / 2;
  const { times, series } = incident.record(past, past + watched);
  const read = metricsRead(model);
  return {
    story: `${incident.title}. ${incident.story}\nIt begins at 00:00:00, and its cause is mended at ${clock(lasts)}.`,
    recording: { times, series: series.filter(({ name }) => read.has(name)) },
    past: past / minute,
    minutes: watched / minute,
  };
}

/** A defined incident as input for the evaluation. */
export const incidentIn = (incident: IncidentDefinition, model: Model): TimedIncident =>
  asIncident(recordIncident(incident, model));

export const asIncident = ({ story, recording, past, minutes }: RecordedIncident): TimedIncident => ({
  story,
  given: notation(recording),
  step: "1m",
  past,
  yesterday: past,
  minutes,
});

type TimedIncident = Incident & { readonly minutes: number };

/** Series that no rule reads need not be given to promtool: almost half of them. */
const metricsRead = ({ rules }: Model): Set<string> =>
  new Set(
    rules.flatMap(({ definition }) =>
      definition.rules.flatMap(({ expr }) => {
        const { ast } = parse(expr);
        return ast ? namesIn(ast) : [];
      }),
    ),
  );

/** Series and their samples as promtool reads them. A series that a scrape no longer finds is stale. */
export const notation = ({ times, series }: Recording): Incident["given"] =>
  Object.fromEntries(
    series.map(({ name, labels, values }) => {
      const matchers = Object.entries(labels).map(([label, text]) => `${label}=${JSON.stringify(text)}`);
      const samples = times.map((_, i) => values[i] ?? (values[i - 1] === undefined ? "_" : "stale"));
      return [`${name}{${matchers.join(",")}}`, samples.join(" ")];
    }),
  );
