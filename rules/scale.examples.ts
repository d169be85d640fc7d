import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./scale.ts";

const alertmanager = (instance: string) => `{${job("alertmanager")},instance="${instance}:9093"}`;
const queue = `{${job("prometheus")},instance="prometheus:9090",remote_name="victoria-metrics",url="http://victoria-metrics:8428/api/v1/write"}`;
const names = ["alertmanager", "alertmanager-2", "alertmanager-3"];

/** How many members each of three knows, over time. */
const cluster = (members: readonly string[]) =>
  Object.fromEntries(
    names.flatMap((name, i) => [
      [`up${alertmanager(name)}`, "1x40"],
      [`alertmanager_cluster_members${alertmanager(name)}`, members[i] ?? "3x40"],
    ]),
  );

const hashes = (values: readonly string[]) =>
  Object.fromEntries(names.map((name, i) => [`alertmanager_config_hash${alertmanager(name)}`, values[i] ?? "7x40"]));

const sent = (last: string) => ({
  [`prometheus_remote_storage_queue_highest_sent_timestamp_seconds${queue}`]: last,
});

const written = (all: string, failed: string) => ({
  [`prometheus_remote_storage_samples_total${queue}`]: all,
  [`prometheus_remote_storage_samples_failed_total${queue}`]: failed,
});

export default defineExamples<typeof rules>({
  AlertmanagerClusterIncomplete: {
    fires: [
      {
        name: "one is alone",
        series: cluster(["1x40", "2x40", "2x40"]),
        at: "20m",
        labels: { instance: "alertmanager:9093" },
      },
    ],
    quiet: [
      { name: "all know each other", series: cluster([]), at: "30m" },
      { name: "one restarts", series: cluster(["3x5 1x5 3x30"]), at: "30m" },
    ],
  },

  AlertmanagerConfigsDiffer: {
    fires: [{ series: hashes(["7x40", "8x40"]), at: "25m" }],
    quiet: [
      { name: "alike", series: hashes([]), at: "30m" },
      { name: "a deployment, one after the other", series: hashes(["7x5 8x35", "7x8 8x32", "7x12 8x28"]), at: "30m" },
    ],
  },

  PrometheusClocksDiffer: {
    fires: [{ series: newestSample("8+60x40"), at: "20m", labels: { instance: "prometheus:9090" } }],
    quiet: [
      { name: "alike", series: newestSample("-1+60x40"), at: "30m" },
      { name: "within what NTP corrects", series: newestSample("4+60x40"), at: "30m" },
      { name: "behind, which the other one sees", series: newestSample("-30+60x40"), at: "30m" },
    ],
  },

  RemoteWriteBehind: {
    fires: [{ name: "the store is down", series: sent("0+60x10 600x50"), at: "35m" }],
    quiet: [{ name: "half a minute behind", series: sent("-30+60x60"), at: "40m" }],
  },

  RemoteWriteFails: {
    fires: [{ series: written("0+1000x60", "0+20x60"), at: "25m" }],
    quiet: [
      { name: "none", series: written("0+1000x60", "0x60"), at: "30m" },
      { name: "a few", series: written("0+1000x60", "0+5x60"), at: "30m" },
    ],
  },
});

/** The time of the newest sample that a replica has, as the other one scrapes it. */
function newestSample(values: string) {
  return { [`prometheus_tsdb_head_max_time_seconds{${job("prometheus")},instance="prometheus:9090"}`]: values };
}
