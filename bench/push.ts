import pLimit from "p-limit";
import { request, type ServerAccess } from "../lib/cli/http/client.ts";
import { dashboardsJob, type GrafanaJobOptions } from "../lib/cli/push/jobs.ts";
import { type DashboardJson, isWrite } from "../lib/push/decision.ts";
import { startFakeGrafana } from "../test/fakes/grafana/fake-grafana.ts";
import { defineBenchmark, milliseconds } from "./bench.ts";

const boards = 1000;
const token = "glsa_secret";
const folder = "bigdata";
const options: GrafanaJobOptions = {
  project: "bench",
  ...{ folder, folderTitle: "Big data", tag: "bigdata", message: "", concurrency: 8, datasources: false },
  ...{ force: false, keep: false, prune: false },
};

/** About as large as ours: 30 panels with a query each. */
const board = (number: number): DashboardJson => ({
  uid: `board-${number}`,
  title: `Board ${number}`,
  tags: ["bigdata"],
  panels: Array.from({ length: 30 }, (_, id) => ({
    id,
    type: "timeseries",
    title: `Panel ${id}`,
    targets: [{ refId: "A", expr: `sum by (job) (rate(requests_total{board="${number}"}[5m]))` }],
  })),
});

export default defineBenchmark({
  name: "push",
  question: `What does a push of ${boards} unchanged dashboards cost, beside an upsert of each in turn?`,
  run: async () => [...(await inGrafana("9.4.0")), ...(await inGrafana("13.2.1"))],
});

async function inGrafana(version: string): Promise<string[]> {
  const grafana = await startFakeGrafana({ version, token });
  grafana.store.pageSize = 500;
  const access = { server: grafana.url, authorization: `Bearer ${token}` };
  const local = Array.from({ length: boards }, (_, i) => ({
    uid: `board-${i}`,
    file: `dashboards/board-${i}.ts`,
    json: board(i),
  }));
  const push = async () => {
    const job = await dashboardsJob(access, local, options);
    await job.apply({ concurrency: 8, onError: "stop", signal: new AbortController().signal });
    return job.decisions.filter(isWrite).length;
  };
  try {
    if ((await push()) !== boards) throw new Error("the first push did not write every dashboard");
    const counted = async (what: string, work: () => Promise<unknown>) => {
      grafana.requests.length = 0;
      const time = await milliseconds(work);
      const writes = grafana.requests.filter((request) => !request.startsWith("GET")).length;
      return { time, line: `${what}: ${grafana.requests.length} requests, ${writes} writes, ${time.toFixed(0)} ms` };
    };
    const ours = await counted(`Grafana ${version}, push`, push);
    const naive = await counted(`Grafana ${version}, upsert of each in turn`, () => upsertAll(access, local));
    return [ours.line, naive.line, `ratio ${(ours.time / naive.time).toFixed(2)}`];
  } finally {
    await grafana.stop();
  }
}

const upsertAll = (access: ServerAccess, local: readonly { json: DashboardJson }[]) =>
  pLimit(1).map(local, ({ json }) =>
    request(access, "POST", "/api/dashboards/db", [200], {
      body: { dashboard: json, folderUid: folder, overwrite: true },
    }),
  );
