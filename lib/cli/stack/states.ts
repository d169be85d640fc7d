import type { ComposeFile } from "../../model/compose.ts";
import type { Model, Stack } from "../../model/model.ts";
import { environmentWith } from "../env.ts";
import type { Compose } from "./compose.ts";
import { readEnvFile } from "./env-file.ts";

/** The state of a service. */
export interface ServiceState {
  readonly service: string;
  readonly title: string;
  /** As Docker says it: `running`, `exited`; `absent` where there is no container. */
  readonly state: string;
  /** As its health check says it: `healthy`, `starting`, `unhealthy`; empty where nothing runs. */
  readonly health: string;
  readonly address: string;
  /** Its container's name, where that is not known from the model. */
  readonly container?: string;
}

/**
 * The state of every service that this stack runs, and of every other container of the compose files that has a health
 * check, such as a proxy. A collector that was not chosen is left out.
 */
export async function serviceStates(compose: Compose, stack: Stack): Promise<ServiceState[]> {
  return statesOf(stack, await compose.read("ps", "--all", "--format", "json"));
}

/** @param listing what `docker compose ps --format json` printed: an array, or since 2.21 an object a line */
export function statesOf(stack: Stack, listing: string): ServiceState[] {
  const containers = new Map(parseListing(listing).map((container) => [container.Service, container]));
  const hosts = new Set(Object.entries(stack).map(([service, { host = service }]) => host));
  const others = [...containers.values()].filter(
    ({ Service, State, Health }) => (Health !== "" || State === "restarting") && !hosts.has(Service),
  );
  const services = Object.entries(stack).flatMap(
    ([service, { title, host = service, port, external, ui, insteadOf }]) => {
      const container = containers.get(host);
      const chosen = container !== undefined || (!insteadOf && !isReplaced(stack, service, containers));
      if (external || !chosen) return [];
      const { State: state = "absent", Health: health = "" } = container ?? {};
      return [{ service, title, state, health, address: ui ?? `http://localhost:${port}` }];
    },
  );
  return [
    ...services,
    ...others.map(({ Service: service, Name: container, State: state, Health: health }) => ({
      service,
      title: service,
      state,
      health,
      address: "",
      container,
    })),
  ];
}

const isReplaced = (stack: Stack, service: string, containers: ReadonlyMap<string, unknown>): boolean =>
  Object.entries(stack).some(([other, { insteadOf }]) => insteadOf === service && containers.has(other));

interface Container {
  readonly Name: string;
  readonly Service: string;
  readonly State: string;
  readonly Health: string;
}

function parseListing(listing: string): Container[] {
  const text = listing.trim();
  if (text.startsWith("[")) return JSON.parse(text) as Container[];
  return text === "" ? [] : text.split("\n").map((line) => JSON.parse(line) as Container);
}

export const isHealthy = ({ state, health }: ServiceState): boolean => state === "running" && health === "healthy";

/** The health of the stack. */
export interface StackHealth {
  readonly states: readonly ServiceState[];
  /** What is not healthy, and not for want of the platform. */
  readonly broken: readonly ServiceState[];
  /** Targets of the platform that do not answer, but for those of broken exporters. Most exporters are healthy all the same. */
  readonly missing: readonly Target[];
}

/**
 * Reads the health of the stack.
 * @param skipTargets whether targets are checked only where everything else is healthy: for repeated calls
 */
export type ReadHealth = (skipTargets?: boolean) => Promise<StackHealth>;

