import { line, type Promql, panels, promql, row, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { datasets, labelled } from "./selectors.ts";

const { drift } = thresholds.dataQuality;

const worst = (measure: Promql) => panels.topSeries(5, measure, promql`avg_over_time(${measure}[$__range] @ end())`);

const overTime = line(8, [
  panels
    .timeseries("Drift of the columns", {
      description: "Population stability index of each column against its reference: the five that drift most.",
      unit: units.NoUnit,
      thresholds: panels.thresholds.above(drift),
      queries: [panels.query(worst(promql`data_quality_drift_psi{${datasets}}`), "{{dataset}}.{{column}}")],
    })
    .decimals(2),
  panels
    .timeseries("Drift of the scores", {
      description:
        "Population stability index of the models' scores against those before: the model sees another world.",
      unit: units.NoUnit,
      thresholds: panels.thresholds.above(thresholds.models.drift),
      queries: [panels.query(promql`fraud_score_psi{${labelled}}`, "{{model}} {{version}}")],
    })
    .decimals(2),
  panels.timeseries("Values out of range", {
    description: "Share of each column's values outside the range that the models were trained for: the five worst.",
    unit: units.PercentUnit,
    queries: [panels.query(worst(promql`data_quality_out_of_range_ratio{${datasets}}`), "{{dataset}}.{{column}}")],
  }),
]);

const now = line(6, [
  panels
    .table("Columns that drift", {
      description: "Columns whose distribution left its reference, and from how many values that is known.",
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
          title: "Values now",
          unit: units.Short,
          expr: promql`max by (dataset, column) (data_quality_drift_rows{${datasets},sample="current"})`,
        },
      ],
    })
    .sortBy(panels.byColumn("PSI", "descending"))
    .links([panels.dashboardLink("The pipelines that bring the data", "etl", { keep: ["dataset"] })]),
]);

export const dataDrift = row("Data drift indicators", overTime, now);
