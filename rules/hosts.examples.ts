import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./hosts.ts";

const host = job("node-exporter");
const web1 = `${host},instance="web1"`;

export default defineExamples<typeof rules>({
  HostDown: {
    fires: [{ series: { [`up{${web1}}`]: "1x2 0x10" }, at: "6m", labels: { instance: "web1" } }],
    quiet: [
      { name: "one missed scrape", series: { [`up{${web1}}`]: "1 1 0 1 1 0 1 1" }, at: "6m" },
      { name: "something else", series: { 'up{job="grafana",instance="web1"}': "0x10" }, at: "6m" },
    ],
  },

  HostMemoryLow: {
    fires: [{ series: memory("9x20"), at: "12m", labels: { instance: "web1" }, message: "9%" }],
    quiet: [
      { name: "just enough", series: memory("10x20"), at: "15m" },
      { name: "a short dip", series: memory("50x3 9x8 50x10"), at: "12m" },
    ],
  },

  HostOutOfMemoryKill: {
    fires: [{ series: { [`node_vmstat_oom_kill{${web1}}`]: "0x5 1x10" }, at: "8m", labels: { instance: "web1" } }],
    quiet: [{ name: "ten minutes ago", series: { [`node_vmstat_oom_kill{${web1}}`]: "0x5 1x20" }, at: "16m" }],
  },

  HostMemoryPressure: {
    fires: [{ series: { [`node_pressure_memory_waiting_seconds_total{${web1}}`]: "0+9x20" }, at: "16m" }],
    quiet: [{ series: { [`node_pressure_memory_waiting_seconds_total{${web1}}`]: "0+5x20" }, at: "18m" }],
  },

  HostOverloaded: {
    fires: [{ series: load("9x30"), at: "17m", labels: { instance: "web1" } }],
    quiet: [{ name: "two a core", series: load("8x30"), at: "20m" }],
  },

  HostFileDescriptorsNearLimit: {
    fires: [{ series: files("750x30"), at: "17m", message: "75%" }],
    quiet: [{ series: files("690x30"), at: "20m" }],
  },
});

/** @param percent samples of the available memory, in percent of the host's */
function memory(percent: string) {
  return {
    [`node_memory_MemAvailable_bytes{${web1}}`]: percent,
    [`node_memory_MemTotal_bytes{${web1}}`]: "100x120",
  };
}

/** A host of four cores. */
function load(samples: string) {
  const cores = ["0", "1", "2", "3"].map((cpu) => [
    `node_cpu_seconds_total{${web1},cpu="${cpu}",mode="idle"}`,
    "0+1x40",
  ]);
  return { [`node_load1{${web1}}`]: samples, ...Object.fromEntries(cores) };
}

/** A host that can open 1000 files. */
function files(allocated: string) {
  return { [`node_filefd_allocated{${web1}}`]: allocated, [`node_filefd_maximum{${web1}}`]: "1000x40" };
}
