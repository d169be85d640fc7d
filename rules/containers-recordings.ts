// CPU, memory and network usage of containers, for alerts and panels.
import { defineRules, promql, record } from "bigdata-monitoring";
import { job } from "../stack.ts";

// cAdvisor also exposes slices and scopes, which have no name.
const container = `${job("cadvisor")},name!=""`;

export default defineRules({
  interval: "30s",
  rules: [
    record(
      "container:cpu_usage:rate5m",
      promql`sum by (cluster, job, instance, name) (rate(container_cpu_usage_seconds_total{${container}}[5m]))`,
      "Cores in use",
    ),
    record(
      "container:cpu_throttled:ratio_rate5m",
      promql`
        sum by (cluster, job, instance, name) (rate(container_cpu_cfs_throttled_periods_total{${container}}[5m]))
          / (sum by (cluster, job, instance, name) (rate(container_cpu_cfs_periods_total{${container}}[5m])) > 0)`,
      "Share of CPU periods in which the container was throttled",
    ),
    // A limit of 0 means that there is no limit.
    record(
      "container:memory_used_of_limit:ratio",
      promql`
        max by (cluster, job, instance, name) (container_memory_working_set_bytes{${container}})
          / (max by (cluster, job, instance, name) (container_spec_memory_limit_bytes{${container}}) > 0)`,
      "Working set as a share of the memory limit",
    ),
    record(
      "container:network_receive_bytes:rate5m",
      promql`sum by (cluster, job, instance, name) (rate(container_network_receive_bytes_total{${container}}[5m]))`,
      "Bytes received per second",
    ),
    record(
      "container:network_transmit_bytes:rate5m",
      promql`sum by (cluster, job, instance, name) (rate(container_network_transmit_bytes_total{${container}}[5m]))`,
      "Bytes sent per second",
    ),
  ],
});
