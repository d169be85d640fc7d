// The data quality checks themselves: do they run, and completely?
import { alert, defineRules, promql, rowRef } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const quality = job("data-quality-exporter");
const about = {
  team: "data",
  domain: "data-quality",
  concern: "data-quality",
  dashboard: rowRef("etl", "Data quality"),
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("DataQualityNotMeasured", {
      ...about,
      expr: promql`
        time() - data_quality_last_run_timestamp_seconds{${quality}} > ${thresholds.dataQuality.runAge}`,
      for: "10m",
      severity: "warning",
      summary: "{{ $labels.dataset }} was last checked completely {{ $value | humanizeDuration }} ago",
      description: "Its scores are from that time. Later problems are not detected.",
      action:
        "Read the exporter's log for {{ $labels.dataset }}. A statement that reaches its timeout is the usual reason.",
    }),

    alert("DataQualityDatabaseUnreachable", {
      ...about,
      expr: promql`data_quality_database_up{${quality}} == 0`,
      for: "10m",
      severity: "warning",
      summary: "The data quality checks cannot connect to {{ $labels.database }}",
      description:
        "No dataset in this database is checked. If the database itself is down, another alert fires as well.",
      action: "Try its address and user from the exporter's container. A changed password is the usual reason.",
    }),

    alert("DataQualityChecksBreak", {
      ...about,
      expr: promql`
        increase(data_quality_checks_total{${quality},result="error"}[1h])
          / ignoring (result) sum without (result) (increase(data_quality_checks_total{${quality}}[1h]))
          > 0.1`,
      for: "30m",
      severity: "warning",
      summary:
        "{{ $value | humanizePercentage }} of the checks of {{ $labels.dataset }} ended in an error in the last hour",
      description:
        "These checks neither passed nor failed. A column was renamed, a permission is missing, or a timeout was reached.",
      action:
        "Read the exporter's log for the database's error. Fix the check, or ask the owner of the dataset about a change.",
    }),
  ],
});
