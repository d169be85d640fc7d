import { expect, it } from "vitest";
import { unitOfName } from "../../../lib/metrics/merge.ts";

it.each([
  ["node_cpu_seconds_total", "counter", "seconds"],
  ["process_start_time_seconds", "gauge", "timestamp"],
  ["config_last_reload_success_timestamp_seconds", "gauge", "timestamp"],
  ["pg_database_size_bytes", "gauge", "bytes"],
  ["redis_mem_fragmentation_ratio", "gauge", "ratio"],
  ["node_hwmon_temp_celsius", "gauge", "celsius"],
  ["http_requests_total", "counter", "count"],
  ["scrapes_sample_duplicate_timestamp_total", "counter", "count"],
  ["lag_ms_total", "counter", undefined],
  ["receive_bits_per_second", "gauge", undefined],
  ["cluster_health_score", "gauge", undefined],
  ["machine_dimm_count", "gauge", undefined],
  ["node_uname_info", "gauge", undefined],
] as const)("%s, a %s, measures %s", (name, type, unit) => {
  expect(unitOfName(name, type)).toBe(unit);
});
