// Can the data be trusted? Each dataset is measured by SQL on its own schedule; what could not be measured is absent.
import type { MetricCatalog } from "bigdata-monitoring";
import { processMetrics } from "./parts/process.ts";
import { selfMetrics } from "./parts/self.ts";

const dimension = ["completeness", "uniqueness", "validity", "consistency", "timeliness", "stability"] as const;
const byDataset = { labels: ["dataset"] } as const;
const byColumn = { labels: ["dataset", "column"] } as const;
const shareOfRows = { type: "gauge", ...byColumn, unit: "ratio", range: [0, 1] } as const;

export default {
  title: "Data quality exporter",
  version: "contract",
  metrics: {
    // Verdicts.
    data_quality_score_ratio: {
      type: "gauge",
      labels: ["dataset", "dimension"],
      values: { dimension },
      unit: "ratio",
      range: [0, 1],
      help: "Share of the dimension's checks that passed in the last run",
    },
    data_quality_check_success: {
      type: "gauge",
      labels: ["dataset", "check", "dimension"],
      values: { dimension },
      unit: "count",
      range: [0, 1],
      help: "1 if the check passed in the last run, 0 if it failed; absent if it could not be evaluated",
    },
    data_quality_checks_total: {
      type: "counter",
      labels: ["dataset", "result"],
      values: { result: ["passed", "failed", "error"] },
      unit: "count",
      help: "Checks evaluated; `error` is one that the database did not answer",
    },

    // Measurements.
    data_quality_rows: { type: "gauge", ...byDataset, unit: "count", help: "Rows within the dataset's window" },
    data_quality_newest_row_timestamp_seconds: {
      type: "gauge",
      ...byDataset,
      unit: "timestamp",
      help: "Time of the newest row",
    },
    data_quality_null_ratio: { ...shareOfRows, help: "Share of rows where the column is null" },
    data_quality_duplicate_ratio: { ...shareOfRows, help: "Share of rows that repeat an earlier row's key" },
    data_quality_out_of_range_ratio: { ...shareOfRows, help: "Share of values outside their range" },
    data_quality_unaccepted_ratio: { ...shareOfRows, help: "Share of values that are not among the accepted ones" },
    data_quality_orphan_ratio: { ...shareOfRows, help: "Share of references that lead nowhere" },

    // Drift of a column against its reference window.
    data_quality_drift_psi: {
      type: "gauge",
      ...byColumn,
      unit: "score",
      help: "Population stability index; 0 is no drift, 0.1 moderate, 0.25 large",
    },
    data_quality_drift_ks: {
      type: "gauge",
      ...byColumn,
      unit: "score",
      range: [0, 1],
      help: "Kolmogorov-Smirnov statistic: the largest distance between the two cumulative distributions",
    },
    data_quality_drift_rows: {
      type: "gauge",
      labels: ["dataset", "column", "sample"],
      values: { sample: ["current", "reference"] },
      unit: "count",
      help: "Values that the drift was computed from",
    },

    // Runs.
    data_quality_database_up: {
      type: "gauge",
      labels: ["database"],
      unit: "count",
      range: [0, 1],
      help: "1 if the database answered the last poll, 0 if it did not",
    },
    data_quality_last_run_timestamp_seconds: {
      type: "gauge",
      ...byDataset,
      unit: "timestamp",
      help: "End of the dataset's last run in which every check was evaluated",
    },
    data_quality_last_run_duration_seconds: {
      type: "gauge",
      ...byDataset,
      unit: "seconds",
      help: "Time of the dataset's last run",
    },

    ...selfMetrics("data_quality"),
    ...processMetrics,
  },
} as const satisfies MetricCatalog;
