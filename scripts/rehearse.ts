import { resolve } from "node:path";
import { Command } from "commander";
import { timeline } from "../lib/rehearsal/timeline.ts";
import { positiveWhole } from "./arguments.ts";
import { loadModel } from "./load.ts";
import { exitCodes, Trouble } from "./outcome.ts";
import { evaluate } from "./rehearse/evaluate.ts";
import { incidentOf } from "./rehearse/incident.ts";
import { inWords } from "./rehearse/words.ts";

interface RehearseOptions {
  readonly minutes: number;
  readonly project: string;
  readonly json: boolean;
}

export default new Command("rehearse")
  .description("Run an incident through the real rules and the routing, and tell minute by minute who is told what.")
  .argument("<incident>", "an alert, whose first example is the incident, or a .yml file of series")
  .option("--minutes <number>", "how long to watch", positiveWhole, 60)
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .option("--json", "tell the events as JSON", false)
  .action(async (incident: string, { minutes, project, json }: RehearseOptions) => {
    const model = await loadModel(resolve(project));
    if (!model.alerting) throw new Trouble("This project defines no alerting: add alerting/alertmanager.ts.");
    const evaluations = await evaluate(model, await incidentOf(model, incident), minutes);
    const events = timeline(model.alerting.definition, evaluations);
    process.stdout.write(json ? `${JSON.stringify(events)}\n` : await inWords(model, events));
    process.exitCode = exitCodes.fine;
  });
