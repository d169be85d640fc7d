import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Endpoint } from "../../../lib/cli/programs/endpoint.ts";
import type { Scale } from "../../../lib/model/scale.ts";
import { takePort } from "../../../scripts/servers/ports.ts";
import type { ServerProcess } from "../../../scripts/servers/process.ts";
import { startPrometheus } from "../../../scripts/servers/prometheus.ts";
import { startStandInExporter } from "../../../scripts/servers/static-exporter.ts";
import { startVictoriaMetrics } from "../../../scripts/servers/victoria-metrics.ts";
import { prometheusText, shopExposition, smallStack } from "./small-stack.ts";

const scale: Scale = {
  cluster: "test",
  prometheus: { replicas: 2 },
  store: {
    kind: "victoriametrics",
    service: "victoria-metrics",
    queue: { batchSendDeadline: "500ms", maxBackoff: "1s" },
    drop: ["scrape_.*"],
  },
};
const model = smallStack(scale);
/** Longer for the figures of docs/how-to/scale-out.md. */
const outageSeconds = Number(process.env.OUTAGE_SECONDS ?? 20);

let folder: string;
let shop: Endpoint;
let addresses: Record<string, string>;
let ports: { first: number; second: number; store: number };
const running = new Map<string, ServerProcess>();

const replica = (name: "first" | "second") =>
  startPrometheus({
    config: { text: prometheusText(model, addresses) },
    storage: join(folder, name),
    port: ports[name],
    env: { REPLICA: name },
  });
const store = (...flags: string[]) =>
  startVictoriaMetrics({
    storage: join(folder, "store"),
    port: ports.store,
    flags: ["-dedup.minScrapeInterval=1s", ...flags],
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "scale-metrics-"));
  shop = await startStandInExporter({ exposition: shopExposition() });
  ports = { first: await takePort(), second: await takePort(), store: await takePort() };
  addresses = { shop: shop.address, "victoria-metrics": `127.0.0.1:${ports.store}`, alertmanager: "127.0.0.1:1" };
  for (const name of ["prometheus", "alertmanager"]) addresses[`${name}-2`] = "127.0.0.1:1";
  running.set("store", await store());
  running.set("first", await replica("first"));
  // Half an interval later, so that the two do not scrape at the same time.
  await sleep(500);
  running.set("second", await replica("second"));
  await sleep(15_000 + delay);
});

afterAll(async () => {
  await Promise.all([...running.values()].map((server) => server.stop()));
  await shop.stop();
  await rm(folder, { recursive: true, force: true });
});

async function kill(name: string): Promise<void> {
  const server = running.get(name);
  if (!server) throw new Error(`${name} does not run`);
  process.kill(server.pid, "SIGKILL");
  await server.stop();
  running.delete(name);
}

interface Series {
  readonly metric: Record<string, string>;
  readonly value: [number, string];
}

/** What a replica scrapes reaches the store within seconds: it reads its own log first. */
const delay = 6000;

async function ask(port: number, query: string): Promise<Series[]> {
  const time = String((Date.now() - delay) / 1000);
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/query?${new URLSearchParams({ query, time })}`);
  const { data } = (await answer.json()) as { data: { result: Series[] } };
  return data.result;
}

const value = async (port: number, query: string): Promise<number> => Number((await ask(port, query))[0]?.value[1]);

/** Timestamps of every sample of the shop's state since a time, in ms, as the store has them without its copies. */
async function timestamps(since: number): Promise<number[]> {
  const selector = new URLSearchParams({
    "match[]": 'up{job="shop"}',
    start: String(since / 1000),
    reduce_mem_usage: "0",
  });
  const answer = await fetch(`http://127.0.0.1:${ports.store}/api/v1/export?${selector}`);
  const lines = (await answer.text()).trim().split("\n").filter(Boolean);
  // One series, and none before the store has caught up with a time at which it was down.
  expect(lines.length).toBeLessThanOrEqual(1);
  return lines[0] === undefined ? [] : (JSON.parse(lines[0]) as { timestamps: number[] }).timestamps;
}

const longestGap = (times: readonly number[]): number =>
  Math.max(...times.slice(1).map((time, i) => time - (times[i] ?? time)));

/** Samples that Prometheus gave up on. */
async function failedSamples(port: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const [, count] = /^prometheus_remote_storage_samples_failed_total\{.*\} (\S+)$/m.exec(text) ?? [];
  return Number(count);
}

/**
 * A window of the dedup interval can hold a sample at its start, the next one at its end: two seconds. On a busy machine a
 * scrape is late. What an outage of six seconds loses is seen all the same.
 */
