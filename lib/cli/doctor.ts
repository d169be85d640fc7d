import { resolve } from "node:path";
import { Command } from "commander";
import type { Shape } from "../diff/json.ts";
import { containerOf } from "../model/compose.ts";
import type { Model } from "../model/model.ts";
import { grafanaLogin } from "./env.ts";
import { requestJson } from "./http/client.ts";
import { addressesOf, type ServerName } from "./http/server.ts";
import { loadModel } from "./load.ts";
import { exitCodes, fitToShow } from "./outcome.ts";
import { ask } from "./programs/programs.ts";

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
    return [
      {
        where: name,
        problem,
        fix: "`npm run status` shows whether it runs; a variable such as PROMETHEUS_URL may name another server",
      },
    ];
  }
}

function report(found: readonly Finding[], json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ problems: found })}\n`);
    return;
  }
  for (const { where, problem, fix } of found) process.stdout.write(fitToShow(`${where}: ${problem}\n    ${fix}\n`));
  process.stdout.write(found.length === 0 ? "no problems found\n" : `${found.length} found\n`);
}

/** A problem and how to fix it. */
interface Finding {
  /** Such as `prometheus › target redis-exporter`. */
  readonly where: string;
  readonly problem: string;
  readonly fix: string;
}

/** The stack whose servers are checked. */
interface CheckedStack {
  readonly addresses: Readonly<Record<ServerName, string>>;
  readonly model: Model;
}

/** Checks one server. @throws UserError where it does not answer */
type HealthCheck = (stack: CheckedStack) => Promise<Finding[]>;

interface Target {
  readonly labels: Readonly<Record<string, string>>;
  readonly scrapePool: string;
  readonly scrapeUrl: string;
  readonly health: string;
  readonly lastError: string;
}

interface RuleGroup {
  readonly rules: readonly { readonly name: string; readonly health: string; readonly lastError?: string }[];
}

/** The result of an instant query: labels and value of each series. */
async function instant(url: string, query: string): Promise<{ metric: Record<string, string>; value: string }[]> {
  type Answer = { data: { result: { metric: Record<string, string>; value: [number, string] }[] } };
  const shape: Shape = { data: { result: [{ metric: { "*": "text" }, value: ["anything"] }] } };
  const { data } = await requestJson<Answer>(`${url}/api/v1/query?${new URLSearchParams({ query })}`, shape);
  return data.result.map(({ metric, value }) => ({ metric, value: value[1] }));
}

/** Does it scrape, evaluate and deliver? */
const checkPrometheus: HealthCheck = async ({ model, addresses: { prometheus: url } }) => {
  const found = await Promise.all([targets(url, model), rules(url), delivery(url), configuration(url, model)]);
  return found.flat();
};

async function targets(url: string, model: Model): Promise<Finding[]> {
  const target: Shape = {
    labels: { "*": "text" },
    "scrapePool?": "text",
    scrapeUrl: "text",
    health: "text",
    lastError: "text",
  };
  const { data } = await requestJson<{ data: { activeTargets: Target[] } }>(`${url}/api/v1/targets?state=active`, {
    data: { activeTargets: [target] },
  });
  const down = data.activeTargets.filter(({ health }) => health === "down");
  const failing = down.map(async ({ labels, scrapeUrl, lastError }) => ({
    where: `prometheus › target ${labels.job}`,
    problem: `${scrapeUrl} cannot be scraped: ${lastError}`,
    fix: await fixOf(lastError, labels.job ?? "", model),
  }));
  const pools = new Set(data.activeTargets.map(({ scrapePool }) => scrapePool));
  const empty = (await scrapeConfigs(url, model)).filter((pool) => !pools.has(pool) && isFound(pool, model));
  return [...(await Promise.all(failing)), ...empty.map(withoutTargets)];
}

/** The names of Prometheus' scrape configs, those without targets too. Asked for only where targets are found. */
async function scrapeConfigs(url: string, { stack, probes }: Model): Promise<readonly string[]> {
  const all = [...Object.values(stack), ...Object.values(probes?.backends ?? {})];
  if (!all.some(({ targets: sources }) => sources)) return [];
  const shape: Shape = { data: { scrapePools: ["text"] } };
  return (await requestJson<{ data: { scrapePools: string[] } }>(`${url}/api/v1/scrape_pools`, shape)).data.scrapePools;
}

/** Whether a scrape config's targets are found by sources of stack.ts, or of probes.ts: of others none may be there. */
function isFound(pool: string, { stack, probes }: Model): boolean {
  const name = pool.replace(/^blackbox-[a-z]+\//, "").replace(/\/\d+$/, "");
  return stack[name]?.targets !== undefined || probes?.backends[name]?.targets !== undefined;
}

const withoutTargets = (pool: string): Finding => ({
  where: `prometheus › scrape config ${pool}`,
  problem: "no target is found",
  fix: "compare its file, name or selector in `targets` of stack.ts with what is there; Prometheus' log names errors of discovery",
});

async function fixOf(error: string, job: string, model: Model): Promise<string> {
  const container = containerOf(model, job);
  if (model.stack[job]?.targets && /no such host|server misbehaving|connection refused|no route/.test(error))
    return "check on Prometheus' machine that the name resolves and the port answers; `targets` of stack.ts has the address";
  if (/no such host|server misbehaving|connection refused|no route/.test(error))
    return await unreachable(container, containerOf(model, "prometheus"), model.stack[job]?.external ?? false);
  if (/deadline exceeded|timeout/.test(error)) return "it answers too slowly: check what it queries";
  if (/status 40[13]/.test(error)) return "it refuses Prometheus: allow its host name, or give it a login";
  return `see \`docker logs ${container}\``;
}

