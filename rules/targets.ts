// Scrape targets of all jobs.
import {
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
import { stack } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const about = {
  team: "monitoring",
  domain: "monitoring",
  concern: "performance",
  dashboard: rowRef("platform-overview", "Service status matrix"),
  labels: { team: ownerBy("job") },
} as const;

// Hosts, PostgreSQL and log collectors have their own alerts.
const services = `job=~"${criticalNames}"`;
const elsewhere = `job!~"${criticalNames}|node-exporter|postgres-exporter|promtail|alloy|blackbox-(http|tcp|icmp)"`;

const scraped = Object.entries(stack as Stack).filter(([, { scrape }]) => scrape);

const absentJobs = (jobs: readonly string[]) => jobs.map((name) => `absent(up{job="${name}"})`).join(" or ");

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
