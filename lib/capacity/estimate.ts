import { durationSeconds } from "../model/duration.ts";
import type { Duration, Metric, Model, Service, TargetSource } from "../model/model.ts";
import { perHost, readerOf, type Size, seriesNames, seriesOf } from "./series.ts";

// What a Prometheus needs, from metric catalogs and a size. docs/capacity.md says how the figures were measured.

/** Bytes of memory for each series in the head. Queries and compaction come on top. */
const memoryPerSeries = 3400;
/** Bytes of memory that Prometheus needs without any series. */
const memoryAtRest = 70 * 2 ** 20;
/** Bytes of a sample in a block; values that change seldom need half of it. */
const bytesPerSample = 2.6;
/** Bytes of a series in the index of a block. */
const indexPerSeries = 125;
/** Blocks at full retention: the largest one covers a tenth of it. */
const blocks = 11;
/** Bytes of a sample in the write-ahead log, which holds three hours. */
const logPerSample = 10.5;
const logSeconds = 3 * 3600;
/** Bytes of a sample on its way to a store, compressed. */
const wirePerSample = 20;
/** Series of each target that Prometheus makes itself: `up` and four about its scrapes. */
const ownSeries = 5;
/** Loki's chunks, compressed, as a share of the lines. */
const logCompression = 0.15;

interface JobEstimate {
  readonly job: string;
  readonly targets: number;
  readonly series: number;
  readonly samplesPerSecond: number;
  /** Series that no rule, dashboard or query of the model reads. */
  readonly unreadSeries: number;
  /** Metrics of the catalog that nothing reads. */
  readonly unreadMetrics: readonly string[];
  /** Names of the series that something reads. */
  readonly readNames: readonly string[];
  /** Labels whose number of values is assumed. */
  readonly assumedLabels: readonly string[];
}

export interface Estimate {
  readonly jobs: readonly JobEstimate[];
  readonly series: number;
  readonly samplesPerSecond: number;
  /** Bytes. */
  readonly memory: number;
  readonly disk: number;
  /** Bytes a second to a store. */
  readonly remoteWrite: number;
  /** Bytes a day, as lines and as chunks. */
  readonly logs: { readonly lines: number; readonly chunks: number };
  /** Share of the samples that nothing reads. */
  readonly unreadShare: number;
}

/** @param retention how long metrics are kept */
export function estimate(model: Model, size: Size, retention: Duration): Estimate {
  const reads = readerOf(model);
  const jobs = [...scrapedJobs(model, size), ...probeJobs(model)].map((job) => jobEstimate(job, size, reads));
  const rules = rulesEstimate(model, size);
  const all = [...jobs, ...(rules ? [rules] : [])].sort((a, b) => b.samplesPerSecond - a.samplesPerSecond);
  const total = (of: (job: JobEstimate) => number) => all.reduce((sum, job) => sum + of(job), 0);
  const series = total((job) => job.series);
  const samplesPerSecond = total((job) => job.samplesPerSecond);
  const unread = total((job) => (job.series === 0 ? 0 : (job.unreadSeries / job.series) * job.samplesPerSecond));
  const lines = size.hosts * size.logLines * size.logLineBytes * 86_400;
  return {
    jobs: all,
    series,
    samplesPerSecond,
    memory: memoryAtRest + series * memoryPerSeries,
    disk:
      samplesPerSecond * durationSeconds(retention) * bytesPerSample +
      series * indexPerSeries * blocks +
      samplesPerSecond * logSeconds * logPerSample,
    remoteWrite: samplesPerSecond * wirePerSample,
    logs: { lines, chunks: lines * logCompression },
    unreadShare: samplesPerSecond === 0 ? 0 : unread / samplesPerSecond,
  };
}

interface Job {
  readonly name: string;
  readonly targets: number;
  readonly interval: Duration;
  readonly metrics: Readonly<Record<string, Metric>>;
}

