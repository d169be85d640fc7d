import { Counter, Gauge, type Metric } from "prom-client";

/** The metrics of `metrics/parts/process.ts`, read at each scrape. */
const values: Readonly<Record<string, () => number>> = {
  process_cpu_seconds_total: () => (process.cpuUsage().user + process.cpuUsage().system) / 1e6,
  process_resident_memory_bytes: () => process.memoryUsage.rss(),
  process_start_time_seconds: () => started,
};

const started = Date.now() / 1000 - process.uptime();

/** A metric of this process, or undefined if it has none of that name. */
export function processMetric(name: string, { help, type }: { help: string; type: string }): Metric | undefined {
  const value = values[name];
  if (value === undefined) return undefined;
  const collect = function (this: Counter | Gauge) {
    this.reset();
    this.inc(value());
  };
  return new (type === "counter" ? Counter : Gauge)({ name, help, registers: [], collect });
}
