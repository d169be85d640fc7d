// Which host, container or network lacks resources?
import { defineDashboard, panels, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { containerPerformance } from "./infrastructure/container-performance.ts";
import { infrastructureLogs } from "./infrastructure/logs.ts";
import { networkMetrics } from "./infrastructure/network-metrics.ts";
import { storageUtilization } from "./infrastructure/storage-utilization.ts";
import { systemResources } from "./infrastructure/system-resources.ts";

export default defineDashboard({
  title: "Infrastructure",
  question: "Which host, container or network lacks resources?",
  tags: ["infrastructure"],
  domains: ["infrastructure", "endpoints", "security"],
  variables: [
    panels.labelVariable("instance", promql`node_uname_info{${job("node-exporter")}}`, { title: "Host" }),
    panels.labelVariable("name", promql`container_last_seen{${job("cadvisor")},name!=""}`, { name: "container" }),
  ],
  rows: [systemResources, containerPerformance, networkMetrics, storageUtilization, infrastructureLogs],
});