function scrapedJobs({ stack, catalogs }: Model, size: Size): Job[] {
  return Object.entries(stack).flatMap(([name, { scrape, catalog = name, insteadOf, targets }]) => {
    if (!scrape || insteadOf !== undefined) return [];
    const metrics = catalogs.find((one) => one.name === catalog)?.definition.metrics ?? {};
    return [
      { name, targets: perHost.has(name) ? size.hosts : targetCount(targets), interval: scrape.interval, metrics },
    ];
  });
}

function probeJobs({ probes, stack, catalogs }: Model): Job[] {
  if (!probes) return [];
  const count = (some: readonly Pick<Service, "targets">[]) =>
    some.reduce((sum, { targets }) => sum + targetCount(targets), 0);
  const healthy = count(Object.values(stack).filter(({ health, insteadOf }) => health && !insteadOf));
  const backends = Object.values(probes.backends);
  const all = count(backends);
  const withPath = count(backends.filter(({ health }) => health));
  const sites = Object.keys(probes.sites ?? {}).length;
  const metrics = catalogs.find(({ name }) => name === "blackbox-probe")?.definition.metrics ?? {};
  const of = (kind: string) =>
    Object.fromEntries(Object.entries(metrics).filter(([name]) => kind === "http" || !/http|ssl|tls/.test(name)));
  return [
    { name: "blackbox-http", targets: healthy + withPath + sites, interval: probes.interval, metrics: of("http") },
    { name: "blackbox-tcp", targets: all - withPath, interval: probes.interval, metrics: of("tcp") },
    { name: "blackbox-icmp", targets: all, interval: probes.interval, metrics: of("icmp") },
  ].filter(({ targets }) => targets > 0);
}

/** Addresses that are listed, and one for each source that finds targets: nothing says how many. */
const targetCount = (sources: readonly TargetSource[] | undefined): number =>
  sources?.reduce((sum, source) => sum + ("addresses" in source ? source.addresses.length : 1), 0) ?? 1;

function jobEstimate(
  { name, targets, interval, metrics }: Job,
  size: Size,
  reads: (name: string) => boolean,
): JobEstimate {
  const all = Object.entries(metrics).map(([metric, definition]) => {
    const { count, assumed } = seriesOf(metric, definition, size);
    const names = seriesNames(metric, definition).filter(reads);
    return { metric, count, assumed, names };
  });
  const sum = (some: typeof all) => some.reduce((total, { count }) => total + count, 0);
  const unread = all.filter(({ names }) => names.length === 0);
  const series = targets * (sum(all) + ownSeries);
  return {
    job: name,
    targets,
    series,
    samplesPerSecond: series / durationSeconds(interval),
    unreadSeries: targets * sum(unread),
    unreadMetrics: unread.map(({ metric }) => metric).sort(),
    readNames: all.flatMap(({ names }) => names).sort(),
    assumedLabels: [...new Set(all.flatMap(({ assumed }) => assumed))].sort(),
  };
}

/** A recorded series stands for a host where the rule reads a job of hosts; alerts count one each. */
function rulesEstimate({ rules }: Model, size: Size): JobEstimate | undefined {
  const groups = rules.map(({ definition }) => {
    const series = definition.rules.reduce(
      (sum, rule) => sum + ("record" in rule && /^instance[:_]|node_|container_/.test(rule.record) ? size.hosts : 1),
      0,
    );
    return { series, samplesPerSecond: series / durationSeconds(definition.interval) };
  });
  const series = groups.reduce((sum, one) => sum + one.series, 0);
  if (series === 0) return undefined;
  const samplesPerSecond = groups.reduce((sum, one) => sum + one.samplesPerSecond, 0);
  const none = { unreadSeries: 0, unreadMetrics: [], readNames: [], assumedLabels: [] };
  return { job: "(rules)", targets: 1, series, samplesPerSecond, ...none };
}
