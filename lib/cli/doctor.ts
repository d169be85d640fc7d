import { resolve } from "node:path";
import { Command } from "commander";
import type { CheckedStack, Finding, HealthCheck } from "./doctor/health-check.ts";
import { checkPrometheus } from "./doctor/prometheus.ts";
import { checkAlertmanager, checkGrafana, checkLoki } from "./doctor/servers.ts";
import { addressesOf, type ServerName } from "./http/address.ts";
import { loadModel } from "./load.ts";
import { exitCodes } from "./outcome.ts";

const healthChecks: Readonly<Record<ServerName, HealthCheck>> = {
  prometheus: checkPrometheus,
  alertmanager: checkAlertmanager,
  grafana: checkGrafana,
  loki: checkLoki,
};

export default new Command("doctor")
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .option("--json", "as JSON", false)
  .action(async ({ project, json }: { project: string; json: boolean }) => {
    const model = await loadModel(resolve(project));
    const stack: CheckedStack = { model, addresses: addressesOf(model.stack) };
    const names = Object.keys(healthChecks) as ServerName[];
    const found = (await Promise.all(names.map((name) => check(name, stack)))).flat();
    report(found, json);
    process.exitCode = found.length > 0 ? exitCodes.problems : exitCodes.ok;
  });

/** A server that does not answer is a finding too. */
async function check(name: ServerName, stack: CheckedStack): Promise<Finding[]> {
  try {
    return await healthChecks[name](stack);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return [{ where: name, problem, fix: "`npm run status` says whether it runs; the environment may name another" }];
  }
}

function report(found: readonly Finding[], json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ problems: found })}\n`);
    return;
  }
  for (const { where, problem, fix } of found) process.stdout.write(`${where}: ${problem}\n    ${fix}\n`);
  process.stdout.write(found.length === 0 ? "nothing wrong was found\n" : `${found.length} found\n`);
}
