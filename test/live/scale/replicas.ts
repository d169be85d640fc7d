import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Endpoint } from "../../../lib/cli/programs/endpoint.ts";
import type { RuleGroupDefinition } from "../../../lib/model/model.ts";
import type { Scale } from "../../../lib/model/scale.ts";
import { takePort } from "../../../scripts/servers/ports.ts";
import type { ServerProcess } from "../../../scripts/servers/process.ts";
import { startPrometheus } from "../../../scripts/servers/prometheus.ts";
import { startStandInExporter } from "../../../scripts/servers/static-exporter.ts";
import { shopExposition, smallStack, writeEmitted } from "./small-stack.ts";
import { type Store, victoriaMetrics } from "./stores.ts";

export type Name = "first" | "second" | "store";

/** What a replica scrapes reaches the store within seconds: it reads its own log first. In ms. */
export const delay = 6000;

/**
 * A window of the dedup interval can hold a sample at its start, the next one at its end: two seconds. On a busy machine a
 * scrape is late. What an outage of six seconds loses is seen all the same.
 */
export const mostGap = 3000;

export interface Series {
  readonly metric: Record<string, string>;
  readonly value: [number, string];
}

export interface ReplicasOptions {
  /** Whether the replicas scrape each other and themselves. */
  readonly scraped?: boolean;
  /** Given a folder for its data. Defaults to VictoriaMetrics. */
  readonly startStore?: (folder: string) => Promise<Store>;
  /** What the replicas evaluate. */
  readonly rules?: readonly { name: string; definition: RuleGroupDefinition }[];
  /** Where alerts are sent to. Defaults to an address at which nobody listens. */
  readonly alertmanager?: string;
}

/** Two replicas of Prometheus that scrape a shop, and write to one store. */
export interface Replicas {
  readonly ports: Readonly<Record<Name, number>>;
  readonly shop: Endpoint;
  /** The folder of what was emitted. */
  readonly config: string;
  /** Starts one of them again where it was, with further flags. */
  start(name: Name, ...flags: string[]): Promise<ServerProcess>;
  /** Ends one as a loss of power would. */
  kill(name: Name): Promise<void>;
  /** @throws Error where it does not run */
  pid(name: Name): number;
  /** Answers as of some seconds ago, when all had reached the store. */
  ask(name: Name, query: string): Promise<Series[]>;
  /** The value of the first series, or NaN. */
  value(name: Name, query: string): Promise<number>;
  /** Timestamps of every sample of the shop's state since a time, in ms, as the store has them without its copies. */
  timestamps(since: number): Promise<number[]>;
  stop(): Promise<void>;
}

/** Starts all of them. */
export async function startReplicas({
  scraped = false,
  startStore = victoriaMetrics,
  rules = [],
  alertmanager = "127.0.0.1:1",
}: ReplicasOptions = {}): Promise<Replicas> {
  const folder = await mkdtemp(join(tmpdir(), "scale-replicas-"));
  const shop = await startStandInExporter({ exposition: shopExposition() });
  const store = await startStore(join(folder, "store"));
  const ports = { first: await takePort(), second: await takePort(), store: store.queryPort };
  const addresses = {
    ...store.addresses,
    shop: shop.address,
    alertmanager,
    prometheus: `127.0.0.1:${ports.first}`,
    "prometheus-2": `127.0.0.1:${ports.second}`,
  };
  const scale: Scale = {
    cluster: "test",
    services: store.services,
    prometheus: { replicas: 2 },
    store: { ...store.written, queue: { batchSendDeadline: "500ms", maxBackoff: "1s" }, drop: ["scrape_.*"] },
  };
  const config = join(folder, "config");
  await writeEmitted(config, smallStack(scale, rules, scraped ? ["prometheus"] : []), addresses);
  const running = new Map<Name, ServerProcess>();

  const launch = (name: Name, flags: readonly string[]) =>
    name === "store"
      ? store.start(flags)
      : startPrometheus({
          storage: join(folder, name),
          port: ports[name],
          config: { file: join(config, "prometheus/prometheus.yml") },
          env: { REPLICA: name },
          flags,
        });
  const start = async (name: Name, ...flags: string[]) => {
    const server = await launch(name, flags);
    running.set(name, server);
    return server;
  };
  const get = (name: Name) => {
    const server = running.get(name);
    if (!server) throw new Error(`${name} does not run`);
    return server;
  };
  const ask = async (name: Name, query: string) => {
    const time = String((Date.now() - delay) / 1000);
    const answer = await fetch(`http://127.0.0.1:${ports[name]}/api/v1/query?${new URLSearchParams({ query, time })}`);
    const { data } = (await answer.json()) as { data: { result: Series[] } };
    return data.result;
  };

  await start("store");
  await start("first");
  // Half an interval later, so that the two do not scrape at the same time.
  await sleep(500);
  await start("second");
  await sleep(15_000 + delay);
  return {
    ports,
    shop,
    config,
    start,
    ask,
    pid: (name) => get(name).pid,
    value: async (name, query) => Number((await ask(name, query))[0]?.value[1]),
    kill: async (name) => {
      const server = get(name);
      process.kill(server.pid, "SIGKILL");
      await server.stop();
      running.delete(name);
    },
    timestamps: (since) => timestampsIn(ports.store, since),
    stop: async () => {
      await Promise.all([...running.values(), shop].map((server) => server.stop()));
      await store.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Waits until something has what was scraped at a time.
 * @param within ms @returns the timestamps that it has @throws Error where it takes longer
 */
export async function caughtUp(timestamps: () => Promise<number[]>, back: number, within: number): Promise<number[]> {
  const end = Date.now() + within;
  for (;;) {
    const times = await timestamps();
    if ((times.at(-1) ?? 0) >= back) return times;
    if (Date.now() > end) throw new Error("what was scraped does not arrive");
    await sleep(500);
  }
}

/** Kills a replica for six seconds. @returns the timestamps that the store has from then on */
export async function timesAroundKill({ kill, start, timestamps }: Replicas): Promise<number[]> {
  const since = Date.now();
  await kill("first");
  await sleep(6000);
  await start("first");
  await sleep(5000 + delay);
  const times = await timestamps(since);
  console.log(`a replica killed for 6 s: longest gap ${longestGap(times)} ms in ${times.length} samples`);
  return times;
}

/** Samples that a replica gave up on. */
export const failedSamples = (replicas: Replicas, name: "first" | "second"): Promise<number> =>
  metricOf(`http://127.0.0.1:${replicas.ports[name]}`, "prometheus_remote_storage_samples_failed_total");

/** Timestamps of every sample of the shop's state since a time, in ms, as what answers at a port has them. */
export async function timestampsIn(port: number, since: number): Promise<number[]> {
  const query = new URLSearchParams({ query: `up{job="shop"}[${Date.now() - since}ms]` });
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/query?${query}`);
  const { data } = (await answer.json()) as { data: { result: { values: [number, string][] }[] } };
  // None before the store has caught up with a time at which it was down.
  if (data.result.length > 1) throw new Error(`one series was expected: ${JSON.stringify(data.result)}`);
  return (data.result[0]?.values ?? []).map(([seconds]) => Math.round(seconds * 1000));
}

export const longestGap = (times: readonly number[]): number =>
  Math.max(...times.slice(1).map((time, i) => time - (times[i] ?? time)));

/** A counter or gauge of a server, without labels or the first with labels; NaN where it is missing. */
export async function metricOf(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const [, value] = new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, "m").exec(text) ?? [];
  return Number(value ?? Number.NaN);
}
