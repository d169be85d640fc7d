import { setTimeout as sleep } from "node:timers/promises";
import { type Estimate, estimate } from "../../lib/capacity/estimate.ts";
import { defaultSize, type Size } from "../../lib/capacity/series.ts";
import { loadModel } from "../../lib/cli/load.ts";
import { serveHttp } from "../../lib/cli/programs/endpoint.ts";
import { printExposition } from "../../lib/metrics/exposition.ts";
import type { Duration, Model } from "../../lib/model/model.ts";
import { containerNames } from "../../simulator/machines/containers.ts";
import { streaming } from "../../simulator/platforms/streaming.ts";
import { familiesOf } from "../../simulator/serve.ts";
import { world } from "../../simulator/world/world.ts";
import { startPrometheus } from "../servers/prometheus.ts";
import { startHttpSink } from "../servers/sinks/http-sink.ts";

/** Jobs that the simulator exposes for each host, and one that it exposes once. */
const perHost = ["node-exporter", "cadvisor"] as const;
const once = "kafka-exporter";
const seconds = 5;
const interval: Duration = `${seconds}s`;

/** What the simulator exposes: one host of these, many times. */
const simulated: Partial<Size> = {
  cpus: 8,
  filesystems: 2,
  disks: 2,
  interfaces: 1,
  containers: containerNames.length,
  topics: Object.keys(streaming.topics).length,
  partitions:
    Object.values(streaming.topics).reduce((sum, { partitions }) => sum + partitions, 0) /
    Object.keys(streaming.topics).length,
  consumerGroups: 6,
  topicsPerGroup: 1,
};

/** What Prometheus had to do, as it says itself. Memory and sizes are bytes. */
export interface Measured {
  readonly series: number;
  /** At the interval of its targets: a busy machine scrapes them late. */
  readonly samplesPerSecond: number;
  readonly memory: number;
  readonly logPerSample: number;
  readonly wirePerSample: number;
}

/**
 * Feeds a real Prometheus with simulated hosts.
 * @param time seconds that it runs before it is measured
 */
export async function measureHosts(hosts: number, time: number): Promise<{ measured: Measured; predicted: Estimate }> {
  const begin = Date.now() / 1000;
  const platform = world({ seed: 1, begin });
  // Every host exposes the same: it is printed once a tick, so that hosts cost the simulation nothing.
  const printed = new Map<string, string>();
  const tick = () => {
    printed.clear();
    platform.advance(Date.now() / 1000 + 1);
  };
  tick();
  const registries: Readonly<Record<string, (typeof platform.registries)["cadvisor"] | undefined>> =
    platform.registries;
  const clock = setInterval(tick, 1000);
  const server = await serveHttp((request, response) => {
    const [, job = ""] = (request.url ?? "").split("/");
    const registry = registries[job];
    if (!registry) return response.writeHead(404).end();
    response.setHeader("content-type", "text/plain; version=0.0.4");
    const text = printed.get(job) ?? printExposition(familiesOf(registry.entries()));
    printed.set(job, text);
    return response.end(text);
  });
  const sink = await startHttpSink();
  const prometheus = await startPrometheus({ config: { text: configuration(hosts, server.address, sink.url) } });
  try {
    await sleep(time * 1000);
    const measured = await ask(prometheus.url);
    const names = new Set(
      [...perHost, once].flatMap((job) => Array.from(registries[job]?.entries() ?? [], ({ name }) => name)),
    );
    return { measured, predicted: await predict(hosts, names) };
  } finally {
    clearInterval(clock);
    await Promise.all([prometheus.stop(), server.stop(), sink.stop()]);
  }
}

const configuration = (hosts: number, address: string, sink: string): string =>
  JSON.stringify({
    global: { scrape_interval: interval, scrape_timeout: interval },
    remote_write: [{ url: `${sink}/write` }],
    scrape_configs: [
      ...perHost.map((job) =>
        jobOf(
          job,
          Array.from({ length: hosts }, (_, i) => target(address, `/${job}/${i}`, `host-${i}`)),
        ),
      ),
      jobOf(once, [target(address, `/${once}`, "kafka-exporter:9308")]),
    ],
  });

const jobOf = (job_name: string, static_configs: object[]) => ({ job_name, static_configs });

const target = (address: string, path: string, instance: string) => ({
  targets: [address],
  labels: { __metrics_path__: path, instance },
});

async function ask(url: string): Promise<Measured> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const value = (name: string): number => {
    const values = [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, "gm"))].map(([, found]) =>
      Number(found),
    );
    return values.reduce((sum, one) => sum + one, 0);
  };
  // One query, so that scrapes and their samples are counted at one time. A scrape has some samples about itself.
  const scraped = "sum(sum_over_time(scrape_samples_post_metric_relabeling[1h])) / avg(sum_over_time(up[1h]))";
  const ofScrape = await query(url, `${scraped} + count({__name__=~"up|scrape_.+"})`);
  return {
    series: value("prometheus_tsdb_head_series"),
    samplesPerSecond: ofScrape / seconds,
    memory: value("process_resident_memory_bytes"),
    logPerSample:
      value("prometheus_tsdb_wal_storage_size_bytes") / value("prometheus_tsdb_head_samples_appended_total"),
    wirePerSample: value("prometheus_remote_storage_bytes_total") / value("prometheus_remote_storage_samples_total"),
  };
}

async function query(url: string, expression: string): Promise<number> {
  const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(expression)}`);
  const { data, error } = (await answer.json()) as {
    data?: { result: { value: [number, string] }[] };
    error?: string;
  };
  if (!data) throw new Error(`${expression}: ${error}`);
  return Number(data.result[0]?.value[1]);
}

/** The estimate of the same jobs, from the catalogs' metrics that the simulator exposes. */
async function predict(hosts: number, platform: ReadonlySet<string>): Promise<Estimate> {
  const { probes: _, ...model } = await loadModel(".");
  const jobs: readonly string[] = [...perHost, once];
  const reduced: Model = {
    ...model,
    stack: Object.fromEntries(
      Object.entries(model.stack)
        .filter(([name]) => jobs.includes(name))
        .map(([name, service]) => [name, { ...service, scrape: { interval } }]),
    ),
    catalogs: model.catalogs.map((catalog) => ({
      ...catalog,
      definition: {
        ...catalog.definition,
        metrics: Object.fromEntries(Object.entries(catalog.definition.metrics).filter(([name]) => platform.has(name))),
      },
    })),
    rules: [],
  };
  return estimate(reduced, { ...defaultSize, ...simulated, hosts }, "30d");
}
