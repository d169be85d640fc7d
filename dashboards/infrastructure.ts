// Which host, container, database or network lacks resources?
import { defineDashboard, panels, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { containerPerformance } from "./infrastructure/container-performance.ts";
import { infrastructureLogs } from "./infrastructure/logs.ts";
import { mysql } from "./infrastructure/mysql.ts";
import { networkMetrics } from "./infrastructure/network-metrics.ts";
import { postgresql } from "./infrastructure/postgresql.ts";
import { redis } from "./infrastructure/redis.ts";
import { storageUtilization } from "./infrastructure/storage-utilization.ts";
import { systemResources } from "./infrastructure/system-resources.ts";

export default defineDashboard({
  title: "Infrastructure",
  question: "Which host, container, database or network lacks resources?",
  tags: ["infrastructure", "databases"],
  domains: ["infrastructure", "databases", "endpoints", "security"],
  variables: [
    panels.labelVariable("instance", promql`node_uname_info{${job("node-exporter")}}`, { title: "Host" }),
    panels.labelVariable("name", promql`container_last_seen{${job("cadvisor")},name!=""}`, { name: "container" }),
    panels.labelVariable("datname", promql`pg_database_size_bytes{${job("postgres-exporter")}}`, {
      name: "database",
      title: "PostgreSQL database",
    }),
  ],
  rows: [
    systemResources,
    containerPerformance,
    networkMetrics,
    storageUtilization,
    postgresql,
    mysql,
    redis,
    infrastructureLogs,
  ],
});
