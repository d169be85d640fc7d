import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type RunningExporter, startExporter } from "../../../exporters/common/exporter.ts";
import { mlflowExporter } from "../../../exporters/mlflow/program.ts";
import contract from "../../../metrics/mlflow-exporter.ts";
import { pythonProgram } from "../../../scripts/python/install.ts";
import { startMlflow } from "../../../scripts/servers/mlflow.ts";
import type { ServerProcess } from "../../../scripts/servers/process.ts";
import { describeUnless } from "../../support/describe-unless.ts";
import { fakeMlflow } from "./fake-mlflow.ts";
import { fakeData } from "./fake-mlflow-data.ts";
import { fast, keptLog, scrape } from "./scrape.ts";

let server: ServerProcess;
let exporter: RunningExporter;

/** Why there is no MLflow, where Python or its package index is missing; fake-mlflow is tested everywhere. */
const missing = await pythonProgram("mlflow", "mlflow").then(
  () => undefined,
  (error: Error) => error.message,
);

describeUnless(missing, "a real MLflow server", () => {
  beforeAll(async () => {
    server = await startMlflow();
    await fill();
    exporter = await startExporter(
      mlflowExporter,
      {
        ...fast,
        pollInterval: 500,
        pollTimeout: 10_000,
        mlflowUrl: server.url,
        username: undefined,
        password: undefined,
        token: undefined,
        recountInterval: 3_600_000,
        artifactsPerPoll: 10,
      },
      keptLog(),
    );
  });
  afterAll(async () => {
    await exporter?.stop();
    await server?.stop();
  });

  test("is read whole", async () => {
    await vi.waitFor(async () => expect((await scrape(exporter.port, contract)).value("mlflow_up")).toBe(1), 60_000);
    const { value } = await scrape(exporter.port, contract);
    const fraud = { experiment: "fraud" };
    expect(value("mlflow_experiments", { lifecycle_stage: "active" })).toBe(2);
    expect(value("mlflow_experiments", { lifecycle_stage: "deleted" })).toBe(1);
    expect(value("mlflow_runs", { ...fraud, status: "FINISHED" })).toBe(1);
    expect(value("mlflow_runs", { ...fraud, status: "KILLED" })).toBe(1);
    expect(value("mlflow_runs", { ...fraud, status: "RUNNING" })).toBe(1);
    expect(value("mlflow_latest_run_duration_seconds", fraud)).toBe(42);
    expect(value("mlflow_latest_run_metric", { ...fraud, metric: "auc" })).toBe(0.93);
    expect(value("mlflow_latest_run_artifacts", fraud)).toBe(1);
    expect(value("mlflow_latest_run_artifact_bytes", fraud)).toBe(5);
    expect(value("mlflow_registered_models")).toBe(1);
    expect(value("mlflow_model_latest_version", { model: "gbm" })).toBe(2);
    expect(value("mlflow_model_alias_version", { model: "gbm", alias: "champion" })).toBe(2);
    expect(value("mlflow_model_versions", { model: "gbm", stage: "Production" })).toBe(1);
    expect(value("mlflow_model_versions_unready", { status: "FAILED_REGISTRATION" })).toBe(0);
  });

  test.each([
    ["experiments/search", { view_type: "ALL", max_results: 10 }, "experiments"],
    ["runs/search", runs, "runs"],
    ["registered-models/search?max_results=10", undefined, "registered_models"],
    ["model-versions/search?max_results=10", undefined, "model_versions"],
  ] as const)("fake-mlflow answers %s with fields that the real server has", async (path, body, key) => {
    const fake = await fakeMlflow(fakeData());
    const [real, faked] = await Promise.all([ask(path, body), ask(path, body, fake.url)]);
    await fake.close();
    const realPaths = new Set(real[key].flatMap((item: object) => fieldPaths(item)));
    expect(faked[key].length).toBeGreaterThan(0);
    expect(
      faked[key].flatMap((item: object) => fieldPaths(item)).filter((field: string) => !realPaths.has(field)),
    ).toEqual([]);
  });
});

// biome-ignore lint/suspicious/noExplicitAny: answers are as the server has them; the assertions state what they should be.
const ask = async (path: string, body?: object, base = server.url): Promise<any> => {
  const request = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(`${base}/api/2.0/mlflow/${path}`, body && request);
  const answer = await response.json();
  if (!response.ok) throw new Error(`${path}: ${JSON.stringify(answer)}`);
  return answer;
};

const run = async (experiment_id: string, status: string, auc: number) => {
  const created = await ask("runs/create", { experiment_id, start_time: 1_700_000_000_000 });
  const { run_id } = created.run.info;
  await ask("runs/log-metric", { run_id, key: "auc", value: auc, timestamp: 1_700_000_000_000 });
  if (status !== "RUNNING") await ask("runs/update", { run_id, status, end_time: 1_700_000_042_000 });
  return created.run.info;
};

/** Two runs that ended, one in progress, a deleted experiment, a model with an alias, a stage and a file. */
async function fill(): Promise<void> {
  const { experiment_id } = await ask("experiments/create", { name: "fraud" });
  const old = await ask("experiments/create", { name: "old" });
  await ask("experiments/delete", { experiment_id: old.experiment_id });
  const { run_id, artifact_uri } = await run(experiment_id, "FINISHED", 0.93);
  await run(experiment_id, "KILLED", 0.5);
  await run(experiment_id, "RUNNING", 0.1);
  const file = `${artifact_uri.replace("mlflow-artifacts:", "")}/notes.txt`;
  await fetch(`${server.url}/api/2.0/mlflow-artifacts/artifacts${file}`, { method: "PUT", body: "notes" });
  await ask("registered-models/create", { name: "gbm" });
  for (const _ of [1, 2]) await ask("model-versions/create", { name: "gbm", source: `${artifact_uri}/model`, run_id });
  await ask("registered-models/alias", { name: "gbm", alias: "champion", version: "2" });
  const stage = { name: "gbm", version: "1", stage: "Production", archive_existing_versions: false };
  await ask("model-versions/transition-stage", stage);
}

const runs = { experiment_ids: ["1"], filter: "attributes.end_time > 0", max_results: 10 };

/** `info.run_id`, `data.metrics.key`: every field of an answer, lists left out. */
function fieldPaths(value: unknown, path = ""): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => fieldPaths(item, path));
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, field]) => fieldPaths(field, path === "" ? key : `${path}.${key}`));
}
