import { durationSeconds } from "../../model/duration.ts";
import type { Metric, MetricCatalog, Model, RecordingRule, TargetSource } from "../../model/model.ts";
import { sourceLabels } from "../../model/targets.ts";
import { parseRule } from "../dependencies.ts";
import { analyse } from "./analyse.ts";
import { formatBound } from "./pitfalls.ts";
import {
  anyLabels,
  type Job,
  type Label,
  type Labels,
  noLabels,
  type Series,
  type SeriesCatalog,
  setLabel,
  type TypeInfo,
  unite,
  unknownVector,
} from "./type-info.ts";
import { anything, count, type Dimension, dimensionOf, flag, notNegative, seconds } from "./units.ts";

/** The series that the jobs of a project scrape, and those that its rules record. */
export function seriesCatalogOf(model: Model): SeriesCatalog {
  const catalogs = new Map(model.catalogs.map(({ name, definition }) => [name, definition]));
  const jobs = [...serviceJobs(model, catalogs), ...probeJobs(model, catalogs)];
  const series = new Map<string, Series[]>();
  const exposed = jobs.length > 0 ? jobs.flatMap((job) => seriesOfJob(job, catalogs)) : scrapedByOthers(catalogs);
  for (const [name, one] of exposed) {
    const known = series.get(name);
    if (known) known.push(one);
    else series.set(name, [one]);
  }
  addAlerts(series, model, jobs.length > 0);
  const rules = model.rules.flatMap(({ definition }) => definition.rules);
  const records = rules.flatMap((rule): Recorded[] => ("record" in rule ? [rule] : []));
  const byName = new Map(jobs.map((job) => [job.name, job]));
  return recordings(records, { jobs: byName, series, complete: jobs.length > 0 && catalogs.size > 0 });
}

/** Without known jobs, metrics are known by name, and relabelling may have added any label. */
function scrapedByOthers(exporters: ReadonlyMap<string, MetricCatalog>): [string, Series][] {
  const job: Job = { name: "", labels: new Map() };
  const all = [...scrapeSeries(job), ...[...exporters.values()].flatMap((exporter) => seriesOf(exporter, job))];
  return all.map(([name, one]) => [
    name,
    new Exposed(job, () => ({ ...one.typeInfo, labels: { ...one.typeInfo.labels, open: true } })),
  ]);
}

function seriesOfJob(job: Job, exporters: ReadonlyMap<string, MetricCatalog>): [string, Series][] {
  const exporter = job.exporter === undefined ? undefined : exporters.get(job.exporter);
  return [...scrapeSeries(job), ...(exporter ? seriesOf(exporter, job) : [])];
}

function serviceJobs({ stack, settings }: Model, exporters: ReadonlyMap<string, MetricCatalog>): Job[] {
  return Object.entries(stack).flatMap(([name, { scrape, measures, targets, catalog = name }]) => {
    const labels = {
      ...labelsOfTargets(settings.identityLabels, targets),
      service: { values: [name] },
      ...(measures !== undefined && { backend: { values: [measures] } }),
    };
    return scrape ? [jobOf(name, durationSeconds(scrape.interval), catalog, exporters, labels)] : [];
  });
}

/** Labels of where targets run. Those of files and of other Prometheus servers are unknown: a series may lack them. */
function labelsOfTargets(
  identity: readonly string[],
  targets: readonly TargetSource[] = [],
): Readonly<Record<string, Label>> {
  const names = new Set([...identity, ...targets.flatMap((source) => Object.keys(sourceLabels(source)))]);
  const sources = targets.map((source) => ({ read: "files" in source, labels: sourceLabels(source) }));
  const label = (name: string): Label => {
    const values = sources.map(({ labels }) => labels[name]).filter((value) => value !== undefined);
    const known = values.length > 0 && !sources.some(({ read }) => read);
    return {
      ...(known && { values: [...new Set(values)] }),
      ...(values.length < sources.length || values.length === 0 ? { optional: true as const } : {}),
    };
  };
  return Object.fromEntries([...names].map((name) => [name, label(name)]));
}

