import { line, type Promql, panels, promql, row, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { datasets, labelled } from "./selectors.ts";

const { drift } = thresholds.dataQuality;

const worst = (measure: Promql) => panels.topSeries(5, measure, promql`avg_over_time(${measure}[$__range] @ end())`);

const overTime = line(8, [
  panels
    .timeseries("Column drift (PSI)", {
      description: "Population stability index of each column against its reference. Shows the five highest.",
      unit: units.NoUnit,
      thresholds: panels.thresholds.above(drift),
      queries: [panels.query(worst(promql`data_quality_drift_psi{${datasets}}`), "{{dataset}}.{{column}}")],
    })
    .decimals(2),
  panels
    .timeseries("Score drift (PSI)", {
      description:
        "Population stability index of the models' scores against earlier scores. A high value means that the input has changed.",
      unit: units.NoUnit,
      thresholds: panels.thresholds.above(thresholds.models.drift),
      queries: [panels.query(promql`fraud_score_psi{${labelled}}`, "{{model}} {{version}}")],
    })
    .decimals(2),
  panels.timeseries("Out-of-range ratio by column", {
    description: "Share of values outside the range that the models were trained on. Shows the five highest.",
    unit: units.PercentUnit,
    queries: [panels.query(worst(promql`data_quality_out_of_range_ratio{${datasets}}`), "{{dataset}}.{{column}}")],
  }),
]);

const now = line(6, [
  panels
    .table("Drift by column", {
      description: "Distance between each column's distribution and its reference, and the number of compared values.",
      labels: { dataset: "Dataset", column: "Column" },
      values: [
        {
          title: "PSI",
          unit: units.NoUnit,
          decimals: 3,
          thresholds: panels.thresholds.above(drift),
          expr: promql`max by (dataset, column) (data_quality_drift_psi{${datasets}})`,
        },
        {
          title: "KS",
          unit: units.NoUnit,
          decimals: 3,
          expr: promql`max by (dataset, column) (data_quality_drift_ks{${datasets}})`,
        },
        {
          title: "Values",
          unit: units.Short,
          expr: promql`max by (dataset, column) (data_quality_drift_rows{${datasets},sample="current"})`,
        },
      ],
    })
    .sortBy(panels.byColumn("PSI", "descending"))
    .links([panels.dashboardLink("ETL pipelines", "etl", { keep: ["dataset"] })]),
]);

export const dataDrift = row("Data drift indicators", overTime, now);
