import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { didYouMean } from "../../lib/checks/suggest.ts";
import { alertsOf } from "../../lib/checks/walk.ts";
import { defaultStep, seriesOf } from "../../lib/examples/given.ts";
import type { Duration, Model } from "../../lib/model.ts";
import { Trouble } from "../outcome.ts";
import type { Recording } from "./evaluate.ts";

/** What happens in an incident: the series of a file, or of the first example that an alert fires for. @throws Trouble */
export const incidentOf = (model: Model, name: string): Promise<Recording> | Recording =>
  /\.ya?ml$/.test(name) ? recordingIn(name) : exampleOf(model, name);

async function recordingIn(file: string): Promise<Recording> {
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new Trouble(`${file}: cannot be read: ${error.message}`);
  });
  const { step = "1m", series } = parse(text) as { step?: Duration; series?: Recording["given"] };
  if (!series) throw new Trouble(`${file}: has no \`series\` — write series: { 'up{job="x"}': "1x5 0x10" }`);
  return { given: series, step };
}

function exampleOf(model: Model, name: string): Recording {
  const alerts = Array.from(alertsOf(model), ({ rule }) => rule);
  const rule = alerts.find(({ alert, severity }) => name === alert || name === `${alert} ${severity}`);
  const [example] = rule?.examples.fires ?? [];
  if (example) return { given: seriesOf(example), step: example.step ?? defaultStep };
  const names = alerts.map(({ alert }) => alert);
  throw new Trouble(
    `No alert "${name}" — ${didYouMean(name, names) ?? "name one of rules/, or a .yml file of series"}`,
  );
}
