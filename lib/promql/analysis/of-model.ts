import { durationSeconds } from "../../model/duration.ts";
import type { MetricCatalog, Model } from "../../model/model.ts";
import { type Facts, unknownVector } from "./facts.ts";
import { notNegative } from "./interval.ts";
import type { Label } from "./labels.ts";
import { anyLabels, setLabel } from "./labels.ts";
import { type Recorded, recordings } from "./recordings.ts";
import { scrapeSeries, seriesOf } from "./series.ts";
import type { Job, Series, SeriesCatalog } from "./series-catalog.ts";

/** What the exporters of a project expose to its jobs, and what its rules record. */
export function seriesCatalogOf(model: Model): SeriesCatalog {
  const catalogs = new Map(model.catalogs.map(({ name, definition }) => [name, definition]));
  const jobs = [...serviceJobs(model, catalogs), ...probeJobs(model, catalogs)];
  const series = new Map<string, Series[]>();
  const exposed = jobs.length > 0 ? jobs.flatMap((job) => seriesOfJob(job, catalogs)) : scrapedByOthers(catalogs);
  for (const [name, one] of exposed) series.set(name, [...(series.get(name) ?? []), one]);
  addAlerts(series, model);
  const rules = model.rules.flatMap(({ definition }) => definition.rules);
  const records = rules.flatMap((rule): Recorded[] => ("record" in rule ? [rule] : []));
  const byName = new Map(jobs.map((job) => [job.name, job]));
  return recordings(records, { jobs: byName, series, complete: jobs.length > 0 && catalogs.size > 0 });
}

/** Where nobody says what is scraped, metrics are known by name, and relabelling may have added any label. */
function scrapedByOthers(exporters: ReadonlyMap<string, MetricCatalog>): [string, Series][] {
  const job: Job = { name: "", labels: new Map() };
  const all = [...scrapeSeries(job), ...[...exporters.values()].flatMap((exporter) => seriesOf(exporter, job))];
  return all.map(([name, { facts }]) => [name, { job, facts: { ...facts, labels: { ...facts.labels, open: true } } }]);
}

function seriesOfJob(job: Job, exporters: ReadonlyMap<string, MetricCatalog>): [string, Series][] {
  const exporter = job.exporter === undefined ? undefined : exporters.get(job.exporter);
  return [...scrapeSeries(job), ...(exporter ? seriesOf(exporter, job) : [])];
}

function serviceJobs({ stack }: Model, exporters: ReadonlyMap<string, MetricCatalog>): Job[] {
  return Object.entries(stack).flatMap(([name, { scrape, catalog = name }]) =>
    scrape ? [jobOf(name, durationSeconds(scrape.interval), catalog, exporters, { service: { values: [name] } })] : [],
  );
}

/** The Blackbox exporter's answers come from jobs of their own, one a kind of probe. */
const probeKinds = ["http", "tcp", "icmp"];

function probeJobs({ probes }: Model, exporters: ReadonlyMap<string, MetricCatalog>): Job[] {
  if (!probes) return [];
  const interval = durationSeconds(probes.interval);
  return probeKinds.map((kind) => jobOf(`blackbox-${kind}`, interval, "blackbox-probe", exporters, { service: {} }));
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

/** What Prometheus says of its own alerts. Their labels are those of whatever they fire for. */
function addAlerts(series: Map<string, Series[]>, { rules }: Model): void {
  const names = rules
    .flatMap(({ definition }) => definition.rules)
    .flatMap((rule) => ("alert" in rule ? [rule.alert] : []));
  const labels = setLabel(setLabel(anyLabels, "alertname", { values: names }), "alertstate", {
    values: ["pending", "firing"],
  });
  const job: Job = { name: "prometheus", labels: new Map() };
  const facts: Facts = { ...unknownVector, labels, range: notNegative, nature: "gauge" };
  series.set("ALERTS", [{ job, facts: { ...facts, range: [1, 1] } }]);
  series.set("ALERTS_FOR_STATE", [{ job, facts }]);
}
