import { Counter, Gauge, type Metric } from "prom-client";

/** What `metrics/parts/process.ts` promises of every process, read at each scrape. */
const makers: Readonly<Record<string, (name: string, help: string) => Metric>> = {
  process_cpu_seconds_total: (name, help) =>
    new Counter({
      name,
      help,
      registers: [],
      collect() {
        const { user, system } = process.cpuUsage();
        this.reset();
        this.inc((user + system) / 1e6);
      },
    }),
  process_resident_memory_bytes: (name, help) =>
    new Gauge({
      name,
      help,
      registers: [],
      collect() {
        this.set(process.memoryUsage.rss());
      },
    }),
  process_start_time_seconds: (name, help) => {
    const gauge = new Gauge({ name, help, registers: [] });
    gauge.set(Date.now() / 1000 - process.uptime());
    return gauge;
  },
};

/** A metric of this process, or undefined if the name is none. */
export const processMetric = (name: string, help: string): Metric | undefined => makers[name]?.(name, help);
