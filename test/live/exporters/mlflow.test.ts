import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type RunningExporter, startExporter } from "../../../exporters/common/exporter.ts";
import { mlflowExporter } from "../../../exporters/mlflow/program.ts";
import contract from "../../../metrics/mlflow-exporter.ts";
import { type Behaviour, type FakeMlflow, fakeMlflow } from "./fake-mlflow.ts";
import { fakeData } from "./fake-mlflow-data.ts";
import { fast, keptLog, scrape } from "./scrape.ts";

let mlflow: FakeMlflow;
let exporter: RunningExporter;
const log = keptLog();

beforeEach(async () => {
  log.lines.length = 0;
  mlflow = await fakeMlflow(fakeData());
  exporter = await startExporter(
    mlflowExporter,
    {
      ...fast,
      pollTimeout: 3000,
      mlflowUrl: mlflow.url,
      username: undefined,
      password: undefined,
      token: undefined,
      recountInterval: 3_600_000,
      artifactsPerPoll: 10,
    },
    log,
  );
});

afterEach(async () => {
  await exporter.stop();
  await mlflow.close();
});

const scraped = () => scrape(exporter.port, contract);
const until = (up: 0 | 1) => vi.waitFor(async () => expect((await scraped()).value("mlflow_up")).toBe(up), 60_000);

test("exposes experiments, runs, models and artifacts, over all pages", async () => {
  await until(1);
  const { value } = await scraped();
  expect(value("mlflow_experiments", { lifecycle_stage: "active" })).toBe(2);
  expect(value("mlflow_experiments", { lifecycle_stage: "deleted" })).toBe(1);
  expect(value("mlflow_runs", { experiment: "fraud", status: "FINISHED" })).toBe(3);
  expect(value("mlflow_runs", { experiment: "fraud", status: "FAILED" })).toBe(1);
  expect(value("mlflow_runs", { experiment: "fraud", status: "RUNNING" })).toBe(1);
  expect(value("mlflow_runs", { experiment: "churn", status: "FINISHED" })).toBe(0);
  expect(value("mlflow_latest_run_success", { experiment: "fraud" })).toBe(0);
  expect(value("mlflow_latest_run_duration_seconds", { experiment: "fraud" })).toBe(60);
  expect(value("mlflow_latest_run_metric", { experiment: "fraud", metric: "auc" })).toBe(0.93);
  expect(value("mlflow_latest_run_metric", { experiment: "fraud", metric: "loss" })).toBeNaN();
  expect(value("mlflow_latest_run_artifacts", { experiment: "fraud" })).toBe(3);
  expect(value("mlflow_latest_run_artifact_bytes", { experiment: "fraud" })).toBe(4096);
  expect(value("mlflow_registered_models")).toBe(3);
  expect(value("mlflow_model_versions", { model: "fraud", stage: "Production" })).toBe(1);
  expect(value("mlflow_model_versions", { model: "fraud", stage: "None" })).toBe(1);
  expect(value("mlflow_model_latest_version", { model: "fraud" })).toBe(10);
  expect(value("mlflow_model_alias_version", { model: "fraud", alias: "champion" })).toBe(9);
  expect(value("mlflow_model_versions_unready", { status: "FAILED_REGISTRATION" })).toBe(1);
});

test("counts each run once over many polls, and a run that ends meanwhile once more", async () => {
  await until(1);
  const running = mlflow.data.runs.find(({ info }) => info.status === "RUNNING");
  if (running) running.info = { ...running.info, status: "FINISHED", end_time: 1_700_000_900_000 };
  await vi.waitFor(async () => {
    const { value } = await scraped();
    expect(value("mlflow_runs", { experiment: "fraud", status: "RUNNING" })).toBe(0);
    expect(value("mlflow_runs", { experiment: "fraud", status: "FINISHED" })).toBe(4);
    expect(value("mlflow_latest_run_success", { experiment: "fraud" })).toBe(1);
  }, 60_000);
});

const failures: readonly [Behaviour, string, string][] = [
  ["hanging", "timeout", "did not end within 3 s"],
  ["html", "unreadable", "expected JSON, found"],
  ["error", "refused", "500 Internal Server Error"],
  ["forbidden", "refused", "403 Invalid Host header"],
  ["renamed-field", "unreadable", "experiment_id: expected string, found nothing"],
  ["new-stage", "unreadable", "current_stage: expected one of"],
];

test.each(failures)(
  "survives a server that is %s, logs it, and exposes no stale value",
  async (behaviour, reason, words) => {
    await until(1);
    mlflow.behaviour = behaviour;
    await until(0);
    const failed = await scraped();
    expect(failed.value("mlflow_registered_models")).toBeUndefined();
    expect(failed.series("mlflow_runs")).toBe(0);
    expect(failed.value("mlflow_exporter_poll_errors_total", { reason })).toBeGreaterThan(0);
    expect(log.lines.filter((line) => line.includes('"message":"poll failed"')).join()).toContain(words);

    mlflow.behaviour = "ok";
    await until(1);
    expect((await scraped()).value("mlflow_registered_models")).toBe(3);
    expect(log.lines.at(-1)).toContain('"message":"backend works again"');
  },
);

test("lacks only the sizes of artifacts while the artifact store hangs", async () => {
  mlflow.behaviour = "hanging-artifacts";
  const run = mlflow.data.runs.find(({ info }) => info.status === "RUNNING");
  if (run) run.info = { ...run.info, status: "FINISHED", end_time: 1_700_000_900_000 };
  const listed = () => mlflow.requests.filter((request) => request.endsWith("/artifacts/list")).length;
  const before = listed();
  await vi.waitFor(() => expect(listed()).toBeGreaterThan(before), 60_000);
  await vi.waitFor(async () => {
    const { series, value } = await scraped();
    expect(value("mlflow_runs", { experiment: "fraud", status: "FINISHED" })).toBe(4);
    expect(series("mlflow_latest_run_artifacts")).toBe(0);
    expect(value("mlflow_up")).toBe(1);
  }, 60_000);
  expect(log.lines.join("")).toContain("artifacts not read");
});

test("survives a server that stops", async () => {
  await until(1);
  await mlflow.close();
  await until(0);
  const { value, series } = await scraped();
  expect(series("mlflow_model_latest_version")).toBe(0);
  expect(value("mlflow_exporter_poll_errors_total", { reason: "unreachable" })).toBeGreaterThan(0);
});

test("a scrape does not wait while a poll hangs", async () => {
  await until(1);
  mlflow.behaviour = "hanging";
  const asked = mlflow.requests.length;
  await vi.waitFor(() => expect(mlflow.requests.length).toBeGreaterThan(asked), 60_000);
  // The poll hangs, and the values of the last one are still exposed.
  expect((await scraped()).value("mlflow_registered_models")).toBe(3);
});
