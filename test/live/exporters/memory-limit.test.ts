import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { maxBytes } from "../../../exporters/common/backends/http.ts";
import { run } from "../../../lib/cli/programs/programs.ts";
import { type FakeData, type FakeRun, fakeMlflow } from "./fake-mlflow.ts";

// The bundle that goes into the image, started as its Dockerfile starts it, and held to the limit of the compose file.

interface Compose {
  readonly services: Readonly<Record<string, { readonly mem_limit?: string }>>;
  readonly "x-exporter": { readonly mem_limit: string };
}

let folder: string;
let entrypoint: string[];
let limit: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "memory-limit-"));
  for (const name of ["mlflow", "fraud-detection"])
    await run("npm", "run", "--workspace", "exporters", "bundle", "--", name, join(folder, name));
  const dockerfile = await readFile("exporters/Dockerfile", "utf8");
  entrypoint = JSON.parse(/^ENTRYPOINT (\[.*\])$/m.exec(dockerfile)?.[1] ?? "[]");
  const compose: Compose = parse(await readFile("compose/docker-compose.monitoring.yml", "utf8"), { merge: true });
  const limits = ["mlflow", "fraud-detection"].map((name) => compose.services[`${name}-exporter`]?.mem_limit);
  expect(new Set(limits).size).toBe(1);
  limit = Number(/^(\d+)m$/.exec(`${limits[0]}`)?.[1]) * 1024 * 1024;
  expect(limit).toBeGreaterThan(0);
});
afterAll(() => rm(folder, { recursive: true }));

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** Starts an exporter, as a process that nothing but its own limits bounds. */
async function start(name: string, settings: Readonly<Record<string, string>>) {
  const [, ...args] = entrypoint.map((word) => word.replace("/app", join(folder, name)));
  const env = { LISTEN_ADDRESS: "127.0.0.1", PORT: "0", MAX_SERIES: "1000000", POLL_INTERVAL: "1s", ...settings };
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  child.stderr.on("data", (chunk) => (log += chunk));
  stops.push(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  });
  const port = await expect
    .poll(() => /"port":(\d+),"message":"listening"/.exec(log)?.[1], { timeout: 60_000 })
    .toBeDefined()
    .then(() => /"port":(\d+)/.exec(log)?.[1]);
  return {
    /** Fails where the process has ended. */
    scrape: async () => await (await fetch(`http://127.0.0.1:${port}/metrics`)).text(),
    /** Bytes that the process had resident at most, since it began. */
    peak: async () =>
      1024 * Number(/^VmHWM:\s+(\d+) kB$/m.exec(await readFile(`/proc/${child.pid}/status`, "utf8"))?.[1]),
  };
}

