import { NoUnit, PercentUnit, Seconds, Short } from "@grafana/grafana-foundation-sdk/units";
import { collapsedRow, line, type Promql, promql, row } from "bigdata-monitoring";
import {
  above,
  barGauge,
  below,
  boardLink,
  instant,
  largest,
  query,
  table,
  timeseries,
  words,
} from "bigdata-monitoring/panels";
import { thresholds } from "../../thresholds.ts";
import { datasets } from "./selectors.ts";

const { duplicates, runAge, score } = thresholds.dataQuality;

const worst = (count: number, ratio: Promql) =>
  largest(count, ratio, promql`avg_over_time(${ratio}[$__range] @ end())`);

const verdicts = line(8, [
  barGauge("Quality, by dataset", {
    description: "Share of each dataset's checks that passed, in its worst dimension.",
    unit: PercentUnit,
    thresholds: below(score),
    queries: [instant(promql`min by (dataset) (data_quality_score_ratio{${datasets}})`, "{{dataset}}")],
  })
    .min(0)
    .max(1)
    .span(5),
  table("Checks that fail", {
    description: "Data quality checks that failed in the last run.",
    labels: { dataset: "Dataset", check: "Check", dimension: "Dimension" },
    values: [
      {
        title: "Result",
        unit: NoUnit,
        mappings: words({ 0: ["failed", "red"] }),
        width: 80,
        expr: promql`min by (dataset, check, dimension) (data_quality_check_success{${datasets}}) == 0`,
      },
    ],
  })
    .noValue("Every check passed")
    .links([boardLink("Which columns drift", "fraud-ml", { keep: ["dataset"] })])
    .span(9),
  table("Datasets", {
    description:
      "How old each dataset's newest row is, how many rows its window holds, and when it was last checked in full.",
    labels: { dataset: "Dataset" },
    values: [
      { title: "Rows", unit: Short, expr: promql`max by (dataset) (data_quality_rows{${datasets}})` },
      {
        title: "Newest row",
        unit: Seconds,
        decimals: 0,
        expr: promql`min by (dataset) (time() - data_quality_newest_row_timestamp_seconds{${datasets}})`,
      },
      {
        title: "Last checked",
        unit: Seconds,
        decimals: 0,
        thresholds: above(runAge),
        expr: promql`min by (dataset) (time() - data_quality_last_run_timestamp_seconds{${datasets}})`,
      },
    ],
  }).span(10),
]);

const measurements = line(8, [
  timeseries("Rows, by dataset", {
    description: "Rows within each dataset's window. A fall means that a source stopped or a load was lost.",
    unit: Short,
    queries: [query(promql`max by (dataset) (data_quality_rows{${datasets}})`, "{{dataset}}")],
  }),
  timeseries("Rows that miss a value", {
    description: "Share of rows where a column is null: the five worst columns.",
    unit: PercentUnit,
    queries: [query(worst(5, promql`data_quality_null_ratio{${datasets}}`), "{{dataset}}.{{column}}")],
  }),
  timeseries("Rows that repeat or refer to nothing", {
    description:
      "Share of rows that repeat an earlier row's key, and of references that lead nowhere: the two worst columns of each. The limit is that of the alerts.",
    unit: PercentUnit,
    thresholds: above(duplicates),
    queries: [
      query(worst(2, promql`data_quality_duplicate_ratio{${datasets}}`), "repeat · {{dataset}}.{{column}}"),
      query(worst(2, promql`data_quality_orphan_ratio{${datasets}}`), "nothing · {{dataset}}.{{column}}"),
    ],
  }),
]);

export const dataQuality = row("Data quality", verdicts);
export const dataMeasurements = collapsedRow("Data quality in detail", measurements);
