import { defineExamples, type FiringExample } from "bigdata-monitoring";
import { permanentJobs } from "../owners.ts";
import type rules from "./targets.ts";

const grafana = `{job="grafana",instance="grafana:3000",service="grafana"}`;
const redis = `{job="redis-exporter",instance="redis-exporter:9121"}`;

const fraud = `{job="fraud-detection-exporter",instance="fraud-detection-exporter:9402"}`;

export default defineExamples<typeof rules>({
  ServiceDown: {
    fires: [
      {
        series: { [`up${grafana}`]: "1x2 0x10" },
        at: "6m",
        labels: { job: "grafana", service: "grafana" },
        message: "grafana at",
      },
    ],
    quiet: [
      { name: "one missed scrape", series: { [`up${grafana}`]: "1 1 0 1 1 1" }, at: "4m" },
      { name: "an exporter", series: { [`up${redis}`]: "0x10" }, at: "6m" },
    ],
  },

  ExporterDown: {
    fires: [{ series: { [`up${redis}`]: "0x10" }, at: "7m", labels: { job: "redis-exporter" } }],
    quiet: [
      { name: "restarts", series: { [`up${redis}`]: "0x4 1x10" }, at: "7m" },
      { name: "has its own alert", series: { 'up{job="node-exporter",instance="web1"}': "0x10" }, at: "7m" },
      { name: "a service", series: { [`up${grafana}`]: "0x10" }, at: "7m" },
    ],
  },

  JobMissing: {
    warning: {
      fires: eachMissing(false),
      quiet: [
        { name: "is down", series: every("0x20"), at: "10m" },
        { name: "found late", series: { ...every("1x20"), ...up("cadvisor", "_x4 1x16") }, at: "7m" },
      ],
    },
    critical: {
      fires: eachMissing(true),
      quiet: [
        { name: "is down", series: every("0x20"), at: "10m" },
        { name: "found late", series: { ...every("1x20"), ...up("etl", "_x4 1x16") }, at: "7m" },
      ],
    },
  },

  ServiceRestarting: {
    fires: [
      {
        series: { [`process_start_time_seconds${fraud}`]: "0x5 300x5 600x5 900x20" },
        at: "20m",
        labels: { team: "fraud" },
        message: "restarted 3 times",
      },
    ],
    quiet: [
      { name: "works again", series: { [`process_start_time_seconds${fraud}`]: "0x5 300x5 600x5 900x50" }, at: "50m" },
      { name: "twice", series: { [`process_start_time_seconds${fraud}`]: "0x5 300x5 600x30" }, at: "20m" },
      {
        name: "twice, seen with gaps",
        series: { [`process_start_time_seconds${fraud}`]: "0x5 _x5 300x5 _x2 600x30" },
        at: "25m",
      },
    ],
  },

  BackendRestarting: {
    fires: [
      {
        name: "PostgreSQL",
        series: backend("postgres", "pg_postmaster_start_time_seconds", "0x5 300x5 600x5 900x20"),
        at: "20m",
        message: "postgres, seen by",
      },
      {
        name: "MySQL",
        series: backend("mysqld", "mysql_global_status_uptime", "0+60x5 0+60x5 0+60x5 0+60x20"),
        at: "20m",
      },
      { name: "Redis", series: backend("redis", "redis_uptime_in_seconds", "0+60x5 0+60x5 0+60x5 0+60x20"), at: "20m" },
    ],
    quiet: [
      { name: "twice", series: backend("redis", "redis_uptime_in_seconds", "0+60x5 0+60x5 0+60x30"), at: "20m" },
      {
        name: "PostgreSQL, twice",
        series: backend("postgres", "pg_postmaster_start_time_seconds", "0x5 300x5 600x30"),
        at: "20m",
      },
      {
        name: "MySQL, twice",
        series: backend("mysqld", "mysql_global_status_uptime", "0+60x5 0+60x5 0+60x30"),
        at: "20m",
      },
    ],
  },

  ScrapeSlow: {
    fires: [
      { series: took(redis, "9x40"), at: "20m", labels: { job: "redis-exporter" } },
      { name: "half the timeout", series: took(fraud, "4.5x40"), at: "20m", labels: { team: "fraud" } },
    ],
    quiet: [
      { name: "eight seconds of ten", series: took(redis, "8x40"), at: "30m" },
      { name: "four seconds of five", series: took(fraud, "4x40"), at: "30m" },
      { name: "one in three is slow", series: took(redis, Array(12).fill("6 6 9").join(" ")), at: "30m" },
    ],
  },

  ExporterBackendStale: {
    fires: [
      { name: "MLflow", series: polled("mlflow", "0x40"), at: "21m", labels: { job: "mlflow-exporter" } },
      { name: "fraud detection", series: polled("fraud", "0x40"), at: "11m" },
      { name: "data quality", series: polled("data_quality", "-3600x40"), at: "7m" },
    ],
    quiet: [
      { name: "polls", series: polled("mlflow", "0+60x40"), at: "21m" },
      { name: "within its pace", series: polled("data_quality", "0x40"), at: "30m" },
    ],
  },
});

function up(job: string, samples: string) {
  return { [`up{job="${job}",instance="a"}`]: samples };
}

function every(samples: string): Record<string, string> {
  return Object.assign({}, ...[true, false].flatMap(permanentJobs).map((job) => up(job, samples)));
}

/** Each job loses its only target, and does not get it back. */
function eachMissing(isCritical: boolean): [FiringExample, ...FiringExample[]] {
  const [first = "", ...others] = permanentJobs(isCritical);
  return [missing(first), ...others.map(missing)];
}

function missing(name: string): FiringExample {
  return { name, series: { ...every("1x100"), ...up(name, "1x5 _x95") }, at: "1h30m", labels: { job: name } };
}

function took(target: string, seconds: string) {
  return { [`scrape_duration_seconds${target}`]: seconds };
}

function polled(exporter: "mlflow" | "fraud" | "data_quality", timestamp: string) {
  const job = { mlflow: "mlflow", fraud: "fraud-detection", data_quality: "data-quality" }[exporter];
  return { [`${exporter}_exporter_last_success_timestamp_seconds{job="${job}-exporter",instance="e"}`]: timestamp };
}

function backend(name: string, metric: string, samples: string) {
  const exporter = `job="${name}-exporter",instance="${name}-exporter:1",backend="${name}"`;
  return { [`${metric}{${exporter}}`]: samples };
}
