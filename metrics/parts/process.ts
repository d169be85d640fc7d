import type { Metric } from "bigdata-monitoring";

/** What the Prometheus clients of most languages expose about their own process by default. */
export const processMetrics = {
  process_cpu_seconds_total: { type: "counter", labels: [], unit: "seconds", help: "CPU time used" },
  process_resident_memory_bytes: { type: "gauge", labels: [], unit: "bytes", help: "Memory held in RAM" },
  process_start_time_seconds: { type: "gauge", labels: [], unit: "timestamp", help: "When the process started" },
} as const satisfies Record<string, Metric>;
