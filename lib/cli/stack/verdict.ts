import type { Model } from "../../model/model.ts";
import { environmentWith } from "../env.ts";
import type { Compose } from "./compose.ts";
import { isHealthy, type ServiceState, serviceStates } from "./containers.ts";
import { readEnvFile } from "./env-file.ts";
import { type Target, targetsOf, unanswered } from "./targets.ts";

/** How the stack is doing. */
export interface Verdict {
  readonly states: readonly ServiceState[];
  /** What is not healthy, and not for want of the platform. */
  readonly broken: readonly ServiceState[];
  /** Targets of the platform that do not answer, but for those of broken exporters. Most exporters are healthy all the same. */
  readonly missing: readonly Target[];
}

/**
 * Tells how the stack is doing now.
 * @param patient whether the targets are asked only once nothing else can be the reason: for those who ask often
 */
export type Judge = (patient?: boolean) => Promise<Verdict>;

/** @param expectsAll whether the platform is part of what was started, so that nothing may wait for it */
export async function judgeOf(
  compose: Compose,
  model: Pick<Model, "stack" | "compose">,
  project: string,
  expectsAll: boolean,
): Promise<Judge> {
  const definition = model.compose?.definition ?? { services: {} };
  const targets = expectsAll ? [] : targetsOf(definition, await readEnvFile(project), environmentWith({}));
  return async (patient = false) => {
    const states = await serviceStates(compose, model.stack);
    const unwell = states.filter((state) => !isHealthy(state));
    // A container that was never made, or that somebody stopped, waits for nothing.
    const mayWait = ({ service, state }: ServiceState) =>
      ["running", "restarting"].includes(state) && targets.some((one) => one.required && one.service === service);
    if (patient && !unwell.every(mayWait)) return { states, broken: unwell, missing: [] };
    const known = targets.filter(({ service }) => states.some((state) => state.service === service));
    const missing = await unanswered(compose, known);
    const waits = ({ service }: ServiceState) => missing.some((target) => target.service === service);
    const broken = unwell.filter((state) => !(mayWait(state) && waits(state)));
    const isBroken = (target: Target) => broken.some(({ service }) => service === target.service);
    return { states, broken, missing: missing.filter((target) => !isBroken(target)) };
  };
}

/** The last line that a service's container printed; empty where it printed none. */
export async function lastLogLine(compose: Compose, service: string): Promise<string> {
  const text = await compose.read("logs", "--no-log-prefix", "--no-color", "--tail", "1", service).catch(() => "");
  return text.trim();
}