const mostGap = 3000;

describe("two replicas that write to one store", () => {
  it("count nothing twice", async () => {
    expect(await value(ports.store, 'count(up{job="shop"})')).toBe(1);
    expect(await value(ports.store, "sum(shop_carts)")).toBe(7);
    expect(await value(ports.store, 'count_over_time(up{job="shop"}[10s])')).toBeGreaterThanOrEqual(9);
    expect(await value(ports.store, 'count_over_time(up{job="shop"}[10s])')).toBeLessThanOrEqual(11);
    const rate = await value(ports.store, "sum(rate(shop_orders_total[10s]))");
    expect(Math.abs(rate - (await value(ports.first, "sum(rate(shop_orders_total[10s]))")))).toBeLessThan(1);
    expect(rate).toBeGreaterThan(9);
    expect(rate).toBeLessThan(11);
  });

  it("write the cluster's label and none of a replica, and keep the dropped metrics", async () => {
    const [up] = await ask(ports.store, 'up{job="shop"}');
    expect(up?.metric).toEqual({
      __name__: "up",
      cluster: "test",
      instance: shop.address,
      job: "shop",
      service: "shop",
    });
    expect(await ask(ports.store, "scrape_duration_seconds")).toEqual([]);
    expect(await ask(ports.first, "scrape_duration_seconds")).not.toEqual([]);
  });

  it("leave no gap where one is killed and comes back", async () => {
    const since = Date.now();
    await kill("first");
    await sleep(6000);
    running.set("first", await replica("first"));
    await sleep(5000 + delay);
    const times = await timestamps(since);
    console.log(`a replica killed for 6 s: longest gap ${longestGap(times)} ms in ${times.length} samples`);
    expect(times.length).toBeGreaterThan(10);
    expect(longestGap(times)).toBeLessThanOrEqual(mostGap);
  });

  /** Waits until the store has what was scraped at a time. @returns the timestamps since an earlier one */
  async function caughtUp(since: number, back: number): Promise<number[]> {
    let times: number[] = [];
    while ((times.at(-1) ?? 0) < back) {
      if (Date.now() > back + 40_000 + outageSeconds * 100) throw new Error("the replicas do not catch up");
      await sleep(500);
      times = await timestamps(since);
    }
    return times;
  }

  async function expectNothingLost(times: readonly number[]): Promise<void> {
    expect(longestGap(times)).toBeLessThanOrEqual(mostGap);
    expect(await value(ports.store, "sum(rate(shop_orders_total[20s]))")).toBeGreaterThan(9);
    for (const name of ["first", "second"] as const) expect(await failedSamples(ports[name]), name).toBe(0);
  }

  it("lose nothing while the store is down", async () => {
    const since = Date.now();
    await sleep(2000);
    await kill("store");
    await sleep(outageSeconds * 1000);
    running.set("store", await store());
    const back = Date.now();
    const times = await caughtUp(since, back);
    console.log(
      `the store down for ${outageSeconds} s: longest gap ${longestGap(times)} ms, caught up ${Date.now() - back} ms after its return`,
    );
    await expectNothingLost(times);
  });

  it("lose nothing while the store's disk is full", async () => {
    const since = Date.now();
    await sleep(2000);
    await kill("store");
    // It refuses writes below so much free space, and still answers queries.
    running.set("store", await store("-storage.minFreeDiskSpaceBytes=100000TB"));
    await sleep(outageSeconds * 1000);
    const full = await timestamps(since);
    await kill("store");
    running.set("store", await store());
    const back = Date.now();
    const times = await caughtUp(since, back);
    console.log(
      `the store's disk full for ${outageSeconds} s: ${full.length} samples meanwhile, longest gap ${longestGap(times)} ms, caught up ${Date.now() - back} ms after`,
    );
    expect(full.length).toBeLessThan(outageSeconds / 2);
    await expectNothingLost(times);
  });

  it("lose nothing while the store hangs, as behind a network that drops packets", async () => {
    const since = Date.now();
    await sleep(2000);
    const pid = running.get("store")?.pid ?? 0;
    process.kill(pid, "SIGSTOP");
    await sleep(outageSeconds * 1000);
    process.kill(pid, "SIGCONT");
    const back = Date.now();
    const times = await caughtUp(since, back);
    console.log(
      `the store hangs for ${outageSeconds} s: longest gap ${longestGap(times)} ms, caught up ${Date.now() - back} ms after`,
    );
    await expectNothingLost(times);
  });
});
