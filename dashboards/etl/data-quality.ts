import { collapsedRow, line, type Promql, panels, promql, row, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { datasets } from "./selectors.ts";

const { duplicates, runAge, score } = thresholds.dataQuality;

const worst = (count: number, ratio: Promql) =>
  panels.topSeries(count, ratio, promql`avg_over_time(${ratio}[$__range] @ end())`);

const verdicts = line(8, [
  panels
    .barGauge("Quality by dataset", {
      description: "Share of checks that passed, for each dataset's worst dimension.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.below(score),
      queries: [panels.instant(promql`min by (dataset) (data_quality_score_ratio{${datasets}})`, "{{dataset}}")],
    })
    .min(0)
    .max(1)
    .span(5),
  panels
    .table("Failed checks", {
      description: "Data quality checks that failed in the last run.",
      labels: { dataset: "Dataset", check: "Check", dimension: "Dimension" },
      values: [
        {
          title: "Result",
          unit: units.NoUnit,
          mappings: panels.valueMappings({ 0: ["failed", "red"] }),
          width: 80,
          expr: promql`min by (dataset, check, dimension) (data_quality_check_success{${datasets}}) == 0`,
        },
      ],
    })
    .noValue("Every check passed")
    .links([panels.dashboardLink("Column drift", "fraud-ml", { keep: ["dataset"] })])
    .span(9),
  panels
    .table("Datasets", {
      description: "Rows in each dataset's window, age of its newest row, and time since its last complete check.",
      labels: { dataset: "Dataset" },
      values: [
        { title: "Rows", unit: units.Short, expr: promql`max by (dataset) (data_quality_rows{${datasets}})` },
        {
          title: "Age of newest row",
          unit: units.Seconds,
          decimals: 0,
          expr: promql`min by (dataset) (time() - data_quality_newest_row_timestamp_seconds{${datasets}})`,
        },
        {
          title: "Time since check",
          unit: units.Seconds,
          decimals: 0,
          thresholds: panels.thresholds.above(runAge),
          expr: promql`min by (dataset) (time() - data_quality_last_run_timestamp_seconds{${datasets}})`,
        },
      ],
    })
    .span(10),
]);

const measurements = line(8, [
  panels.timeseries("Rows by dataset", {
    description: "Rows in each dataset's window. A fall means that a source stopped or a load is missing.",
    unit: units.Short,
    queries: [panels.query(promql`max by (dataset) (data_quality_rows{${datasets}})`, "{{dataset}}")],
  }),
  panels.timeseries("Null ratio by column", {
    description: "Share of rows in which a column is null. Shows the five highest.",
    unit: units.PercentUnit,
    queries: [panels.query(worst(5, promql`data_quality_null_ratio{${datasets}}`), "{{dataset}}.{{column}}")],
  }),
  panels.timeseries("Duplicate and orphan ratio by column", {
    description:
      "Share of rows that repeat a key, and of references without a target row. Shows the two highest of each. The threshold is that of the alerts.",
    unit: units.PercentUnit,
    thresholds: panels.thresholds.above(duplicates),
    queries: [
      panels.query(worst(2, promql`data_quality_duplicate_ratio{${datasets}}`), "duplicates · {{dataset}}.{{column}}"),
      panels.query(worst(2, promql`data_quality_orphan_ratio{${datasets}}`), "orphans · {{dataset}}.{{column}}"),
    ],
  }),
]);

export const dataQuality = row("Data quality", verdicts);
export const dataMeasurements = collapsedRow("Data quality in detail", measurements);
