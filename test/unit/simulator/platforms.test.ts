import { expect, it } from "vitest";
import { batch } from "../../../simulator/platforms/batch.ts";
import { timeOf } from "../../../simulator/platforms/incident.ts";
import { incidentsOf } from "../../../simulator/platforms/index.ts";
import { large } from "../../../simulator/platforms/large.ts";
import type { Platform } from "../../../simulator/platforms/platform.ts";
import { rough } from "../../../simulator/platforms/rough.ts";
import { small } from "../../../simulator/platforms/small.ts";
import { type RecordedSeries, type Recording, record } from "../../../simulator/recording.ts";
import { type Conditions, usual } from "../../../simulator/world/conditions.ts";
import { world } from "../../../simulator/world/world.ts";

const monday = Date.UTC(2026, 0, 12) / 1000;
const hour = 3600;
const day = 24 * hour;

interface Span {
  readonly hours: number;
  readonly step: number;
  readonly keep: readonly string[];
  readonly conditions?: Partial<Conditions>;
}

function recorded(platform: Platform, { hours, step, keep, conditions = {} }: Span): Recording {
  const only = new Set(keep);
  const simulated = world({ seed: 1, begin: monday, platform, only });
  const stretch = { from: monday, to: monday + hours * hour, step };
  return record(simulated, [stretch], () => ({ ...usual, ...conditions }), { keep: only });
}

const seriesOf = (
  { series }: Recording,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): RecordedSeries[] =>
  series.filter((one) => one.name === name && Object.entries(labels).every(([key, text]) => one.labels[key] === text));

const increase = (recording: Recording, name: string, labels: Readonly<Record<string, string>> = {}): number =>
  seriesOf(recording, name, labels).reduce((sum, { values }) => sum + (values.at(-1) ?? 0) - (values[0] ?? 0), 0);

const records = ["read", "written", "skipped", "failed"].map((what) => `etl_records_${what}_total`);

it("runs a nightly batch once a night, and accounts for every record", () => {
  const keep = [...records, "etl_runs_total", "etl_last_success_timestamp_seconds"];
  const recording = recorded(batch, { hours: 24, step: 600, keep });
  expect(increase(recording, "etl_runs_total", { pipeline: "warehouse", result: "success" })).toBe(1);
  expect(increase(recording, "etl_runs_total", { pipeline: "hourly-clickstream", result: "success" })).toBe(24);
  const own = { pipeline: "warehouse" };
  const read = increase(recording, "etl_records_read_total", own);
  const accounted = records.slice(1).reduce((sum, name) => sum + increase(recording, name, own), 0);
  expect(read).toBeGreaterThan(3e6);
  expect(accounted / read).toBeCloseTo(1, 4);
});

it("fails every attempt of the nightly run while its cause lasts, and no other pipeline's", () => {
  const keep = [...records, "etl_runs_total", "etl_last_success_timestamp_seconds", "etl_last_run_timestamp_seconds"];
  const recording = recorded(batch, { hours: 12, step: 600, keep, conditions: { runsFail: 1 } });
  expect(increase(recording, "etl_runs_total", { pipeline: "warehouse", result: "failure" })).toBeGreaterThan(5);
  expect(increase(recording, "etl_runs_total", { pipeline: "warehouse", result: "success" })).toBe(0);
  const stage = { pipeline: "warehouse", stage: "transform" };
  const accounted = records.slice(1).reduce((sum, name) => sum + increase(recording, name, stage), 0);
  // All but those of the attempt that is in progress.
  expect(accounted / increase(recording, "etl_records_read_total", stage)).toBeGreaterThan(0.85);
  const last = (name: string) => seriesOf(recording, name, { pipeline: "warehouse" })[0]?.values.at(-1) ?? 0;
  expect(last("etl_last_run_timestamp_seconds")).toBeGreaterThan(last("etl_last_success_timestamp_seconds"));
  expect(increase(recording, "etl_runs_total", { pipeline: "hourly-clickstream", result: "success" })).toBe(12);
});

it("has many of each server: hosts in two clusters, standbys, brokers, topics and groups", () => {
  const keep = [
    "node_load1",
    "pg_replication_is_replica",
    "kafka_brokers",
    "kafka_topic_partitions",
    "redis_connected_slaves",
  ];
  const recording = recorded(large, { hours: 0.1, step: 120, keep: [...keep, "kafka_consumergroup_members"] });
  const hosts = seriesOf(recording, "node_load1");
  expect(hosts).toHaveLength(20);
  expect(new Set(hosts.map(({ labels }) => labels.cluster))).toEqual(new Set(["east", "west"]));
  expect(seriesOf(recording, "pg_replication_is_replica").map(({ values }) => values[0])).toEqual([0, 1, 1]);
  expect(seriesOf(recording, "redis_connected_slaves").map(({ values }) => values[0])).toEqual([2, 0, 0, 0]);
  expect(seriesOf(recording, "kafka_brokers")[0]?.values[0]).toBe(6);
  expect(seriesOf(recording, "kafka_topic_partitions")).toHaveLength(200);
  const groups = seriesOf(recording, "kafka_consumergroup_members");
  expect(groups).toHaveLength(60);
  const forgotten = groups.filter(({ labels }) => labels.consumergroup?.startsWith("console-consumer-"));
  expect(forgotten.map(({ values }) => values[0])).toEqual([0, 0]);
});

