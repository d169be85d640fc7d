import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseDocument, type YAMLSeq } from "yaml";
import { composeTarget } from "../../../../lib/emit/target.ts";
import type { Model } from "../../../../lib/model.ts";
import type { Endpoint } from "../../../../scripts/servers/endpoint.ts";
import { startPrometheus } from "../../../../scripts/servers/prometheus.ts";
import { type AtEnd, emitted } from "../emitted.ts";
import { fast } from "../hasten/hasten.ts";
import type { Pace } from "../hasten/promql.ts";
import { running, tellAll } from "../incident.ts";

interface Watch {
  /** Finds every target under its own address. */
  readonly proxy: Endpoint;
  /** A folder of time series: what is remembered. */
  readonly storage: string;
  /** Addresses of Alertmanagers. */
  readonly told: readonly string[];
  readonly pace: Pace;
  readonly atEnd: AtEnd;
}

/** Starts a Prometheus with all that is emitted. @param model hastened */
export async function watch(model: Model, { proxy, storage, told, pace, atEnd }: Watch): Promise<Endpoint> {
  const folder = await emitted(model, ["prometheus", "rules"], composeTarget(model), atEnd);
  const file = join(folder, "prometheus/prometheus.yml");
  await tellAll(file, told);
  await askThrough(file, proxy);
  const flags = [
    `--query.lookback-delta=${fast("5m", pace)}`,
    // Told at every evaluation: an alert that is not told again for four of them is over.
    "--rules.alert.resend-delay=500ms",
  ];
  return await running(startPrometheus({ config: { file }, storage, flags }), atEnd);
}

async function askThrough(file: string, proxy: Endpoint): Promise<void> {
  const config = parseDocument(await readFile(file, "utf8"));
  const jobs = config.get("scrape_configs") as YAMLSeq;
  jobs.items.forEach((_, i) => {
    config.setIn(["scrape_configs", i, "proxy_url"], proxy.url);
  });
  await writeFile(file, config.toString());
}
