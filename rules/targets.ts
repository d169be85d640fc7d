// Scrape targets of all jobs.
import {
  absentTargets,
  alert,
  defineRules,
  durationSeconds,
  promql,
  rowRef,
  type Scrape,
  type Stack,
  scrapeTimeout,
} from "bigdata-monitoring";
import { criticalNames, ownerBy, permanentJobs } from "../owners.ts";
import { job, stack } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const about = {
  team: "monitoring",
  domain: "monitoring",
  concern: "performance",
  dashboard: rowRef("platform-overview", "Service status matrix"),
  labels: { team: ownerBy("job") },
  logs: '{service="{{ $labels.job }}"}',
} as const;

// Hosts, PostgreSQL and log collectors have their own alerts.
const services = `job=~"${criticalNames}"`;
const elsewhere = `job!~"${criticalNames}|node-exporter|postgres-exporter|promtail|alloy|blackbox-(http|tcp|icmp)"`;

const scraped = Object.entries(stack as Stack).filter(([, { scrape }]) => scrape);

const scrapedJobs = `job=~"${scraped.map(([name]) => name).join("|")}"`;

const absentJobs = (jobs: readonly string[]) =>
  jobs.map((name) => absentTargets(name, (stack as Stack)[name]?.targets)).join(" or ");

/** Scrapes near their timeout, for each timeout that a job has. */
const slowScrapes = [...new Set(scraped.map(([, { scrape }]) => timeoutOf(scrape)))]
  .map((seconds) => {
    const jobs = scraped.filter(([, { scrape }]) => timeoutOf(scrape) === seconds).map(([name]) => name);
    const limit = thresholds.monitoring.scrapeTime * seconds;
    return `avg_over_time(scrape_duration_seconds{job=~"${jobs.join("|")}"}[10m]) > ${limit}`;
  })
  .join(" or ");

function timeoutOf(scrape: Scrape | undefined): number {
  return scrape ? durationSeconds(scrapeTimeout(scrape)) : 0;
}

export default defineRules({
  interval: "30s",
  rules: [
    alert("ServiceDown", {
      ...about,
      team: "platform",
      domain: "infrastructure",
      concern: "resources",
      expr: promql`up{${services}} == 0`,
      for: "2m",
      severity: "critical",
      keepFiringFor: "5m",
      summary: "{{ $labels.job }} at {{ $labels.instance }} is down",
      description: "It has not answered a scrape for 2 minutes. Its users are affected.",
      action:
        "Run `docker ps -a --filter name=bigdata-{{ $labels.job }}` and `docker logs --tail 100 bigdata-{{ $labels.job }}`.",
    }),

    // Users are not affected, but failures of the monitored service are not detected.
    alert("ExporterDown", {
      ...about,
      expr: promql`up{${elsewhere}} == 0`,
      for: "5m",
      severity: "warning",
      summary: "Exporter {{ $labels.job }} at {{ $labels.instance }} is down",
      description: "The state of the service that it monitors is unknown, and none of its alerts can fire.",
      action:
        "Run `docker logs --tail 100 bigdata-{{ $labels.job }}`. A changed password or address of its target is the usual reason.",
    }),

    // Generated for every job of the stack. It does not resolve until a target is scraped again.
    alert("JobMissing", {
      ...about,
      expr: (jobs) => promql`${absentJobs(jobs)}`,
      severities: {
        warning: { limit: permanentJobs(false), for: "5m" },
        critical: { limit: permanentJobs(true), for: "5m" },
      },
      summary: "No target of {{ $labels.job }} is scraped",
      description: "The job is not in the configuration, or its targets are not found. Its alerts cannot fire.",
      action:
        "Compare the deployed `prometheus.yml` with the output of `npm run build`, and look at Status, Targets. If the service was retired, remove it from stack.ts.",
    }),

    // Each restart is too short for an alert about what is down.
    alert("ServiceRestarting", {
      ...about,
      team: "platform",
      domain: "infrastructure",
      concern: "resources",
      expr: promql`changes(process_start_time_seconds{${scrapedJobs}}[30m]) > ${thresholds.monitoring.restarts}`,
      for: "0m",
      severity: "warning",
      summary: "{{ $labels.job }} at {{ $labels.instance }} restarted {{ $value }} times in 30 minutes",
      description: "It ends again and again. It works only in between, and what it had in memory is lost each time.",
      action:
        "Run `docker logs --tail 100 bigdata-{{ $labels.job }}` and `docker inspect bigdata-{{ $labels.job }}` for its exit code. 137 means that it was killed, most often for lack of memory.",
    }),

    alert("BackendRestarting", {
      ...about,
      team: "platform",
      domain: "databases",
      concern: "resources",
      labels: {},
      logs: '{service="{{ $labels.backend }}"}',
      expr: promql`
        changes(pg_postmaster_start_time_seconds{${job("postgres-exporter")}}[30m]) > ${thresholds.monitoring.restarts}
        or resets(mysql_global_status_uptime{${job("mysqld-exporter")}}[30m]) > ${thresholds.monitoring.restarts}
        or resets(redis_uptime_in_seconds{${job("redis-exporter")}}[30m]) > ${thresholds.monitoring.restarts} # suppress promql-counter: an uptime decreases only when the server starts`,
      for: "0m",
      severity: "warning",
      summary: "{{ $labels.backend }}, seen by {{ $labels.instance }}, restarted {{ $value }} times in 30 minutes",
      description: "Its clients lose their connections each time, and it recovers more often than it works.",
      action:
        "Read its log for the reason of its end: lack of memory (`dmesg -T`), a full disk, or data that it cannot recover.",
    }),

    alert("ScrapeSlow", {
      ...about,
      expr: promql`${slowScrapes}`,
      for: "15m",
      severity: "warning",
      summary: "A scrape of {{ $labels.job }} at {{ $labels.instance }} takes {{ $value | humanizeDuration }}",
      description: "When the scrape reaches its timeout, panels have gaps and a false down alert fires.",
      action: "Check for too many series or a slow backend. Disable collectors that nobody uses.",
    }),

    alert("ExporterBackendStale", {
      ...about,
      concern: "data-quality",
      expr: promql`
        time() - mlflow_exporter_last_success_timestamp_seconds > 900
        or time() - fraud_exporter_last_success_timestamp_seconds > 300
        or time() - data_quality_exporter_last_success_timestamp_seconds > 3600`,
      for: "5m",
      severity: "warning",
      summary: "{{ $labels.job }} last read its backend {{ $value | humanizeDuration }} ago",
      description: "It still answers scrapes, but its values are from that time.",
      action: "Check its poll errors by reason, and run `docker logs bigdata-{{ $labels.job }}`.",
    }),
  ],
});
