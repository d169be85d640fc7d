import { expect, test } from "vitest";
import { alertSelfResolving } from "../../../lib/checks/self-resolving.ts";
import { alertOn } from "./examples/shop.ts";

const isRefused = (expr: string) => Array.from(alertSelfResolving.find(alertOn(expr))).length > 0;

test.each([
  ["a job is missing", "group by (job) (up offset 1h) unless group by (job) (up)"],
  ["a container is gone", "group by (name) (seen offset 1h) unless group by (name) (seen > time() - 120)"],
  ["a champion is gone", "alias_version offset 1h unless on (model) alias_version and on (instance) mlflow_up == 1"],
  ["a broker is lost", "kafka_brokers < max_over_time(kafka_brokers[6h])"],
  ["a replica is lost", "redis_connected_slaves < max_over_time(redis_connected_slaves[1h])"],
  ["a group is empty", "members == 0 and max_over_time(members[6h]) > 0 and on (group) lag > 0"],
  ["a file system turned read-only", "readonly == 1 and min_over_time(readonly[6h]) == 0"],
  ["a broker is lost, the other way round", "max_over_time(kafka_brokers[6h]) > kafka_brokers"],
  ["a broker is lost within an hour", "kafka_brokers < kafka_brokers offset 1h"],
  ["a broker is lost within an hour, the other way round", "kafka_brokers offset 1h > on (job) kafka_brokers"],
  ["a target has vanished", "present_over_time(up[1h]) unless up"],
  ["a series has vanished", "last_over_time(alias_version[1d]) unless on (model) alias_version"],
])("refuses that %s by its own past", (_, expr) => {
  expect(isRefused(expr)).toBe(true);
});

test.each([
  ["an expected number", "kafka_brokers < 3"],
  ["an absent series", 'absent(up{job="etl"})'],
  ["a value that lasts", "threads_running and min_over_time(threads_running[5m]) > 50"],
  ["a restart, which is over soon", "uptime < 600 and uptime offset 15m > 600"],
  ["another series", "availability < 0.9 and on (job) probe_success == 1 and on (job) probe_success offset 30m"],
  ["a value that has grown", "series_in_memory > 1.5 * series_in_memory offset 1d"],
  ["a rate beside the total", "rate(errors_total[5m]) > 0.1 unless errors_total < 10"],
  ["another value of a label", 'max_over_time(degrees{of="disk"}[1h]) >= on (disk) degrees{of="limit"}'],
  ["a comparison with a usual value", "rate_5m < 0.5 * rate_5m_baseline"],
])("accepts %s", (_, expr) => {
  expect(isRefused(expr)).toBe(false);
});
