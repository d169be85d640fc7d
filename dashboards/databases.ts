// Which database server is unreachable, full, slow or behind?
import { defineDashboard, panels, promql } from "bigdata-monitoring";
import { stack } from "../stack.ts";
import { databaseLogs } from "./databases/logs.ts";
import { mysql } from "./databases/mysql.ts";
import { postgresql } from "./databases/postgresql.ts";
import { redis } from "./databases/redis.ts";
import { serversOf } from "./databases/selectors.ts";

const exporters = Object.keys(stack).filter((name) => /^(postgres|mysqld|redis)-exporter$/.test(name));

export default defineDashboard({
  title: "Databases",
  question: "Which database server is unreachable, full, slow or behind?",
  tags: ["databases"],
  domains: ["databases"],
  variables: [
    panels.labelVariable("instance", promql`up{job=~"${exporters.join("|")}"}`, { title: "Server" }),
    panels.labelVariable("datname", promql`pg_database_size_bytes{${serversOf("postgres-exporter")}}`, {
      name: "database",
      title: "PostgreSQL database",
    }),
  ],
  rows: [postgresql, mysql, redis, databaseLogs],
});
