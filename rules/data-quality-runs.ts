// Is data quality still being measured? A check that does not run finds nothing wrong.
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const quality = job("data-quality-exporter");
const about = { team: "data", domain: "data-quality", concern: "data-quality", dashboard: "etl" } as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("DataQualityNotMeasured", {
      ...about,
      expr: promql`
        time() - data_quality_last_run_timestamp_seconds{${quality}} > ${thresholds.dataQuality.runAge}`,
      for: "10m",
      severity: "warning",
      summary: "{{ $labels.dataset }} was last checked in full {{ $value | humanizeDuration }} ago",
      description: "Whatever went wrong with it since then is unknown: its scores stand still at that time.",
      action:
        "Read the exporter's log for {{ $labels.dataset }}: a statement that runs into its time limit is the usual reason.",
    }),

    alert("DataQualityDatabaseUnreachable", {
      ...about,
      expr: promql`data_quality_database_up{${quality}} == 0`,
      for: "10m",
      severity: "warning",
      summary: "The data quality checks cannot reach {{ $labels.database }}",
      description: "No dataset in it is checked. If the database itself is down, its own alert says so.",
      action:
        "Try its address and user from the exporter's container; a password that was changed is the usual reason.",
    }),

    alert("DataQualityChecksBreak", {
      ...about,
      expr: promql`
        increase(data_quality_checks_total{${quality},result="error"}[1h])
          / ignoring (result) sum without (result) (increase(data_quality_checks_total{${quality}}[1h]))
          > 0.1`,
      for: "30m",
      severity: "warning",
      summary: "{{ $value | humanizePercentage }} of the checks of {{ $labels.dataset }} were not answered in an hour",
      description: "They neither passed nor failed: a column was renamed, a right taken away or a time limit reached.",
      action: "Read the exporter's log for the database's error and mend the check, or the dataset's owner's change.",
    }),

    alert("DataQualityRunSlow", {
      ...about,
      concern: "performance",
      expr: promql`
        predict_linear(data_quality_last_run_duration_seconds{${quality}}[6h], 7 * 86400) > 600
        and data_quality_last_run_duration_seconds{${quality}} offset 3h
        and data_quality_last_run_duration_seconds{${quality}} > 60`,
      for: "1h",
      severity: "info",
      kind: "prediction",
      summary: "Checking {{ $labels.dataset }} will take {{ $value | humanizeDuration }} within a week",
      description: "The dataset grows, or its checks lack an index. They load the database longer each day.",
      action: "Run EXPLAIN on its slowest check; narrow its window or add the index.",
    }),
  ],
});
