import { resolve } from "node:path";
import { Command } from "commander";
import type { Incidents } from "../model/incidents.ts";
import { timeline } from "../testing/incident.ts";
import { positiveWhole } from "./arguments.ts";
import { evaluate } from "./incident/evaluate.ts";
import { incidentNamed } from "./incident/input.ts";
import { timelineText } from "./incident/report.ts";
import { importFacts, loadModel } from "./load.ts";
import { exitCodes, UserError } from "./outcome.ts";
import { table } from "./stack/compose.ts";

interface IncidentOptions {
  readonly minutes?: number;
  readonly project: string;
  readonly json: boolean;
  readonly list: boolean;
}

export default new Command("incident")
  .argument("[incident]", "an incident, an alert, whose first example is simulated, or a .yml file of series")
  .option("--list", "list the defined incidents", false)
  .option("--minutes <number>", "how long to simulate; default: 60, or until an incident is over", positiveWhole)
  .option("--project <dir>", "the folder that contains stack.ts", ".")
  .option("--json", "print the events as JSON", false)
  .action(async (name: string | undefined, { list, minutes, project, json }: IncidentOptions) => {
    const root = resolve(project);
    const { incidents = {} } = (await importFacts(root, "incidents.ts")) as { incidents?: Incidents };
    if (list || name === undefined) return printIncidents(incidents);
    const model = await loadModel(root);
    if (!model.alerting) throw new UserError("This project defines no alerting: add alerting/alertmanager.ts.");
    const incident = await incidentNamed(model, incidents, name);
    const evaluations = await evaluate(model, incident, minutes ?? incident.minutes ?? 60);
    const events = timeline(model.alerting.definition, evaluations);
    process.stdout.write(json ? `${JSON.stringify(events)}\n` : await timelineText(model, incident, events));
    process.exitCode = exitCodes.ok;
  });

function printIncidents(incidents: Incidents): void {
  const rows = Object.entries(incidents).map(([name, { title, story }]) => [name, title, story]);
  process.stdout.write(table(["INCIDENT", "TITLE", "WHAT HAPPENS"], rows));
}
