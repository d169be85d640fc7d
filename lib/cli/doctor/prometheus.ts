import { containerOf } from "../../model/compose.ts";
import type { Model } from "../../model/model.ts";
import type { ServerName } from "../http/address.ts";
import { requestJson } from "../http/read.ts";
import { ask } from "../programs/run.ts";

interface Target {
  readonly labels: Readonly<Record<string, string>>;
  readonly scrapeUrl: string;
  readonly health: string;
  readonly lastError: string;
}

interface RuleGroup {
  readonly rules: readonly { readonly name: string; readonly health: string; readonly lastError?: string }[];
}

/** The result of an instant query: labels and value of each series. */
export async function instant(
  url: string,
  query: string,
): Promise<{ metric: Record<string, string>; value: string }[]> {
  type Answer = { data: { result: { metric: Record<string, string>; value: [number, string] }[] } };
  const { data } = await requestJson<Answer>(`${url}/api/v1/query?${new URLSearchParams({ query })}`);
  return data.result.map(({ metric, value }) => ({ metric, value: value[1] }));
}

/** Does it scrape, evaluate and deliver? */
export const checkPrometheus: HealthCheck = async ({ model, addresses: { prometheus: url } }) => {
  const found = await Promise.all([targets(url, model), rules(url), delivery(url), configuration(url, model)]);
  return found.flat();
};

async function targets(url: string, model: Model): Promise<Finding[]> {
  const { data } = await requestJson<{ data: { activeTargets: Target[] } }>(`${url}/api/v1/targets?state=active`);
  const down = data.activeTargets.filter(({ health }) => health === "down");
  return await Promise.all(
    down.map(async ({ labels, scrapeUrl, lastError }) => ({
      where: `prometheus › target ${labels.job}`,
      problem: `${scrapeUrl} cannot be scraped: ${lastError}`,
      fix: await fixOf(lastError, labels.job ?? "", model),
    })),
  );
}

async function fixOf(error: string, job: string, model: Model): Promise<string> {
  const container = containerOf(model, job);
  if (/no such host|server misbehaving|connection refused|no route/.test(error))
    return await unreachable(container, containerOf(model, "prometheus"), model.stack[job]?.external ?? false);
  if (/deadline exceeded|timeout/.test(error)) return "it answers too slowly: check what it queries";
  if (/status 40[13]/.test(error)) return "it refuses Prometheus: allow its host name, or give it a login";
  return `see \`docker logs ${container}\``;
}

async function rules(url: string): Promise<Finding[]> {
  const { data } = await requestJson<{ data: { groups: RuleGroup[] } }>(`${url}/api/v1/rules`);
  return data.groups
    .flatMap((group) => group.rules)
    .filter(({ health }) => health === "err")
    .map(({ name, lastError = "" }) => ({
      where: `prometheus › rule ${name}`,
      problem: `cannot be evaluated: ${lastError}`,
      fix: "fix its expression in rules/, then `npm run up`",
    }));
}

async function delivery(url: string): Promise<Finding[]> {
  const { data } = await requestJson<{ data: { activeAlertmanagers: unknown[] } }>(`${url}/api/v1/alertmanagers`);
  if (data.activeAlertmanagers.length > 0) return [];
  const fix = "alerts fire and nobody is notified: check that Alertmanager runs and that prometheus.yml names it";
  return [{ where: "prometheus › alerting", problem: "knows no Alertmanager", fix }];
}

async function configuration(url: string, model: Model): Promise<Finding[]> {
  const failed = await instant(url, 'prometheus_config_last_reload_successful{job="prometheus"} == 0');
  return failed.map(() => ({
    where: "prometheus › configuration",
    problem: "the last reload failed: Prometheus still uses an older configuration",
    fix: `\`npm run build\`, then \`docker restart ${containerOf(model, "prometheus")}\`; its log names the line`,
  }));
}

/** The state of a container, as Docker reports it. */
interface ContainerState {
  /** Such as `running`, `restarting`, `exited`. */
  readonly state: string;
  /** The networks that it is in. */
  readonly networks: readonly string[];
  /** Its last log line; empty where it printed nothing. */
  readonly lastLine: string;
}

const format = "{{.State.Status}} {{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}";

/** @returns undefined where there is no such container, and "no docker" where Docker does not answer here */
async function stateOf(container: string): Promise<ContainerState | "no docker" | undefined> {
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
  if (own === undefined) return "it has no container: `npm run up` creates and starts it";
  const ended = own.lastLine === "" ? "" : `; its last log line: ${own.lastLine}`;
  if (own.state === "restarting") return `it restarts again and again${ended}`;
  if (own.state !== "running") return `it is ${own.state}, not running: \`npm run up\` starts it${ended}`;
  const shared = typeof scraper === "object" ? scraper.networks : [];
  if (!own.networks.some((network) => shared.includes(network)))
    return `it runs in no network that Prometheus is in (${own.networks.join(", ") || "none"}): ${joins}`;
  return `it runs, but nothing listens on the port that stack.ts names${ended}`;
}

/** A problem and how to fix it. */
export interface Finding {
  /** Such as `prometheus › target redis-exporter`. */
  readonly where: string;
  readonly problem: string;
  readonly fix: string;
}

/** The stack whose servers are checked. */
export interface CheckedStack {
  readonly addresses: Readonly<Record<ServerName, string>>;
  readonly model: Model;
}

/** Checks one server. @throws UserError where it does not answer */
export type HealthCheck = (stack: CheckedStack) => Promise<Finding[]>;
