import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./redis-durability.ts";

const redis = job("redis-exporter");
const features = `{${redis},instance="features:6379"}`;
const replica = `{${redis},instance="features:6380",master_host="features",master_port="6379"}`;
const labels = { instance: "features:6379" };

export default defineExamples<typeof rules>({
  RedisCannotPersist: {
    fires: [
      { name: "snapshot", series: { [`redis_rdb_last_bgsave_status${features}`]: "1x2 0x20" }, at: "10m", labels },
      {
        name: "append-only file",
        series: { [`redis_aof_last_write_status${features}`]: "1x2 0x20" },
        at: "10m",
        labels,
      },
    ],
    quiet: [
      {
        name: "the next save worked",
        series: { [`redis_rdb_last_bgsave_status${features}`]: "0x3 1x20" },
        at: "7m",
      },
    ],
  },

  RedisSnapshotOld: {
    fires: [{ series: saved({ at: "-90000x60", changes: "1x60" }), at: "40m", labels }],
    quiet: [
      { name: "saved today", series: saved({ at: "-80000x60", changes: "5x60" }), at: "40m" },
      { name: "nothing to save", series: saved({ at: "-90000x60", changes: "0x60" }), at: "40m" },
      {
        name: "keeps an append-only file",
        series: { ...saved({ at: "-90000x60", changes: "5x60" }), [`redis_aof_enabled${features}`]: "1x60" },
        at: "40m",
      },
    ],
  },

  RedisReplicationBroken: {
    fires: [
      {
        series: { [`redis_master_link_up${replica}`]: "1x2 0x20" },
        at: "9m",
        labels: { instance: "features:6380" },
      },
    ],
    quiet: [{ name: "reconnects", series: { [`redis_master_link_up${replica}`]: "1x2 0x3 1x20" }, at: "8m" }],
  },

  RedisReplicasMissing: {
    fires: [{ series: replicas("2x2 1x30"), at: "13m", labels, message: "1 replicas" }],
    quiet: [
      { name: "both", series: replicas("2x30"), at: "13m" },
      { name: "reconnects", series: replicas("2x2 1x8 2x20"), at: "14m" },
      { name: "a replica", series: replicas("0x30", { role: "slave" }), at: "13m" },
      { name: "a cache", series: replicas("0x30", { policy: "allkeys-lru" }), at: "13m" },
    ],
  },

  RedisReplicaLags: {
    fires: [{ series: lag("31x20"), at: "7m", labels: { slave_ip: "10.0.0.7" } }],
    quiet: [{ series: lag("30x20"), at: "10m" }],
  },

  RedisRestarted: {
    fires: [{ series: uptime("300+60x12 30+60x30"), at: "21m", labels }],
    quiet: [
      { name: "half an hour later", series: uptime("5000+60x20 30+60x60"), at: "52m" },
      { name: "is new", series: uptime("30+60x30"), at: "5m" },
      { name: "had just been set up", series: uptime("60+60x12 30+60x30"), at: "22m" },
    ],
  },

  RedisLoginsRefused: {
    fires: [{ series: { [`redis_acl_access_denied_auth_total${features}`]: "0+40x20" }, at: "10m", labels }],
    quiet: [
      {
        name: "a few mistakes",
        series: { [`redis_acl_access_denied_auth_total${features}`]: "0+20x20" },
        at: "15m",
      },
    ],
  },
});

/** @param at when the last snapshot was taken, in seconds from the example's start */
/** A master that is to have two replicas. */
function replicas(connected: string, { role = "master", policy = "noeviction" } = {}) {
  const inCluster = features.replace("}", ',cluster="east"}');
  return {
    'cluster:redis_replicas:expected{cluster="east"}': "2x30",
    [`redis_connected_slaves${inCluster}`]: connected,
    [`redis_instance_info${inCluster.replace("}", `,role="${role}",maxmemory_policy="${policy}"}`)}`]: "1x30",
  };
}

function saved({ at, changes }: { at: string; changes: string }) {
  return {
    [`redis_rdb_last_save_timestamp_seconds${features}`]: at,
    [`redis_rdb_changes_since_last_save${features}`]: changes,
  };
}

function uptime(seconds: string) {
  return { [`redis_uptime_in_seconds${features}`]: seconds };
}

function lag(seconds: string) {
  const behind = `${features.slice(0, -1)},slave_ip="10.0.0.7",slave_port="6379",slave_state="online"}`;
  return { [`redis_connected_slave_lag_seconds${behind}`]: seconds };
}
