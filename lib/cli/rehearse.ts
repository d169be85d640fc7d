import { resolve } from "node:path";
import { Command } from "commander";
import type { Incidents } from "../model/incidents.ts";
import { timeline } from "../testing/incidents/timeline.ts";
import { positiveWhole } from "./arguments.ts";
import { importFacts, loadModel } from "./load.ts";
import { exitCodes, UserError } from "./outcome.ts";
import { evaluate } from "./rehearse/evaluate.ts";
import { incidentOf } from "./rehearse/incident.ts";
import { inWords } from "./rehearse/words.ts";
import { table } from "./stack/compose.ts";

interface RehearseOptions {
  readonly minutes?: number;
  readonly project: string;
  readonly json: boolean;
  readonly list: boolean;
}

export default new Command("rehearse")
  .argument("[incident]", "a scenario, an alert, whose first example is the incident, or a .yml file of series")
  .option("--list", "tell which scenarios there are, and end", false)
  .option("--minutes <number>", "how long to watch; defaults to 60, or until a scenario is over", positiveWhole)
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .option("--json", "tell the events as JSON", false)
  .action(async (incident: string | undefined, { list, minutes, project, json }: RehearseOptions) => {
    const root = resolve(project);
    const { incidents = {} } = (await importFacts(root, "incidents.ts")) as { incidents?: Incidents };
    if (list || incident === undefined) return tellIncidents(incidents);
    const model = await loadModel(root);
    if (!model.alerting) throw new UserError("This project defines no alerting: add alerting/alertmanager.ts.");
    const played = await incidentOf(model, incidents, incident);
    const evaluations = await evaluate(model, played, minutes ?? played.minutes ?? 60);
    const events = timeline(model.alerting.definition, evaluations);
    process.stdout.write(json ? `${JSON.stringify(events)}\n` : await inWords(model, played, events));
    process.exitCode = exitCodes.ok;
  });

function tellIncidents(incidents: Incidents): void {
  const rows = Object.entries(incidents).map(([name, { title, story }]) => [name, title, story]);
  process.stdout.write(table(["SCENARIO", "TITLE", "WHAT HAPPENS"], rows));
}
