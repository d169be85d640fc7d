import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseDocument, type YAMLSeq } from "yaml";
import { requestJson } from "../../../../lib/cli/http/json.ts";
import type { Endpoint } from "../../../../lib/cli/programs/endpoint.ts";
import { composeTarget } from "../../../../lib/emit/target.ts";
import type { Model } from "../../../../lib/model/model.ts";
import { startPrometheus } from "../../../../scripts/servers/prometheus.ts";
import { fast } from "../accelerate/accelerate.ts";
import type { Pace } from "../accelerate/promql.ts";
import { type AtEnd, emitted } from "../emitted.ts";
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

/** Targets that did not answer in time at some scrape: where there are many, the machine is too slow for a faster world. */
export async function lateTargets(prometheus: Endpoint): Promise<string> {
  const query = encodeURIComponent("count(min_over_time(up[1h]) == 0) or vector(0)");
  const answer = await requestJson<{ data: { result: { value: [number, string] }[] } }>(
    `${prometheus.url}/api/v1/query?query=${query}`,
  );
  return `${answer.data.result[0]?.value[1]} targets were late`;
}

async function askThrough(file: string, proxy: Endpoint): Promise<void> {
  const config = parseDocument(await readFile(file, "utf8"));
  const jobs = config.get("scrape_configs") as YAMLSeq;
  jobs.items.forEach((_, i) => {
    config.setIn(["scrape_configs", i, "proxy_url"], proxy.url);
  });
  await writeFile(file, config.toString());
}
