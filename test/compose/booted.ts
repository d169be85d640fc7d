import { inject } from "vitest";
import { environmentWith } from "../../lib/cli/env.ts";
import { type Engine, engineAt } from "../../scripts/compose/engine.ts";
import { type Project, projectAt } from "../../scripts/compose/project.ts";
import { model, untilEmpty } from "../stack/ask.ts";

/** The engine and the project that the setup started. */
export const engine: Engine = engineAt(environmentWith(inject("dockerEnvironment")), inject("enginePid"));
export const project: Project = projectAt(engine, inject("project"));

/** A receiver of critical alerts that writes mails, and the addresses that it writes to. */
export const [mailed, addresses] = mailedReceiver();

function mailedReceiver(): readonly [string, readonly string[]] {
  for (const [name, { emailConfigs = [] }] of Object.entries(model.alerting?.definition.receivers ?? {}))
    if (name.endsWith("-critical") && emailConfigs.length > 0) return [name, emailConfigs.map(({ to }) => to)];
  throw new Error("alerting/ has no receiver of critical alerts that writes mails");
}

/** Of each container of the stack, by service: what `docker inspect` says. */
export async function inspect(service: string, format: string): Promise<string> {
  return (await engine.docker("inspect", "--format", format, `bigdata-${service}`)).trim();
}

/** Names of the services whose containers run; a profile that was not chosen has none. */
export async function runningServices(): Promise<string[]> {
  const names = await engine.docker("ps", "--filter", "label=com.docker.compose.project", "--format", "{{.Names}}");
  return names
    .trim()
    .split("\n")
    .map((name) => name.replace(/^bigdata-/, ""))
    .sort();
}

/**
 * Kills the process of each service, and waits until all run again and are healthy.
 * @param milliseconds how long
 * @returns those that do not
 */
export async function untilBack(services: readonly string[], milliseconds: number): Promise<readonly string[]> {
  const unhealthy = await untilEmpty(() => whereNot(services, ([, health]) => health === "healthy"), milliseconds);
  if (unhealthy.length > 0) return unhealthy;
  const started = new Map<string, string>();
  for (const service of services) {
    const [startedAt = "", , pid] = await stateOf(service);
    started.set(service, startedAt);
    // `docker kill` would count as somebody's wish, after which Docker starts nothing again.
    await engine.kill(Number(pid));
  }
  const isBack = ([startedAt, health]: readonly string[], service: string) =>
    startedAt !== started.get(service) && health === "healthy";
  return await untilEmpty(() => whereNot(services, isBack), milliseconds);
}

const stateOf = async (service: string): Promise<string[]> =>
  (await inspect(service, "{{.State.StartedAt}} {{.State.Health.Status}} {{.State.Pid}}")).split(" ");

async function whereNot(
  services: readonly string[],
  isWell: (state: readonly string[], service: string) => boolean,
): Promise<string[]> {
  const states = services.map(async (service) => {
    const state = await stateOf(service);
    return isWell(state, service) ? [] : [`${service}: ${state.join(" ")}`];
  });
  return (await Promise.all(states)).flat();
}
