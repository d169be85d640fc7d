// Can the data be trusted, and is anybody still looking?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const quality = job("data-quality-exporter");
const limits = thresholds.dataQuality;
const about = { team: "data", domain: "data-quality", concern: "data-quality", dashboard: "etl" } as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("DataQualityLow", {
      ...about,
      expr: (limit) => promql`dataset:data_quality_score:ratio < ${limit}`,
      severities: {
        warning: { limit: limits.score.warning, for: "10m" },
        critical: { limit: limits.score.critical, for: "10m" },
      },
      summary: "Only {{ $value | humanizePercentage }} of the checks of {{ $labels.dataset }} pass",
      description: "Reports, features and models read this dataset as if it were right.",
      action:
        'List what fails: `data_quality_check_success{dataset="{{ $labels.dataset }}"} == 0`, then ask its pipeline\'s team.',
    }),

    alert("DatasetLate", {
      ...about,
      expr: promql`data_quality_check_success{${quality},dimension="timeliness"} == 0`,
      for: "10m",
      severity: "warning",
      summary: "{{ $labels.dataset }} is older than it may be ({{ $labels.check }})",
      description: "What is read from it is out of date, and looks no different for it.",
      action: "See when its pipeline last succeeded under ETL & Data Processing; if it did, its source is late.",
    }),

    alert("DatasetSmallerThanUsual", {
      ...about,
      expr: promql`
        dataset:data_quality_rows:max < ${limits.rowsDrop} * dataset:data_quality_rows:max_baseline_min
        and dataset:data_quality_rows:max_baseline_min > 100`,
      for: "30m",
      severity: "warning",
      kind: "anomaly",
      summary: "{{ $labels.dataset }} has {{ $value | humanize }} rows in its window, less than half the usual",
      description: "Part of the data has not come: sums are too low, and nothing else looks wrong.",
      action: "Compare rows by source or hour to find the part that is missing, then replay it.",
    }),

    alert("ColumnNullsRise", {
      ...about,
      expr: promql`
        column:data_quality_nulls:ratio - column:data_quality_nulls:ratio_baseline_max > ${limits.nullsRise}`,
      for: "15m",
      severity: "warning",
      kind: "anomaly",
      summary:
        "{{ $labels.column }} of {{ $labels.dataset }} is empty in {{ $value | humanizePercentage }} more of the rows than usual",
      description: "A field is no longer filled: a form, a parser or a join has changed at its source.",
      action: "Find the first row without it and what was released then; rows since have to be loaded again.",
    }),

    alert("DatasetHasDuplicates", {
      ...about,
      expr: promql`data_quality_duplicate_ratio{${quality}} > ${limits.duplicates}`,
      for: "15m",
      severity: "warning",
      summary: "{{ $value | humanizePercentage }} of {{ $labels.dataset }} repeat the key {{ $labels.column }}",
      description: "Sums count them twice: revenue, volumes and fraud rates are too high by as much.",
      action: "Look for a replay or a pipeline that ran twice over the same hour, and load that hour again.",
    }),

    alert("DatasetHasOrphans", {
      ...about,
      expr: promql`data_quality_orphan_ratio{${quality}} > ${limits.orphans}`,
      for: "15m",
      severity: "warning",
      summary: "{{ $value | humanizePercentage }} of {{ $labels.column }} in {{ $labels.dataset }} refer to nothing",
      description: "Joins drop these rows: what is computed from them is too low without an error.",
      action: "See whether the dataset that is referred to is late; if not, its keys have changed.",
    }),

    alert("ColumnDrifts", {
      ...about,
      expr: (limit) => promql`
        data_quality_drift_psi{${quality}} > ${limit}
        and on (job, instance, dataset, column) data_quality_drift_rows{${quality},sample="current"} > 1000`,
      severities: {
        info: { limit: limits.drift.info, for: "30m" },
        warning: { limit: limits.drift.warning, for: "30m" },
      },
      summary: "{{ $labels.column }} of {{ $labels.dataset }} has shifted by {{ $value | humanize }} PSI",
      description: "Its values are spread otherwise than in the reference: models trained on that are guessing.",
      action:
        "Compare the column's histogram with the reference; if the world has changed retrain, if the source has mend it.",
    }),
  ],
});