async function rules(url: string): Promise<Finding[]> {
  const { data } = await requestJson<{ data: { groups: RuleGroup[] } }>(`${url}/api/v1/rules`, {
    data: { groups: [{ rules: [{ name: "text", health: "text", "lastError?": "text" }] }] },
  });
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
  const { data } = await requestJson<{ data: { activeAlertmanagers: unknown[] } }>(`${url}/api/v1/alertmanagers`, {
    data: { activeAlertmanagers: ["anything"] },
  });
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

/** Does it know our dashboards, and do its datasources answer? Without a login only its own health can be asked. */
const checkGrafana: HealthCheck = async ({ addresses: { grafana: url }, model }) => {
  await requestJson(`${url}/api/health`, {});
  const login = grafanaLogin();
  if (login.authorization === undefined) {
    const problem = "datasources and dashboards were not checked";
    return [{ where: "grafana › login", problem, fix: "give GRAFANA_TOKEN, or GRAFANA_USER and GRAFANA_PASSWORD" }];
  }
  const asked = async (path: string): Promise<string | undefined> =>
    requestJson(url + path, {}, login).then(
      () => undefined,
      (error: Error) => error.message,
    );
  // Grafana has no health check for an Alertmanager.
  const datasources = model.datasources.filter(
    ({ definition }) => "raw" in definition || definition.type !== "alertmanager",
  );
  const found = await Promise.all([
    ...datasources.map(({ name }) => asked(`/api/datasources/uid/${name}/health`).then(datasource(name))),
    ...model.dashboards.map(({ name }) => asked(`/api/dashboards/uid/${name}`).then(dashboard(name))),
  ]);
  return found.flat();
};

const datasource =
  (name: string) =>
  (problem: string | undefined): Finding[] =>
    problem === undefined
      ? []
      : [
          {
            where: `grafana › datasource ${name}`,
            problem,
            fix: `check that ${name} runs and that Grafana can reach it`,
          },
        ];

const dashboard =
  (name: string) =>
  (problem: string | undefined): Finding[] =>
    problem === undefined
      ? []
      : [{ where: `grafana › dashboard ${name}`, problem, fix: "`npm run build`; check that dist/grafana is mounted" }];

/** Does it deliver what it is given? */
const checkAlertmanager: HealthCheck = async ({ model, addresses: { alertmanager, prometheus } }) => {
  await requestJson(`${alertmanager}/api/v2/status`, {});
  const failing = "sum by (integration, reason) (increase(alertmanager_notifications_failed_total[1h])) > 0";
  const failed = await instant(prometheus, failing).catch(() => []);
  return failed.map(({ metric: { integration, reason = "unknown reason" }, value }) => ({
    where: `alertmanager › ${integration}`,
    problem: `${Math.ceil(Number(value))} messages of the last hour failed (${reason})`,
    fix: `fill in its key or address in compose/.env, then \`npm run up\`; see \`docker logs ${containerOf(model, "alertmanager")}\``,
  }));
};

/** Do logs arrive? */
const checkLoki: HealthCheck = async ({ model, addresses: { loki: url } }) => {
  const since = `${(Date.now() - 3_600_000) * 1e6}`;
  const { data = [] } = await requestJson<{ data?: string[] }>(
    `${url}/loki/api/v1/label/source/values?start=${since}`,
    { "data?": ["text"] },
  );
  if (data.length > 0) return [];
  const fix = `check that a collector runs (COMPOSE_PROFILES in compose/.env): \`docker logs ${containerOf(model, "alloy")}\``;
  return [{ where: "loki › logs", problem: "no line arrived in the last hour", fix }];
};

const healthChecks: Readonly<Record<ServerName, HealthCheck>> = {
  prometheus: checkPrometheus,
  alertmanager: checkAlertmanager,
  grafana: checkGrafana,
  loki: checkLoki,
};
