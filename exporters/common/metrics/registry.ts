import type { Metric, MetricCatalog } from "bigdata-monitoring";
import { Counter, Gauge, type Metric as PromMetric, Registry } from "prom-client";
import type { Buckets, Labels, Sample, Snapshot } from "./contract.ts";
import { type BucketHistogram, bucketHistogram } from "./histogram.ts";
import { type SeriesLimits, seriesLimit } from "./limit.ts";
import { processMetric } from "./process.ts";

/** Metric objects made from a catalog: no other name, type or label can be exposed. */
export interface Store<E extends MetricCatalog> {
  readonly registry: Registry;
  /** Increments a counter. */
  add(name: string, labels: Labels, by: number): void;
  /** Increments a counter whose labels the caller bounds. */
  addUnlimited(name: string, labels: Labels, by: number): void;
  /** Sets a gauge, which stays until it is set again. */
  set(name: string, labels: Labels, value: number): void;
  observe(name: string, labels: Labels, value: number): void;
  addBuckets(name: string, labels: Labels, buckets: Buckets): void;
  /** An empty snapshot, with limits of its own. */
  snapshot(): Snapshot<E>;
  /** Replaces the gauges of the snapshot published before. */
  publish(snapshot: { samples(): Iterable<Sample> } | undefined): void;
}

/**
 * A registry with one metric object for each metric of the catalog. Counters whose labels are all closed start at 0.
 * Gauges set through `set` stay until they are set again; those of a snapshot live as long as the snapshot.
 */
export function contractRegistry<E extends MetricCatalog>(contract: E, limits: SeriesLimits): Store<E> {
  const registry = new Registry();
  const counters = new Map<string, Counter>();
  const gauges = new Map<string, Gauge>();
  const histograms = new Map<string, BucketHistogram>();
  const limit = seriesLimit(contract, limits);
  let published: ReadonlySet<string> = new Set();

  for (const [name, metric] of Object.entries(contract.metrics)) {
    const ofProcess = processMetric(name, metric);
    if (ofProcess) registry.registerMetric(ofProcess);
    else if (metric.type === "counter") counters.set(name, zeroed(metric, new Counter(configuration(name, metric))));
    else if (metric.type === "gauge") gauges.set(name, emptied(new Gauge(configuration(name, metric))));
    else if (metric.type === "histogram")
      histograms.set(name, bucketHistogram(name, metric.help, metric.buckets ?? []));
    else throw new Error(`${contract.title}: ${name} is a ${metric.type}, which no exporter here can expose`);
  }
  for (const metric of [...counters.values(), ...gauges.values()]) registry.registerMetric(metric as PromMetric);
  for (const { collector } of histograms.values()) registry.registerMetric(collector);

  return {
    registry,
    add: (name, labels, by) => limit.admits(name, labels) && counters.get(name)?.inc(labels, by),
    addUnlimited: (name, labels, by) => counters.get(name)?.inc(labels, by),
    set: (name, labels, value) => limit.admits(name, labels) && gauges.get(name)?.set(labels, value),
    observe: (name, labels, value) => limit.admits(name, labels) && histograms.get(name)?.observe(labels, value),
    addBuckets: (name, labels, buckets) => limit.admits(name, labels) && histograms.get(name)?.add(labels, buckets),
    snapshot() {
      const { admits } = seriesLimit(contract, limits);
      const samples: Sample[] = [];
      return {
        set(name, labels, value) {
          if (value !== undefined && admits(name, labels)) samples.push({ name, labels, value });
        },
        drop: (name, samples) => samples > 0 && limits.onDrop(name, samples),
        samples: () => samples,
      };
    },
    publish(next) {
      for (const name of published) emptied(gauges.get(name));
      const samples = [...(next?.samples() ?? [])];
      for (const { name, labels, value } of samples) gauges.get(name)?.set(labels, value);
      published = new Set(samples.map((sample) => sample.name));
    },
  };
}

const configuration = (name: string, { help, labels }: Metric) => ({ name, help, labelNames: labels, registers: [] });

/** Without samples: prom-client gives a gauge without labels the value 0, which nobody measured. */
function emptied<G extends Gauge | undefined>(gauge: G): G {
  gauge?.reset();
  gauge?.remove({});
  return gauge;
}

/** Starts every combination of closed labels at 0, so that the first event is an increase and not a new series. */
function zeroed(metric: Metric, counter: Counter): Counter {
  for (const labels of combinations(metric)) counter.inc(labels, 0);
  return counter;
}

function combinations({ labels, values }: Metric): Labels[] {
  return labels.reduce<Labels[]>(
    (all, label) => all.flatMap((one) => (values?.[label] ?? []).map((value) => ({ ...one, [label]: value }))),
    [{}],
  );
}
