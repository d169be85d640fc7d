import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseDocument, type YAMLSeq } from "yaml";
import { requestJson } from "../../../../lib/cli/http/client.ts";
import type { Endpoint } from "../../../../lib/cli/programs/endpoint.ts";
import { composeTarget } from "../../../../lib/emit/emit.ts";
import type { Model } from "../../../../lib/model/model.ts";
import { startPrometheus } from "../../../../scripts/servers/prometheus.ts";
import { fast } from "../accelerate/accelerate.ts";
import type { Pace } from "../accelerate/promql.ts";
import { type AtEnd, emitted } from "../emitted.ts";
import { notifyAll, running } from "../incident.ts";

interface Monitoring {
  /** Serves every target under its own address. */
  readonly proxy: Endpoint;
  /** A folder of time series: the samples of the past. */
  readonly storage: string;
  /** Their addresses. */
  readonly alertmanagers: readonly string[];
  readonly pace: Pace;
  readonly atEnd: AtEnd;
}

/** Starts a Prometheus with the emitted configuration and rules. @param model accelerated */
export async function startMonitoring(
  model: Model,
  { proxy, storage, alertmanagers, pace, atEnd }: Monitoring,
): Promise<Endpoint> {
  const folder = await emitted(model, ["prometheus", "rules"], composeTarget(model), atEnd);
  const file = join(folder, "prometheus/prometheus.yml");
  await notifyAll(file, alertmanagers);
  await scrapeThrough(file, proxy);
  const flags = [
    `--query.lookback-delta=${fast("5m", pace)}`,
    // Sent at every evaluation: Alertmanager resolves an alert that is not sent for four evaluations.
    "--rules.alert.resend-delay=500ms",
  ];
  return await running(startPrometheus({ config: { file }, storage, flags }), atEnd);
}

/** Targets with a scrape that timed out: with many, the machine is too slow for accelerated time. */
export async function lateTargets(prometheus: Endpoint): Promise<string> {
  const query = encodeURIComponent("count(min_over_time(up[1h]) == 0) or vector(0)");
  const answer = await requestJson<{ data: { result: { value: [number, string] }[] } }>(
    `${prometheus.url}/api/v1/query?query=${query}`,
    { data: { result: [{ value: ["anything"] }] } },
  );
  return `${answer.data.result[0]?.value[1]} targets had a scrape that timed out`;
}

async function scrapeThrough(file: string, proxy: Endpoint): Promise<void> {
  const config = parseDocument(await readFile(file, "utf8"));
  const jobs = config.get("scrape_configs") as YAMLSeq;
  jobs.items.forEach((_, i) => {
    config.setIn(["scrape_configs", i, "proxy_url"], proxy.url);
  });
  await writeFile(file, config.toString());
}