/** @param expectsAll whether the platform is part of what was started, so that nothing may wait for it */
export async function healthOf(
  compose: Compose,
  model: Pick<Model, "stack" | "compose">,
  project: string,
  expectsAll: boolean,
): Promise<ReadHealth> {
  const definition = model.compose?.definition ?? { services: {} };
  const targets = expectsAll ? [] : targetsOf(definition, await readEnvFile(project), environmentWith({}));
  return async (skipTargets = false) => {
    const states = await serviceStates(compose, model.stack);
    const unhealthy = states.filter((state) => !isHealthy(state));
    // A container that was never made, or that somebody stopped, waits for nothing.
    const mayWait = ({ service, state }: ServiceState) =>
      ["running", "restarting"].includes(state) && targets.some((one) => one.required && one.service === service);
    if (skipTargets && !unhealthy.every(mayWait)) return { states, broken: unhealthy, missing: [] };
    const known = targets.filter(({ service }) => states.some((state) => state.service === service));
    const missing = await unanswered(compose, known);
    const waits = ({ service }: ServiceState) => missing.some((target) => target.service === service);
    const broken = unhealthy.filter((state) => !(mayWait(state) && waits(state)));
    const isBroken = (target: Target) => broken.some(({ service }) => service === target.service);
    return { states, broken, missing: missing.filter((target) => !isBroken(target)) };
  };
}

/** The last line that a service's container printed; empty where it printed none. */
export async function lastLogLine(compose: Compose, service: string): Promise<string> {
  const text = await compose.read("logs", "--no-log-prefix", "--no-color", "--tail", "1", service).catch(() => "");
  return text.trim();
}

/** What one service of the stack asks of the platform. */
interface Target {
  readonly service: string;
  /** The variable of `compose/.env` that says where it is, such as `KAFKA_ADDRESS`. */
  readonly variable: string;
  /** `host:port` each; any one that answers is enough. Without passwords. */
  readonly endpoints: readonly string[];
  /** Whether the service ends while it does not answer. */
  readonly required: boolean;
}

type Values = ReadonlyMap<string, string>;
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The targets that the compose file names (`x-target`), with their addresses as Docker Compose would read them:
 * the environment comes before `.env`, and an empty value means the default.
 */
export function targetsOf(compose: ComposeFile, file: Values, environment: Environment): Target[] {
  return Object.entries(compose.services).flatMap(([service, { "x-target": target }]) => {
    const [, variable = "", fallback = ""] = /^\$\{(\w+):-(.*)\}$/.exec(target?.address ?? "") ?? [];
    if (!target || variable === "") return [];
    const value = (environment[variable] ?? file.get(variable)) || fallback;
    return [{ service, variable, endpoints: endpointsOf(value), required: target.required ?? false }];
  });
}

const ports: Readonly<Record<string, string>> = {
  ...{ "postgres:": "5432", "postgresql:": "5432", "mysql:": "3306", "mariadb:": "3306" },
  ...{ "http:": "80", "https:": "443" },
};

/** Of `host:port,host:port`, of an address such as `http://host`, or of several such as `name=postgres://host/db`. */
function endpointsOf(value: string): string[] {
  if (!value.includes("://")) return value.split(/[\s,]+/).filter(Boolean);
  return value.split(/\s+/).flatMap((entry) => {
    const address = entry.replace(/^[^:/?#=]+=/, "");
    if (!URL.canParse(address)) return [];
    const { hostname, port, protocol } = new URL(address);
    return hostname === "" ? [] : [`${hostname}:${port || ports[protocol]}`];
  });
}

/**
 * Those of the targets that do not answer, asked from where the exporters are: within the stack's networks, by the
 * Blackbox exporter. Nothing where that cannot be asked, for then nobody knows.
 */
async function unanswered(compose: Compose, targets: readonly Target[]): Promise<Target[]> {
  const endpoints = [...new Set(targets.flatMap((target) => target.endpoints))];
  const answers = new Map(
    await Promise.all(endpoints.map(async (endpoint) => [endpoint, await answersAt(compose, endpoint)] as const)),
  );
  return targets.filter(
    (target) => target.endpoints.length > 0 && target.endpoints.every((endpoint) => answers.get(endpoint) === false),
  );
}

/** @returns undefined where the Blackbox exporter does not run */
async function answersAt(compose: Compose, endpoint: string): Promise<boolean | undefined> {
  const url = `http://127.0.0.1:9115/probe?${new URLSearchParams({ module: "tcp", target: endpoint })}`;
  const answer = await compose.read("exec", "-T", "blackbox-exporter", "wget", "-qO-", url).catch(() => "");
  const success = /^probe_success ([01])$/m.exec(answer)?.[1];
  return success === undefined ? undefined : success === "1";
}
