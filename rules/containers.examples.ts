import { defineExamples, type FiringExample } from "bigdata-monitoring";
import { permanentContainers } from "../owners.ts";
import { job } from "../stack.ts";
import type rules from "./containers.ts";

const etl = `{${job("cadvisor")},instance="web1",id="/docker/4f1",image="etl:2.1",name="bigdata-etl"}`;
const slice = `{${job("cadvisor")},instance="web1",id="/system.slice/cron.service"}`;
const labels = { instance: "web1", name: "bigdata-etl" };

export default defineExamples<typeof rules>({
  ContainerRestarting: {
    fires: [{ series: started("100 100 200 200 300 300 400x20"), at: "8m", labels }],
    quiet: [
      { name: "deployed twice", series: started("100 100 200 200 300x20"), at: "8m" },
      { name: "a service of the host", series: started("100 100 200 200 300 300 400x20", slice), at: "8m" },
      { name: "half an hour later", series: started("100 200 300 400x60"), at: "40m" },
    ],
  },

  ContainerGone: {
    fires: eachGone(),
    quiet: [
      {
        name: "restarts",
        series: { ...everyContainer("0+60x20"), ...seen("loki", "0+60x4 _x4 480+60x12") },
        at: "12m",
      },
      {
        name: "made anew",
        series: { ...everyContainer("0+60x20"), ...seen("loki", "0+60x4 _x16"), ...seen("loki", "240+60x16", "9c2") },
        at: "12m",
      },
      {
        name: "the names are Kubernetes'",
        series: { [`container_last_seen{${job("cadvisor")},name="etl-0/etl"}`]: "0+60x20" },
        at: "12m",
      },
    ],
  },

  ContainerUnhealthy: {
    fires: [{ series: { [`container_health_state${etl}`]: "0x10" }, at: "7m", labels }],
    quiet: [
      { name: "still starting", series: { [`container_health_state${etl}`]: "0x3 1x10" }, at: "7m" },
      { name: "recovers", series: { [`container_health_state${etl}`]: "0x7 1x20" }, at: "20m" },
      { name: "has no check", series: { [`container_health_state${etl}`]: "-1x10" }, at: "7m" },
      { name: "a service of the host", series: { [`container_health_state${slice}`]: "0x10" }, at: "7m" },
    ],
  },

  ContainerKilledForMemory: {
    fires: [{ series: { [`container_oom_events_total${etl}`]: "0x5 1x10" }, at: "8m", labels }],
    quiet: [
      { name: "ten minutes ago", series: { [`container_oom_events_total${etl}`]: "0x5 1x20" }, at: "16m" },
      { name: "a service of the host", series: { [`container_oom_events_total${slice}`]: "0x5 1x10" }, at: "8m" },
    ],
  },

  ContainerMemoryNearLimit: {
    fires: [{ series: memory("86x20"), at: "12m", labels, message: "86%" }],
    quiet: [
      { name: "below", series: memory("85x20"), at: "15m" },
      { name: "unlimited", series: memory("86x20", "0x20"), at: "15m" },
    ],
  },

  ContainerCpuThrottled: {
    fires: [{ series: throttled("0+160x40"), at: "22m", labels }],
    quiet: [{ series: throttled("0+150x40"), at: "30m" }],
  },
});

function started(samples: string, what = etl) {
  return { [`container_start_time_seconds${what}`]: samples };
}

function seen(service: string, times: string, id = "4f1") {
  const container = `instance="web1",id="/docker/${id}",name="bigdata-${service}"`;
  return { [`container_last_seen{${job("cadvisor")},${container}}`]: times };
}

function everyContainer(times: string): Record<string, string> {
  return Object.assign({}, ...permanentContainers().map((service) => seen(service, times)));
}

/** Each container stops, and stays away for an hour and longer. */
function eachGone(): [FiringExample, ...FiringExample[]] {
  const gone = (service: string): FiringExample => ({
    name: service,
    series: { ...everyContainer("0+60x100"), ...seen(service, "0+60x5 _x95") },
    at: "1h30m",
    labels: { name: `bigdata-${service}` },
  });
  const [first = "", ...others] = permanentContainers();
  return [gone(first), ...others.map(gone)];
}

/** Memory in percent of a limit of 100 bytes. */
function memory(workingSet: string, limit = "100x100") {
  return {
    [`container_memory_working_set_bytes${etl}`]: workingSet,
    [`container_spec_memory_limit_bytes${etl}`]: limit,
  };
}

/** A container with ten CPU periods a second, 600 a minute. */
function throttled(periods: string) {
  return {
    [`container_cpu_cfs_throttled_periods_total${etl}`]: periods,
    [`container_cpu_cfs_periods_total${etl}`]: "0+600x40",
  };
}
