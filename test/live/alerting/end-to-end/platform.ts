import { type Endpoint, serveHttp } from "../../../../lib/cli/programs/endpoint.ts";
import type { RecordedSeries, Recording } from "../../../../simulator/recording.ts";

/**
 * Serves a recording in time: a proxy through which each target exposes its samples of the current time.
 */
export async function serveRecording({ times, series }: Recording): Promise<Endpoint> {
  const targets = targetsOf(series);
  return await serveHttp((request, response) => {
    const exposed = targets.get(targetAsked(request.url ?? ""));
    if (!exposed) return response.writeHead(404).end();
    const now = times.findLastIndex((time) => time <= Date.now() / 1000);
    response.setHeader("content-type", "text/plain; version=0.0.4; charset=utf-8");
    return response.end(exposed.map((one) => line(one, now)).join(""));
  });
}

/** Series by target, without the labels and series that Prometheus adds to a scrape. */
function targetsOf(series: readonly RecordedSeries[]): Map<string, RecordedSeries[]> {
  const targets = new Map<string, RecordedSeries[]>();
  for (const one of series) {
    const { job = "", instance = "", service: _, ...labels } = one.labels;
    const target = probed.test(job) ? `${job} ${instance}` : instance;
    const found = targets.get(target) ?? [];
    targets.set(target, found);
    if (!measuredByPrometheus.has(one.name)) found.push({ ...one, labels });
  }
  return targets;
}

const probed = /^blackbox-(http|tcp|icmp)$/;

const measuredByPrometheus = new Set(["up", "scrape_duration_seconds"]);

/** A request to a proxy has the whole URL. */
function targetAsked(url: string): string {
  const { host, pathname, searchParams } = new URL(url);
  return pathname === "/probe" ? `blackbox-${searchParams.get("module")} ${searchParams.get("target")}` : host;
}

function line({ name, labels, values }: RecordedSeries, now: number): string {
  const value = values[now];
  if (value === undefined) return "";
  const pairs = Object.entries(labels).map(([label, text]) => `${label}=${JSON.stringify(text)}`);
  return `${name}{${pairs.join(",")}} ${value}\n`;
}
