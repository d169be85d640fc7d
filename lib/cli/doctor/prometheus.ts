import { containerOf } from "../../model/compose.ts";
import type { Model } from "../../model/model.ts";
import { requestJson } from "../http/json.ts";
import { unreachable } from "./container.ts";
import type { Finding, HealthCheck } from "./health-check.ts";

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
    problem: "the last reload failed: it runs with an older one",
    fix: `\`npm run build\`, then \`docker restart ${containerOf(model, "prometheus")}\`; its log names the line`,
  }));
}