/** Starts a server. @returns its address */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stops.push(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const long = (kind: string, i: number) => `${kind}-${i}-`.padEnd(256, "x");
const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

/** Polls until some have ended, with scrapes between. @returns the last exposition, and the peak of memory */
async function observe(name: string, settings: Readonly<Record<string, string>>, polls = 5) {
  const exporter = await start(name, settings);
  let text = "";
  const ended = () => Number(/^\w+_exporter_poll_duration_seconds_count (\d+)/m.exec(text)?.[1] ?? 0);
  while (ended() < polls) {
    text = await exporter.scrape();
    await sleep(100);
  }
  return { text, peak: await exporter.peak() };
}

function expectBelowLimit(what: string, peak: number): void {
  console.log(`${what}: ${(peak / 2 ** 20).toFixed(0)} MiB resident at most, of ${limit / 2 ** 20} MiB`);
  expect(peak).toBeLessThan(0.85 * limit);
}

const dropped = (text: string, metric: string) =>
  Number(new RegExp(`^mlflow_exporter_dropped_samples_total{metric="${metric}"} (\\d+)$`, "m").exec(text)?.[1] ?? 0);

test("20,000 long names of experiments, models and aliases stay below the limit of memory", async () => {
  const data: FakeData = {
    experiments: numbers(20_000).map((i) => ({
      experiment_id: `${i}`,
      name: long("experiment", i),
      lifecycle_stage: "active",
    })),
    runs: [],
    registered_models: numbers(20_000).map((i) => ({
      name: long("model", i),
      last_updated_timestamp: 1,
      aliases: [{ alias: long("alias", i), version: "1" }],
    })),
    model_versions: numbers(20_000).map((i) => ({
      name: long("model", i),
      version: "1",
      current_stage: "None",
      status: "READY",
    })),
    files: [],
  };
  const server = await fakeMlflow(data, 1000);
  stops.push(() => server.close());
  const { text, peak } = await observe("mlflow", { MLFLOW_TRACKING_URI: server.url });
  expect(text).toMatch(/^mlflow_up 1$/m);
  expect(text).toMatch(/^mlflow_registered_models 20000$/m);
  expect(dropped(text, "mlflow_runs")).toBeGreaterThan(1000);
  expectBelowLimit("20,000 names of 256 characters", peak);
}, 600_000);

test("long lists of metrics in many runs stay below the limit of memory, and are counted", async () => {
  const experiments = numbers(200);
  const runOf = (i: number): FakeRun => ({
    info: { run_id: `run-${i}`, experiment_id: `${i}`, status: "FINISHED", start_time: 1000 + i, end_time: 2000 + i },
    data: { metrics: numbers(2000).map((m) => ({ key: long(`metric-${i}`, m), value: m, timestamp: 1, step: 0 })) },
  });
  const server = await fakeMlflow(
    {
      experiments: experiments.map((i) => ({
        experiment_id: `${i}`,
        name: `experiment-${i}`,
        lifecycle_stage: "active",
      })),
      runs: experiments.map(runOf),
      registered_models: [],
      model_versions: [],
      files: [],
    },
    5,
  );
  stops.push(() => server.close());
  const { text, peak } = await observe("mlflow", { MLFLOW_TRACKING_URI: server.url });
  expect(text).toMatch(/^mlflow_up 1$/m);
  expect(text).toMatch(/^mlflow_latest_run_metric{experiment="experiment-0",metric="metric-0-0-x*"} 0$/m);
  expect(dropped(text, "mlflow_latest_run_metric")).toBeGreaterThan(100_000);
  expectBelowLimit("200 runs with 2,000 metrics of 256 characters each", peak);
}, 600_000);

test.each([
  ["empty objects", "{}"],
  ["empty lists", "[]"],
  ["numbers", "1"],
  ["models", '{"name":"a"}'],
])(
  "an answer as long as is read, of %s, stays below the limit of memory",
  async (what, item) => {
    const list = `[${`${item},`.repeat((maxBytes - 100) / (item.length + 1))}${item}]`;
    const answer = Buffer.from(`{"registered_models":${list}}`);
    expect(answer.length).toBeLessThanOrEqual(maxBytes);
    const url = await serve(({ url }, response) => response.end(url === "/version" ? "3.5.0" : answer));
    const { text, peak } = await observe("mlflow", { MLFLOW_TRACKING_URI: url });
    expect(text).toMatch(/^mlflow_up 0$/m);
    expect(text).toMatch(/poll_errors_total{reason="unreadable"} [1-9]/);
    expectBelowLimit(`an answer of ${what}`, peak);
  },
  600_000,
);

test("as many model versions as are kept, with long names, stay below the limit of memory", async () => {
  const at = new Date(Date.now() - 600_000).toISOString();
  const rows = numbers(800).map((i) => ({
    ...{ model: long("model", i), version: "1", decision: "block", score: 0.9, amount_usd: 1, duration_seconds: 0.1 },
    predicted_at: at,
  }));
  const url = await serve((request, response) => {
    const { searchParams } = new URL(request.url ?? "/", "http://service");
    const through = searchParams.get("until") ?? new Date().toISOString();
    const isNew = at > (searchParams.get("after") ?? "") && at <= through;
    response.end(JSON.stringify({ predictions: isNew ? rows : [], labels: [], through, more: false }));
  });
  const { text, peak } = await observe("fraud-detection", { FRAUD_SOURCE_URL: url });
  expect(text).toMatch(/^fraud_up 1$/m);
  expect(text).toMatch(/^fraud_exporter_dropped_samples_total{metric="fraud_window_predictions"} [1-9]/m);
  expectBelowLimit("500 model versions", peak);
}, 600_000);
