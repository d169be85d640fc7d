import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { alertsOf } from "../../checks/walk.ts";
import type { Incidents } from "../../model/incidents.ts";
import type { Duration, Model } from "../../model/model.ts";
import { didYouMean } from "../../promql/text/suggest.ts";
import { defaultStep, seriesOf } from "../../testing/given.ts";
import { UserError } from "../outcome.ts";
import type { Incident, Recording } from "./evaluate.ts";
import { incidentIn } from "./scenario.ts";

/** What happens: in a scenario, in the series of a file, or in the first example that an alert fires for. @throws UserError */
export function incidentOf(model: Model, incidents: Incidents, name: string): Promise<Incident> | Incident {
  if (/\.ya?ml$/.test(name)) return recordingIn(name);
  const incident = Object.hasOwn(incidents, name) ? incidents[name] : undefined;
  return incident ? incidentIn(incident, model) : exampleOf(model, incidents, name);
}

async function recordingIn(file: string): Promise<Incident> {
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new UserError(`${file}: cannot be read: ${error.message}`);
  });
  const { step = "1m", series } = parse(text) as { step?: Duration; series?: Recording["given"] };
  if (!series) throw new UserError(`${file}: has no \`series\` — write series: { 'up{job="x"}': "1x5 0x10" }`);
  return { given: series, step };
}

function exampleOf(model: Model, incidents: Incidents, name: string): Incident {
  const alerts = Array.from(alertsOf(model), ({ rule }) => rule);
  const rule = alerts.find(({ alert, severity }) => name === alert || name === `${alert} ${severity}`);
  const [example] = rule?.examples.fires ?? [];
  if (example) return { given: seriesOf(example), step: example.step ?? defaultStep };
  const meant = didYouMean(name, [...Object.keys(incidents), ...alerts.map(({ alert }) => alert)]);
  throw new UserError(
    `No scenario or alert "${name}" — ${meant ?? "name one that `npm run rehearse -- --list` tells, an alert of rules/, or a .yml file of series"}`,
  );
}
