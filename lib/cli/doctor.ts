import { resolve } from "node:path";
import { Command } from "commander";
import { containerOf } from "../model/compose.ts";
import { type CheckedStack, checkPrometheus, type Finding, type HealthCheck, instant } from "./doctor/prometheus.ts";
import { grafanaLogin } from "./env.ts";
import { addressesOf, type ServerName } from "./http/address.ts";
import { requestJson } from "./http/read.ts";
import { loadModel } from "./load.ts";
import { exitCodes } from "./outcome.ts";

/** Does it know our dashboards, and do its datasources answer? Without a login only its own health can be asked. */
export const checkGrafana: HealthCheck = async ({ addresses: { grafana: url }, model }) => {
  await requestJson(`${url}/api/health`);
  const login = grafanaLogin();
  if (login.authorization === undefined) {
    const problem = "datasources and dashboards were not checked";
    return [{ where: "grafana › login", problem, fix: "give GRAFANA_TOKEN, or GRAFANA_USER and GRAFANA_PASSWORD" }];
  }
  const asked = async (path: string): Promise<string | undefined> =>
    requestJson(url + path, login).then(
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
export const checkAlertmanager: HealthCheck = async ({ model, addresses: { alertmanager, prometheus } }) => {
  await requestJson(`${alertmanager}/api/v2/status`);
  const failing = "sum by (integration, reason) (increase(alertmanager_notifications_failed_total[1h])) > 0";
  const failed = await instant(prometheus, failing).catch(() => []);
  return failed.map(({ metric: { integration, reason = "unknown reason" }, value }) => ({
    where: `alertmanager › ${integration}`,
    problem: `${Math.ceil(Number(value))} messages of the last hour failed (${reason})`,
    fix: `fill in its key or address in compose/.env, then \`npm run up\`; see \`docker logs ${containerOf(model, "alertmanager")}\``,
  }));
};

/** Do logs arrive? */
export const checkLoki: HealthCheck = async ({ model, addresses: { loki: url } }) => {
  const since = `${(Date.now() - 3_600_000) * 1e6}`;
  const { data = [] } = await requestJson<{ data?: string[] }>(`${url}/loki/api/v1/label/source/values?start=${since}`);
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
  for (const { where, problem, fix } of found) process.stdout.write(`${where}: ${problem}\n    ${fix}\n`);
  process.stdout.write(found.length === 0 ? "no problems found\n" : `${found.length} found\n`);
}
