// Quality of datasets: failed checks, late data, nulls, duplicates, drift.
import { alert, defineRules, panelRef, promql, rowRef, text } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const quality = job("data-quality-exporter");
const limits = thresholds.dataQuality;
const about = {
  team: "data",
  domain: "data-quality",
  concern: "data-quality",
  dashboard: rowRef("etl", "Data quality"),
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("DataQualityLow", {
      ...about,
      expr: promql`dataset:data_quality_score:ratio < ${limits.score}`,
      for: "10m",
      severity: "warning",
      summary: "Only {{ $value | humanizePercentage }} of the checks of {{ $labels.dataset }} pass",
      description: "Reports, features and models read this dataset although its data is wrong.",
      action:
        'List the failed checks: `data_quality_check_success{dataset="{{ $labels.dataset }}"} == 0`. Then ask the team of its pipeline.',
    }),

    alert("DatasetLate", {
      ...about,
      expr: promql`data_quality_check_success{${quality},dimension="timeliness"} == 0`,
      for: "10m",
      severity: "warning",
      summary: "{{ $labels.dataset }} is older than allowed (check {{ $labels.check }})",
      description: "Everything that reads this dataset gets outdated data.",
      action: text`Check when its pipeline last succeeded in ${panelRef("etl", "Pipelines")}. If the pipeline succeeded, its source is late.`,
    }),

    alert("DatasetSmallerThanUsual", {
      ...about,
      expr: promql`
        dataset:data_quality_rows:max < ${limits.rowsDrop} * dataset:data_quality_rows:max_baseline_min
        and dataset:data_quality_rows:max_baseline_min > 100`,
      for: "30m",
      severity: "warning",
      kind: "anomaly",
      summary: "{{ $labels.dataset }} has {{ $value | humanize }} rows in its window, less than half the usual number",
      description: "Part of the data is missing, so sums are too low. Other checks may still pass.",
      action: "Compare rows by source or hour to find the missing part. Then replay it.",
    }),

    alert("ColumnNullsRise", {
      ...about,
      expr: promql`
        column:data_quality_nulls:ratio - column:data_quality_nulls:ratio_baseline_max > ${limits.nullsRise}`,
      for: "15m",
      severity: "warning",
      kind: "anomaly",
      summary:
        "Column {{ $labels.column }} of {{ $labels.dataset }} is null in {{ $value | humanizePercentage }} more rows than usual",
      description: "A field is no longer filled. A form, a parser or a join has changed at the source.",
      action: "Find the first affected row and what was released at that time. Reload the rows since then.",
    }),

    alert("DatasetHasDuplicates", {
      ...about,
      expr: promql`data_quality_duplicate_ratio{${quality}} > ${limits.duplicates}`,
      for: "15m",
      severity: "warning",
      summary:
        "{{ $value | humanizePercentage }} of the rows of {{ $labels.dataset }} repeat the key {{ $labels.column }}",
      description: "Sums count these rows twice: revenue, volumes and fraud rates are too high.",
      action: "Look for a replay, or for a pipeline that ran twice over the same hour. Reload that hour.",
    }),

    alert("DatasetHasOrphans", {
      ...about,
      expr: promql`data_quality_orphan_ratio{${quality}} > ${limits.orphans}`,
      for: "15m",
      severity: "warning",
      summary:
        "{{ $value | humanizePercentage }} of {{ $labels.column }} in {{ $labels.dataset }} reference a row that does not exist",
      description: "Joins drop these rows, so results are too low without an error.",
      action: "Check whether the referenced dataset is late. If it is not, its keys have changed.",
    }),

    alert("ColumnDrifts", {
      ...about,
      expr: (limit) => promql`
        data_quality_drift_psi{${quality}} > ${limit}
        and on (cluster, job, instance, dataset, column) data_quality_drift_rows{${quality},sample="current"} > 1000`,
      severities: {
        info: { limit: limits.drift.info, for: "30m" },
        warning: { limit: limits.drift.warning, for: "30m" },
      },
      summary:
        "The distribution of {{ $labels.column }} of {{ $labels.dataset }} has shifted by {{ $value | humanize }} PSI",
      description:
        "Its values are distributed differently from the reference. Models trained on the reference are less accurate.",
      action:
        "Compare the column's histogram with the reference. If the change is real, retrain the model. If the source has an error, fix the source.",
    }),
  ],
});
