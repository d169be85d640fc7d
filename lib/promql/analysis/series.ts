import type { Metric, MetricCatalog } from "../../model/model.ts";
import { count, type Dimension, dimensionOf, flag, seconds } from "./dimension.ts";
import { type Facts, unknownVector } from "./facts.ts";
import { anything, notNegative } from "./interval.ts";
import { type Label, type Labels, noLabels } from "./labels.ts";
import type { Job, Series } from "./series-catalog.ts";

/** Every series that a job exposes, by name: a histogram is three names. */
export function seriesOf(exporter: MetricCatalog, job: Job): [name: string, series: Series][] {
  return Object.entries(exporter.metrics).flatMap(([name, metric]) =>
    partsOf(name, metric).map(([part, facts]): [string, Series] => [
      part,
      { job, facts: { ...facts, labels: withJob(facts.labels, job), interval: job.interval } },
    ]),
  );
}

/** What Prometheus records of every scrape. Source: https://prometheus.io/docs/concepts/jobs_instances/ */
export function scrapeSeries(job: Job): [name: string, series: Series][] {
  const labels = withJob(noLabels, job);
  const of = (more: Partial<Facts>): Series => ({
    job,
    facts: { ...unknownVector, labels, range: notNegative, nature: "gauge", interval: job.interval, ...more },
  });
  return [
    ["up", of({ range: [0, 1], unit: flag })],
    ["scrape_duration_seconds", of({ unit: seconds })],
    ["scrape_samples_scraped", of({ unit: count })],
    ["scrape_samples_post_metric_relabeling", of({ unit: count })],
    ["scrape_series_added", of({ unit: count })],
  ];
}

const withJob = ({ known, open }: Labels, { labels }: Job): Labels => ({ known: new Map([...known, ...labels]), open });

function partsOf(name: string, metric: Metric): [name: string, facts: Facts][] {
  const { type } = metric;
  const unit = unitOf(metric);
  const counter = { nature: "counter", range: notNegative } as const;
  const sumAndCount: [string, Facts][] = [
    [`${name}_sum`, facts(metric, { ...counter, unit })],
    [`${name}_count`, facts(metric, { ...counter, unit: count })],
  ];
  if (type === "histogram") {
    // Clients write bounds in different ways ("1", "1.0"), so the values of le are not known.
    const bucket = facts(metric, { ...counter, unit: count, observed: unit }, "le");
    return [[name, facts(metric, { native: true, observed: unit })], [`${name}_bucket`, bucket], ...sumAndCount];
  }
  const range = metric.range ?? (type === "counter" ? notNegative : anything);
  if (type === "summary") {
    return [[name, facts(metric, { nature: "gauge", range, unit, mayBeNaN: true }, "quantile")], ...sumAndCount];
  }
  const nature = type === "unknown" || metric.monotonic ? undefined : type;
  return [[name, facts(metric, { nature, range, unit })]];
}

/** What is said to be a count and is 0 or 1 tells yes from no. */
function unitOf({ unit, range }: Metric): Dimension | undefined {
  if (unit === "count" && range?.[0] === 0 && range[1] === 1) return flag;
  return unit && dimensionOf(unit);
}

/** @param own a label that comes with the metric's type */
function facts({ labels, values = {} }: Metric, known: Partial<Facts>, own?: string): Facts {
  const names = own === undefined ? labels : [...labels, own];
  const entries = names.map((name): [string, Label] => [name, values[name] ? { values: values[name] } : {}]);
  return { ...unknownVector, labels: { known: new Map(entries), open: false }, ...known };
}
