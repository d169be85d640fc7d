import { resolve } from "node:path";
import type { Stack } from "../model/model.ts";
import { positive } from "./arguments.ts";
import { loadModel } from "./load.ts";
import { exitCodes } from "./outcome.ts";
import { buildFirst } from "./stack/build-first.ts";
import { type Compose, dockerCompose, type StackOptions } from "./stack/compose.ts";
import { isHealthy, type ServiceState, serviceStates } from "./stack/containers.ts";
import { prepareEnvFile } from "./stack/env-file.ts";
import { stackCommand } from "./stack/options.ts";
import { table } from "./stack/table.ts";

interface UpOptions extends StackOptions {
  readonly wait: number;
}

const tell = (line: string): boolean => process.stderr.write(`${line}\n`);

export default stackCommand("up")
  .option("--wait <seconds>", "how long to wait for health", positive, 180)
  .action(async (given: UpOptions) => {
    const options = { ...given, project: resolve(given.project) };
    const compose = await dockerCompose(options);
    for (const line of await prepareEnvFile(options.project)) tell(line);
    const { stack } = await loadModel(options.project);
    const changed = await buildFirst(options.project);
    const before = await serviceStates(compose, stack);
    await compose.show("up", "--detach", "--build", "--remove-orphans");
    await restart(compose, before, changed);
    const states = await untilHealthy(compose, stack, options.wait);
    reportAccess(states, stack);
    process.exitCode = states.every(isHealthy) ? exitCodes.fine : exitCodes.partial;
  });

/** Containers that ran before still have the old files in memory. */
async function restart(compose: Compose, before: readonly ServiceState[], changed: readonly string[]): Promise<void> {
  const stale = before.filter(({ service, state }) => state === "running" && changed.includes(service));
  if (stale.length > 0) await compose.show("restart", ...stale.map(({ service }) => service));
}

/** Tells what becomes healthy as it does, and gives up after the time. @returns the last states */
async function untilHealthy(compose: Compose, stack: Stack, seconds: number): Promise<ServiceState[]> {
  const deadline = Date.now() + seconds * 1000;
  const told = new Set<string>();
  for (;;) {
    const states = await serviceStates(compose, stack);
    const healthy = states.filter(isHealthy);
    for (const { service } of healthy.filter(({ service }) => !told.has(service))) {
      told.add(service);
      tell(`${told.size}/${states.length} healthy: ${service}`);
    }
    if (healthy.length === states.length || Date.now() > deadline) return states;
    await new Promise((done) => setTimeout(done, 2000));
  }
}

function reportAccess(states: readonly ServiceState[], stack: Stack): void {
  const open = Object.values(stack).flatMap(({ title, ui, purpose }) => (ui ? [[title, ui, purpose]] : []));
  process.stdout.write(table(["SERVICE", "ADDRESS", "FOR"], open));
  process.stdout.write("\nGrafana's user and password stand in compose/.env.\n");
  for (const { service, state, health } of states.filter((one) => !isHealthy(one)))
    tell(`${service} is ${health || state}: docker logs bigdata-${service}`);
}
