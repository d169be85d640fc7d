import { line, panels, promql, row, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { labelled, models } from "./selectors.ts";

const { falsePositives, labelAge, precision, recall } = thresholds.models;

const overTime = line(8, [
  panels
    .timeseries("Recall: fraud that was caught", {
      description: "Of what turned out to be fraud, the share that was called. The limits are those of the alerts.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.lines(recall),
      queries: [panels.query(promql`fraud_recall_ratio{${labelled}}`, "{{model}} {{version}}")],
    })
    .max(1),
  panels
    .timeseries("Precision: calls that were right", {
      description: "Of what was called fraud, the share that was. Low precision costs honest customers.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.lines(precision),
      queries: [panels.query(promql`fraud_precision_ratio{${labelled}}`, "{{model}} {{version}}")],
    })
    .max(1),
  panels.timeseries("Honest transactions called fraud", {
    description: "False positive rate: of what was honest, the share that was called fraud.",
    unit: units.PercentUnit,
    thresholds: panels.thresholds.above(falsePositives),
    queries: [panels.query(promql`fraud_false_positive_ratio{${labelled}}`, "{{model}} {{version}}")],
  }),
]);

const inDetail = line(7, [
  panels
    .table("Models", {
      description: "Each version over the chosen window. Numbers from few labels mean little.",
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
    .pie("Fraud, by outcome", {
      description:
        "Labelled predictions of the chosen window: caught and missed fraud, and honest customers called fraud.",
      unit: units.Short,
      queries: [
        panels.instant(
          promql`sum by (outcome) (fraud_window_labels{${labelled},outcome!="true_negative"})`,
          "{{outcome}}",
        ),
      ],
    })
    .overrideByName("true_positive", [{ id: "displayName", value: "caught" }, ...panels.fixedColor("green")])
    .overrideByName("false_negative", [{ id: "displayName", value: "missed" }, ...panels.fixedColor("red")])
    .overrideByName("false_positive", [{ id: "displayName", value: "wrongly called" }, ...panels.fixedColor("yellow")])
    .span(5),
  panels
    .stacked("Money saved and lost, per hour", {
      description: "By labels as they arrive: fraud stopped, fraud missed, and honest transactions wrongly blocked.",
      unit: units.Dollars,
      queries: [
        panels.query(promql`3600 * sum(rate(fraud_blocked_usd_total{${models}}[1h]))`, "stopped"),
        panels.query(promql`3600 * sum(rate(fraud_missed_usd_total{${models}}[1h]))`, "missed"),
        panels.query(promql`3600 * sum(rate(fraud_wrongly_blocked_usd_total{${models}}[1h]))`, "wrongly blocked"),
      ],
    })
    .overrideByName("stopped", panels.fixedColor("green"))
    .overrideByName("missed", panels.fixedColor("red"))
    .overrideByName("wrongly blocked", panels.fixedColor("yellow"))
    .span(6),
]);

export const predictionAccuracy = row("Prediction accuracy", overTime, inDetail);
