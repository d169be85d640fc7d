import type { Exporter, Metric } from "../../model.ts";
import type { Job, Series } from "./catalogue.ts";
import { count, type Dimension, dimensionOf, flag, seconds } from "./dimension.ts";
import type { Facts, Nature } from "./facts.ts";
import { anything, type Interval, notNegative } from "./interval.ts";
import type { Label, Labels } from "./labels.ts";

/** Every series that a job exposes, by name: a histogram is three names. */
export function seriesOf(exporter: Exporter, job: Job): [name: string, series: Series][] {
  return Object.entries(exporter.metrics).flatMap(([name, metric]) =>
    partsOf(name, metric).map(([part, facts]): [string, Series] => [
      part,
      { job, facts: { ...facts, labels: withJob(facts.labels, job), ...ofInterval(job) } },
    ]),
  );
}

/** What Prometheus records of every scrape. Source: https://prometheus.io/docs/concepts/jobs_instances/ */
export function scrapeSeries(job: Job): [name: string, series: Series][] {
  const of = (more: Partial<Facts>): Series => ({
    job,
    facts: {
      type: "instant vector",
      labels: withJob({ known: new Map(), open: false }, job),
      range: notNegative,
      nature: "gauge",
      ...ofInterval(job),
      ...more,
    },
  });
  return [
    ["up", of({ range: [0, 1], unit: flag })],
    ["scrape_duration_seconds", of({ unit: seconds })],
    ["scrape_samples_scraped", of({ unit: count })],
    ["scrape_samples_post_metric_relabeling", of({ unit: count })],
    ["scrape_series_added", of({ unit: count })],
  ];
}

const ofInterval = ({ interval }: Job): Partial<Facts> => (interval === undefined ? {} : { interval });

const withJob = ({ known, open }: Labels, { labels }: Job): Labels => ({ known: new Map([...known, ...labels]), open });

function partsOf(name: string, metric: Metric): [name: string, facts: Facts][] {
  const { type } = metric;
  const observed = unitOf(metric);
  const sum = facts(metric, "counter", notNegative, observed && { unit: observed });
  const counted = facts(metric, "counter", notNegative, { unit: count });
  if (type === "histogram") {
    // Clients write bounds in different ways ("1", "1.0"), so the values of le are not known.
    const bucket = facts(metric, "counter", notNegative, { unit: count, ...(observed && { observed }) }, ["le"]);
    return [
      [name, facts(metric, undefined, anything, { native: true, ...(observed && { observed }) })],
      [`${name}_bucket`, bucket],
      [`${name}_sum`, sum],
      [`${name}_count`, counted],
    ];
  }
  if (type === "summary") {
    const unit = { mayBeNaN: true, ...(observed && { unit: observed }) } as const;
    const quantiles = facts(metric, "gauge", metric.range ?? anything, unit, ["quantile"]);
    return [
      [name, quantiles],
      [`${name}_sum`, sum],
      [`${name}_count`, counted],
    ];
  }
  const nature = type === "unknown" || metric.monotonic ? undefined : type;
  const range = metric.range ?? (type === "counter" ? notNegative : anything);
  return [[name, facts(metric, nature, range, observed && { unit: observed })]];
}

/** What is said to be a count and is 0 or 1 tells yes from no. */
function unitOf({ unit, range }: Metric): Dimension | undefined {
  if (unit === "count" && range?.[0] === 0 && range[1] === 1) return flag;
  return unit && dimensionOf(unit);
}

function facts(
  { labels, values = {} }: Metric,
  nature: Nature | undefined,
  range: Interval,
  more: Partial<Facts> = {},
  own: readonly string[] = [],
): Facts {
  const known = [...labels, ...own].map((name): [string, Label] => [
    name,
    values[name] ? { values: values[name] } : {},
  ]);
  return {
    type: "instant vector",
    labels: { known: new Map(known), open: false },
    range,
    ...(nature && { nature }),
    ...more,
  };
}
