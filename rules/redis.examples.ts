import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./redis.ts";

const redis = job("redis-exporter");
const features = `{${redis},instance="features:6379",backend="redis"}`;
const labels = { instance: "features:6379" };

export default defineExamples<typeof rules>({
  RedisDown: {
    fires: [{ series: { [`redis_up${features}`]: "1x2 0x10" }, at: "5m", labels }],
    quiet: [{ name: "one missed answer", series: { [`redis_up${features}`]: "1 1 0 1 1 1" }, at: "3m" }],
  },

  RedisMemoryNearLimit: {
    fires: [
      { series: memory("81x30"), at: "17m", labels, message: "81%" },
      { name: "rejects writes", series: { ...memory("99x30"), ...policy("noeviction") }, at: "17m" },
      { name: "evicts what expires", series: { ...memory("99x30"), ...policy("volatile-lru") }, at: "17m" },
    ],
    quiet: [
      { name: "below", series: memory("80x30"), at: "20m" },
      { name: "unlimited", series: memory("81x30", "0x30"), at: "20m" },
      { name: "a cache", series: { ...memory("99x30"), ...policy("allkeys-lru") }, at: "20m" },
    ],
  },

  RedisEvictsKeys: {
    fires: [{ series: { [`redis_evicted_keys_total${features}`]: "0+660x30" }, at: "17m", labels }],
    quiet: [
      { name: "a few", series: { [`redis_evicted_keys_total${features}`]: "0+590x30" }, at: "25m" },
      {
        name: "a cache",
        series: { [`redis_evicted_keys_total${features}`]: "0+6000x30", ...policy("allkeys-lfu") },
        at: "25m",
      },
    ],
  },

  RedisConnectionsNearLimit: {
    fires: [{ series: clients("81x30"), at: "12m", labels }],
    quiet: [{ series: clients("80x30"), at: "20m" }],
  },

  RedisRefusesConnections: {
    fires: [{ name: "a single one", series: refused("0x5 1x10"), at: "8m", labels }],
    quiet: [{ name: "ten minutes ago", series: refused("0x5 1x20"), at: "15m" }],
  },

  RedisCommandsSlow: {
    fires: [{ series: commands({ number: "0+660x30", seconds: "0+0.8x30" }), at: "17m", labels }],
    quiet: [
      { name: "quick enough", series: commands({ number: "0+6000x30", seconds: "0+5x30" }), at: "25m" },
      { name: "hardly used", series: commands({ number: "0+540x30", seconds: "0+12x30" }), at: "25m" },
    ],
  },
});

function memory(used: string, max = "100x200") {
  return { [`redis_memory_used_bytes${features}`]: used, [`redis_memory_max_bytes${features}`]: max };
}

function policy(maxmemoryPolicy: string) {
  return {
    [`redis_instance_info${features.slice(0, -1)},role="master",maxmemory_policy="${maxmemoryPolicy}"}`]: "1x30",
  };
}

function clients(connected: string) {
  return { [`redis_connected_clients${features}`]: connected, [`redis_config_maxclients${features}`]: "100x200" };
}

function refused(connections: string) {
  return { [`redis_rejected_connections_total${features}`]: connections };
}

function commands({ number, seconds }: { number: string; seconds: string }) {
  const get = `${features.slice(0, -1)},cmd="get"}`;
  return {
    [`redis_commands_processed_total${features}`]: number,
    [`redis_commands_total${get}`]: number,
    [`redis_commands_duration_seconds_total${get}`]: seconds,
  };
}