/** The Blackbox exporter's results come from own jobs, one per kind of probe. */
const probeKinds = ["http", "tcp", "icmp"];

function probeJobs({ probes, settings, stack }: Model, exporters: ReadonlyMap<string, MetricCatalog>): Job[] {
  if (!probes) return [];
  const interval = durationSeconds(probes.interval);
  const probed = [...Object.values(stack).filter(({ health }) => health), ...Object.values(probes.backends)];
  const names = probed.flatMap(({ targets = [] }) => targets.flatMap((source) => Object.keys(sourceLabels(source))));
  const optional = [...settings.identityLabels, ...names].map((name) => [name, { optional: true }]);
  const labels = { ...Object.fromEntries(optional), service: {}, backend: {} };
  return probeKinds.map((kind) => jobOf(`blackbox-${kind}`, interval, "blackbox-probe", exporters, labels));
}

function jobOf(
  name: string,
  interval: number,
  exporter: string,
  exporters: ReadonlyMap<string, MetricCatalog>,
  labels: Readonly<Record<string, Label>>,
): Job {
  const all = { job: { values: [name] }, instance: {}, ...labels };
  const scraped = Object.entries(all).map(([label, known]): [string, Label] => [label, { ...known, scraped: true }]);
  return { name, interval, labels: new Map(scraped), ...(exporters.has(exporter) && { exporter }) };
}

/**
 * Adds Prometheus' series of its alerts. Their labels are those of the alerts.
 * @param areAll whether there are no alerts but the model's
 */
function addAlerts(series: Map<string, Series[]>, { rules }: Model, areAll: boolean): void {
  const names = rules
    .flatMap(({ definition }) => definition.rules)
    .flatMap((rule) => ("alert" in rule ? [rule.alert] : []));
  const labels = setLabel(setLabel(anyLabels, "alertname", areAll ? { values: names } : {}), "alertstate", {
    values: ["pending", "firing"],
  });
  const job: Job = { name: "prometheus", labels: new Map() };
  const typeInfo: TypeInfo = { ...unknownVector, labels, range: notNegative, sampleKind: "gauge" };
  series.set("ALERTS", [{ job, typeInfo: { ...typeInfo, range: [1, 1] } }]);
  series.set("ALERTS_FOR_STATE", [{ job, typeInfo }]);
}

/** A series whose type information is made when an expression selects it: most of a catalog is never selected. */
class Exposed implements Series {
  readonly job: Job;
  private readonly make: () => TypeInfo;
  private made: TypeInfo | undefined;

  constructor(job: Job, make: () => TypeInfo) {
    this.job = job;
    this.make = make;
  }

  get typeInfo(): TypeInfo {
    this.made ??= this.make();
    return this.made;
  }
}

/** Every series that a job exposes, by name: a histogram has several names. */
function seriesOf({ metrics, optionalLabels }: MetricCatalog, job: Job): [name: string, series: Series][] {
  const found: [string, Series][] = [];
  for (const [name, metric] of Object.entries(metrics))
    for (const end of endsOf(metric)) {
      const make = (): TypeInfo => {
        const own = partOf(metric, end);
        return { ...own, labels: withJob(withPartial(own.labels, optionalLabels), job), interval: job.interval };
      };
      found.push([name + end, new Exposed(job, make)]);
    }
  return found;
}

function withPartial(labels: Labels, names: readonly string[] = []): Labels {
  const partial = names.filter((name) => labels.known.has(name));
  return partial.reduce((all, name) => setLabel(all, name, { optional: true, partial: true }), labels);
}