it("has no row and no receiver for a standby that is disconnected, and a lag of 0", () => {
  const names = [
    "pg_stat_replication_pg_wal_lsn_diff",
    "pg_stat_wal_receiver_received_tli",
    "pg_replication_lag_seconds",
  ] as const;
  const rows = (conditions: Partial<Conditions>) => {
    const recording = recorded(large, { hours: 0.1, step: 120, keep: names, conditions });
    return names.map((name) => seriesOf(recording, name).filter(({ values }) => values.at(-1) !== undefined));
  };
  expect(rows({}).map((series) => series.length)).toEqual([2, 2, 3]);
  const [senders, receivers, lags] = rows({ standbyLost: 1 });
  expect([senders?.length, receivers?.length]).toEqual([1, 1]);
  expect(lags?.find(({ labels }) => labels.instance === "postgres-2:9187")?.values.at(-1)).toBe(0);
});

it("commits nothing of the one partition that is stuck, and of every other", () => {
  const keep = ["kafka_consumergroup_current_offset", "kafka_consumergroup_lag"];
  const recording = recorded(large, { hours: 2, step: 600, keep, conditions: { partitionStuck: 1 } });
  const scorer = { consumergroup: "fraud-scorer" };
  const moved = seriesOf(recording, "kafka_consumergroup_current_offset", scorer).map(
    ({ values }) => (values.at(-1) ?? 0) - (values[0] ?? 0),
  );
  expect(moved).toHaveLength(6);
  expect(moved.filter((messages) => messages === 0)).toHaveLength(1);
  const lag = seriesOf(recording, "kafka_consumergroup_lag", { ...scorer, partition: "2" })[0]?.values ?? [];
  expect(lag.every((messages, i) => i === 0 || (messages ?? 0) >= (lag[i - 1] ?? 0))).toBe(true);
});

it("restarts the exporter in a crash loop every eight minutes", () => {
  const keep = ["up", "process_start_time_seconds"];
  const recording = recorded(rough, { hours: 2, step: 240, keep, conditions: { crashLoop: 1 } });
  const starts = seriesOf(recording, "process_start_time_seconds", { job: "data-quality-exporter" })[0]?.values ?? [];
  expect(new Set(starts.filter((start) => start !== undefined)).size).toBeGreaterThan(12);
});

it("backs up every night, unless backups fail", () => {
  const newest = (conditions: Partial<Conditions>) =>
    seriesOf(
      recorded(small, { hours: 30, step: 600, keep: ["backup_last_success_timestamp_seconds"], conditions }),
      "backup_last_success_timestamp_seconds",
      { backup: "mysql" },
    )[0]?.values.at(-1);
  expect(newest({})).toBe(monday + day + 4.5 * hour);
  expect(newest({ backupsFail: 1 })).toBe(monday - day + 4.5 * hour);
});

it("has incidents that end one after the other, each within its day, so that a recording shows all of each", () => {
  for (const incidents of Object.values(incidentsOf)) {
    const times = incidents.map((incident) => ({ ...timeOf(incident, 7), dayEnds: (7 + incident.day) * day }));
    for (const [i, { from, resolved, dayEnds }] of times.entries()) {
      expect(from).toBeGreaterThanOrEqual(times[i - 1]?.resolved ?? 7 * day);
      expect(resolved).toBeLessThanOrEqual(dayEnds);
    }
  }
});

it("counts whole events: none at night, and some five confirmed frauds a week", () => {
  const week = recorded(small, { hours: 7 * 24, step: 3600, keep: ["transactions_total", "fraud_labels_total"] });
  const confirmed =
    increase(week, "fraud_labels_total", { outcome: "true_positive" }) +
    increase(week, "fraud_labels_total", { outcome: "false_negative" });
  expect(confirmed).toBeGreaterThan(2);
  expect(confirmed).toBeLessThan(13);
  const night = recorded(small, { hours: 5.5, step: 600, keep: ["transactions_total"] });
  expect(increase(night, "transactions_total")).toBe(0);
  const perSecond = increase(week, "transactions_total") / (7 * day);
  expect(perSecond).toBeGreaterThan(0.03);
  expect(perSecond).toBeLessThan(0.1);
});

it("disturbs: counters begin anew, exporters do not answer, instances come and go, and Prometheus stops", () => {
  const keep = ["up", "etl_records_read_total", "transactions_total", "redis_memory_max_bytes"];
  const recording = recorded(rough, { hours: 24, step: 120, keep });
  const read = seriesOf(recording, "etl_records_read_total", { pipeline: "orders", stage: "load" })[0]?.values ?? [];
  const present = read.filter((value) => value !== undefined);
  expect(present.some((value, i) => value < (present[i - 1] ?? 0))).toBe(true);
  const up = (job: string) => seriesOf(recording, "up", { job }).map(({ values }) => values);
  // Three minutes three times, with a sample every two.
  expect(up("redis-exporter")[0]?.filter((value) => value === 0)).toHaveLength(6);
  expect(up("transactions")).toHaveLength(5);
  const lasting = up("transactions").map((values) => values.filter((value) => value !== undefined).length);
  expect(lasting[4]).toBeLessThan(lasting[0] ?? 0);
  expect(
    up("prometheus")[0]
      ?.slice(11 * 30, 11 * 30 + 2)
      .every((value) => value === undefined),
  ).toBe(true);
  expect(seriesOf(recording, "redis_memory_max_bytes")[0]?.values[0]).toBe(0);
});
