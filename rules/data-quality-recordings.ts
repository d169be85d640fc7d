// Quality scores, rows and nulls of datasets, for alerts and panels.
import { baseline, defineRules, promql, record } from "bigdata-monitoring";
import { job } from "../stack.ts";

const quality = job("data-quality-exporter");

export default defineRules({
  interval: "1m",
  rules: [
    record(
      "dataset:data_quality_score:ratio",
      promql`avg by (cluster, job, dataset) (data_quality_score_ratio{${quality}})`,
      "Share of checks that pass, on average over the dimensions",
    ),
    record(
      "dataset:data_quality_rows:max",
      promql`max by (cluster, job, dataset) (data_quality_rows{${quality}})`,
      "Rows within the dataset's window",
    ),
    ...baseline("dataset:data_quality_rows:max", "rows"),
    record(
      "column:data_quality_nulls:ratio",
      promql`max by (cluster, job, dataset, column) (data_quality_null_ratio{${quality}})`,
      "Share of rows where the column is null",
    ),
    ...baseline("column:data_quality_nulls:ratio", "share of rows where the column is null"),
  ],
});