/** The series that Prometheus adds for every scrape. Source: https://prometheus.io/docs/concepts/jobs_instances/ */
function scrapeSeries(job: Job): [name: string, series: Series][] {
  const labels = withJob(noLabels, job);
  const of = (more: Partial<TypeInfo>): Series => ({
    job,
    typeInfo: { ...unknownVector, labels, range: notNegative, sampleKind: "gauge", interval: job.interval, ...more },
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

const endsOfType: Readonly<Record<string, readonly string[]>> = {
  histogram: ["", "_bucket", "_sum", "_count"],
  summary: ["", "_sum", "_count"],
};
const noEnds = [""];

/** What follows the metric's name in the names of its series. */
const endsOf = ({ type }: Metric): readonly string[] => endsOfType[type] ?? noEnds;

/** @param end one of `endsOf` */
function partOf(metric: Metric, end: string): TypeInfo {
  const { type } = metric;
  const unit = unitOf(metric);
  const counter = { sampleKind: "counter", range: notNegative } as const;
  if (end === "_sum") return typeInfo(metric, { ...counter, unit });
  if (end === "_count") return typeInfo(metric, { ...counter, unit: count });
  if (end === "_bucket") {
    const bounds = metric.buckets && { le: [...metric.buckets.map(formatBound), "+Inf"] };
    const known = { ...metric, values: { ...metric.values, ...bounds } };
    return typeInfo(known, { ...counter, unit: count, observed: unit }, "le");
  }
  if (type === "histogram") return typeInfo(metric, { native: true, observed: unit });
  const range = metric.range ?? (type === "counter" ? notNegative : anything);
  if (type === "summary") return typeInfo(metric, { sampleKind: "gauge", range, unit, mayBeNaN: true }, "quantile");
  const sampleKind = type === "unknown" || metric.monotonic ? undefined : type;
  return typeInfo(metric, { sampleKind, range, unit, nonZero: metric.nonZero === true });
}

/** A count with the range 0 to 1 is a flag. */
function unitOf({ unit, range }: Metric): Dimension | undefined {
  if (unit === "count" && range?.[0] === 0 && range[1] === 1) return flag;
  return unit && dimensionOf(unit);
}

/** @param own a label that the metric's type adds */
function typeInfo({ labels, values = {} }: Metric, known: Partial<TypeInfo>, own?: string): TypeInfo {
  const names = own === undefined ? labels : [...labels, own];
  const entries = names.map((name): [string, Label] => [name, values[name] ? { values: values[name] } : {}]);
  return { ...unknownVector, labels: { known: new Map(entries), open: false }, ...known };
}

/** The fields of a recording rule that determine its type information. */
type Recorded = Pick<RecordingRule, "record" | "expr" | "labels">;

/** A catalog with recorded series. Each rule's type information is inferred once, on first use. */
function recordings(
  rules: readonly Recorded[],
  scraped: Pick<SeriesCatalog, "jobs" | "series" | "complete">,
): SeriesCatalog {
  const byName = new Map<string, Recorded[]>();
  for (const rule of rules) byName.set(rule.record, [...(byName.get(rule.record) ?? []), rule]);
  const inferred = new Map<string, TypeInfo>();
  const catalog: SeriesCatalog = { ...scraped, recorded, recordedNames: [...byName.keys()] };

  function recorded(name: string): TypeInfo | undefined {
    const known = inferred.get(name);
    const own = byName.get(name);
    if (known || !own) return known;
    // A rule that reads itself, directly or through others, is unknown; `cycles` reports it.
    inferred.set(name, unknownVector);
    const typeInfo = own.map((rule) => typeInfoOf(rule, catalog)).reduce(unite);
    inferred.set(name, typeInfo);
    return typeInfo;
  }
  return catalog;
}

function typeInfoOf(rule: Recorded, catalog: SeriesCatalog): TypeInfo {
  const { labels = {} } = rule;
  const { ast, problems } = parseRule(rule);
  if (!ast || problems.length > 0) return unknownVector;
  const { root } = analyse(ast, catalog);
  const written = Object.entries(labels);
  const all = written.reduce((known, [name, value]) => setLabel(known, name, { values: [value] }), root.labels);
  return { ...root, type: "instant vector", labels: all, interval: undefined, constant: undefined };
}

/** Cycles of recording rules that read each other, each listed once: `["a:b", "c:d", "a:b"]`. */
export function cycles(reads: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) found.push([...path.slice(path.indexOf(name)), name]);
    if (done.has(name) || path.includes(name)) return;
    for (const read of reads.get(name) ?? []) visit(read, [...path, name]);
    done.add(name);
  };
  for (const name of reads.keys()) visit(name, []);
  return found;
}
