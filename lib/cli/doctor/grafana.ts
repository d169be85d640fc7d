import { askJson } from "../api/json.ts";
import { grafanaAuthorization } from "../env.ts";
import type { Diagnosis, Examination } from "./diagnosis.ts";

/** Does it know our dashboards, and do its datasources answer? Without a login only its own health can be asked. */
export const examineGrafana: Examination = async ({ addresses: { grafana: url }, model }) => {
  await askJson(`${url}/api/health`);
  const headers = grafanaAuthorization();
  if (!headers.authorization) {
    const problem = "datasources and dashboards were not looked at";
    return [{ where: "grafana › login", problem, cure: "give GRAFANA_TOKEN, or GRAFANA_USER and GRAFANA_PASSWORD" }];
  }
  const asked = async (path: string): Promise<string | undefined> =>
    askJson(url + path, { headers }).then(
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
  (problem: string | undefined): Diagnosis[] =>
    problem === undefined
      ? []
      : [{ where: `grafana › datasource ${name}`, problem, cure: `see that ${name} runs and that Grafana reaches it` }];

const dashboard =
  (name: string) =>
  (problem: string | undefined): Diagnosis[] =>
    problem === undefined
      ? []
      : [{ where: `grafana › dashboard ${name}`, problem, cure: "`npm run build`; see that dist/grafana is mounted" }];
