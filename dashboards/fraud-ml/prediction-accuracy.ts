import { line, panels, promql, row, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { labelled, models } from "./selectors.ts";

const { falsePositives, labelAge, precision, recall } = thresholds.models;

const overTime = line(8, [
  panels
    .timeseries("Recall by model", {
      description: "Share of confirmed fraud that the model flagged. The thresholds are those of the alerts.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.lines(recall),
      queries: [panels.query(promql`fraud_recall_ratio{${labelled}}`, "{{model}} {{version}}")],
    })
    .max(1),
  panels
    .timeseries("Precision by model", {
      description:
        "Share of flagged transactions that were fraud. Low precision means that honest customers are blocked.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.lines(precision),
      queries: [panels.query(promql`fraud_precision_ratio{${labelled}}`, "{{model}} {{version}}")],
    })
    .max(1),
  panels.timeseries("False positive rate by model", {
    description: "Share of honest transactions that were flagged as fraud.",
    unit: units.PercentUnit,
    thresholds: panels.thresholds.above(falsePositives),
    queries: [panels.query(promql`fraud_false_positive_ratio{${labelled}}`, "{{model}} {{version}}")],
  }),
]);

const inDetail = line(7, [
  panels
    .table("Models", {
      description: "Each model version in the selected label window. Values from few labels are uncertain.",
      labels: { model: "Model", version: "Version" },
      values: [
        {
          title: "Predictions",
          unit: units.Short,
          expr: promql`sum by (model, version) (fraud_window_predictions{${labelled}})`,
        },
        {
          title: "Labelled",
          unit: units.PercentUnit,
          decimals: 1,
          expr: promql`max by (model, version) (fraud_labelled_ratio{${labelled}})`,
        },
        {
          title: "Accuracy",
          unit: units.PercentUnit,
          decimals: 1,
          expr: promql`max by (model, version) (fraud_accuracy_ratio{${labelled}})`,
        },
        {
          title: "Fraud",
          unit: units.PercentUnit,
          decimals: 2,
          expr: promql`max by (model, version) (fraud_confirmed_ratio{${labelled}})`,
        },
        {
          title: "Newest label",
          unit: units.Seconds,
          thresholds: panels.thresholds.above(labelAge),
          expr: promql`max by (model, version) (time() - fraud_newest_label_timestamp_seconds{${models}})`,
        },
      ],
    })
    .span(13),
  panels
    .pie("Labels by outcome", {
      description: "Labelled predictions in the selected window: detected fraud, missed fraud and false positives.",
      unit: units.Short,
      queries: [
        panels.instant(
          promql`sum by (outcome) (fraud_window_labels{${labelled},outcome!="true_negative"})`,
          "{{outcome}}",
        ),
      ],
    })
    .overrideByName("true_positive", [{ id: "displayName", value: "detected" }, ...panels.fixedColor("green")])
    .overrideByName("false_negative", [{ id: "displayName", value: "missed fraud" }, ...panels.fixedColor("red")])
    .overrideByName("false_positive", [{ id: "displayName", value: "false positive" }, ...panels.fixedColor("yellow")])
    .span(5),
  panels
    .stacked("Amount per hour by outcome", {
      description:
        "Amount of detected fraud, missed fraud and falsely blocked transactions, by the time their labels arrive.",
      unit: units.Dollars,
      queries: [
        panels.query(promql`3600 * sum(rate(fraud_blocked_usd_total{${models}}[1h]))`, "detected fraud"),
        panels.query(promql`3600 * sum(rate(fraud_missed_usd_total{${models}}[1h]))`, "missed fraud"),
        panels.query(promql`3600 * sum(rate(fraud_wrongly_blocked_usd_total{${models}}[1h]))`, "falsely blocked"),
      ],
    })
    .overrideByName("detected fraud", panels.fixedColor("green"))
    .overrideByName("missed fraud", panels.fixedColor("red"))
    .overrideByName("falsely blocked", panels.fixedColor("yellow"))
    .span(6),
]);

export const predictionAccuracy = row("Prediction accuracy", overTime, inDetail);
