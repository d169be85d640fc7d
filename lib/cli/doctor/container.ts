import { ask } from "../programs/run.ts";

/** The state of a container, as Docker reports it. */
export interface ContainerState {
  /** Such as `running`, `restarting`, `exited`. */
  readonly state: string;
  /** The networks that it is in. */
  readonly networks: readonly string[];
  /** Its last log line; empty where it printed nothing. */
  readonly lastLine: string;
}

const format = "{{.State.Status}} {{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}";

/** @returns undefined where there is no such container, and "no docker" where Docker does not answer here */
export async function stateOf(container: string): Promise<ContainerState | "no docker" | undefined> {
  const answer = await ask("docker", "inspect", "--format", format, container);
  if (answer === undefined)
    return (await ask("docker", "info", "--format", "{{.ServerVersion}}")) === undefined ? "no docker" : undefined;
  const [state = "", ...networks] = answer.trim().split(/\s+/);
  const log = (await ask("docker", "logs", "--tail", "1", container)) ?? "";
  return { state, networks, lastLine: log.trim() };
}

/**
 * Why Prometheus does not reach a service by its name or port, and how to fix it.
 * @param container of the service
 * @param prometheus Prometheus' container
 * @param isExternal whether the service belongs to the platform, so that no container of the stack runs it
 */
export async function unreachable(container: string, prometheus: string, isExternal: boolean): Promise<string> {
  const joins = "`npm run up -- --platform` joins the platform's network";
  if (isExternal) return `it belongs to the platform: start it there; ${joins}`;
  const [own, scraper] = await Promise.all([stateOf(container), stateOf(prometheus)]);
  if (own === "no docker") return `Docker does not answer here: see \`docker logs ${container}\` where it runs`;
  if (own === undefined) return "it has no container: `npm run up` makes and starts it";
  const ended = own.lastLine === "" ? "" : `; its last log line: ${own.lastLine}`;
  if (own.state === "restarting") return `it ends again and again${ended}`;
  if (own.state !== "running") return `it is ${own.state}, not running: \`npm run up\` starts it${ended}`;
  const shared = typeof scraper === "object" ? scraper.networks : [];
  if (!own.networks.some((network) => shared.includes(network)))
    return `it runs in no network that Prometheus is in (${own.networks.join(", ") || "none"}): ${joins}`;
  return `it runs, but nothing listens on the port that stack.ts names${ended}`;
}
