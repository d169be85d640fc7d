import { resolve } from "node:path";
import { Command } from "commander";
import type { Diagnosis, Examination, Patient } from "./doctor/health-check.ts";
import { examinePrometheus } from "./doctor/prometheus.ts";
import { examineAlertmanager, examineGrafana, examineLoki } from "./doctor/servers.ts";
import { addressesOf, type ServerName } from "./http/address.ts";
import { loadModel } from "./load.ts";
import { exitCodes } from "./outcome.ts";

const examinations: Readonly<Record<ServerName, Examination>> = {
  prometheus: examinePrometheus,
  alertmanager: examineAlertmanager,
  grafana: examineGrafana,
  loki: examineLoki,
};

export default new Command("doctor")
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .option("--json", "as JSON", false)
  .action(async ({ project, json }: { project: string; json: boolean }) => {
    const model = await loadModel(resolve(project));
    const patient: Patient = { model, addresses: addressesOf(model.stack) };
    const names = Object.keys(examinations) as ServerName[];
    const found = (await Promise.all(names.map((name) => examine(name, patient)))).flat();
    report(found, json);
    process.exitCode = found.length > 0 ? exitCodes.problems : exitCodes.ok;
  });

/** A server that does not answer is a finding like any other. */
async function examine(name: ServerName, patient: Patient): Promise<Diagnosis[]> {
  try {
    return await examinations[name](patient);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return [{ where: name, problem, cure: "`npm run status` says whether it runs; the environment may name another" }];
  }
}

function report(found: readonly Diagnosis[], json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ problems: found })}\n`);
    return;
  }
  for (const { where, problem, cure } of found) process.stdout.write(`${where}: ${problem}\n    ${cure}\n`);
  process.stdout.write(found.length === 0 ? "nothing wrong was found\n" : `${found.length} found\n`);
}
