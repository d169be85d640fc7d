import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./fraud-rates.ts";

const fraud = job("fraud-detection-exporter");
const gbm = `${fraud},model="gbm",version="7"`;
const labels = { model: "gbm", version: "7" };

export default defineExamples<typeof rules>({
  FraudRateHigh: {
    warning: {
      fires: [{ series: called(0.06), at: "16m", message: "6%" }],
      quiet: [
        { name: "some", series: called(0.0499), at: "20m" },
        { name: "a handful", series: called(0.06, 1.8), at: "20m" },
      ],
    },
    critical: {
      fires: [{ series: called(0.11), at: "8m", message: "11%" }],
      quiet: [
        { name: "not yet critical", series: called(0.0999), at: "20m" },
        { name: "a handful", series: called(0.11, 1.8), at: "20m" },
      ],
    },
  },

  FraudRateSpiked: {
    fires: [{ series: { ...called(0.012), ...usual("max", "0.0035x30") }, at: "12m" }],
    quiet: [
      { name: "not three times as many", series: { ...called(0.025), ...usual("max", "0.01x30") }, at: "20m" },
      { name: "still few", series: { ...called(0.009), ...usual("max", "0.001x30") }, at: "20m" },
      { name: "a handful", series: { ...called(0.04, 1.8), ...usual("max", "0.01x30") }, at: "20m" },
    ],
  },

  FraudRateCollapsed: {
    fires: [{ series: { ...called(0.0018), ...usual("min", "0.006x60") }, at: "35m" }],
    quiet: [
      { name: "more than a third", series: { ...called(0.004), ...usual("min", "0.01x60") }, at: "40m" },
      { name: "never many", series: { ...called(0.0001), ...usual("min", "0.004x60") }, at: "40m" },
      {
        name: "a handful would be flagged",
        series: { ...called(0.0018, 0.5), ...usual("min", "0.006x60") },
        at: "40m",
      },
    ],
  },

  FraudMissed: {
    fires: [{ series: confirmed({ missed: "0+30x80", blocked: "0+70x80" }), at: "1h10m", labels }],
    quiet: [
      {
        name: "few frauds",
        series: confirmed({ missed: "0+30x80", blocked: "0+70x80", frauds: "0+0.5x140" }),
        at: "1h10m",
      },
      { name: "less", series: confirmed({ missed: "0+15x80", blocked: "0+85x80" }), at: "1h10m" },
      {
        name: "little of the much since",
        series: confirmed({ missed: "0+30x75 2250x60", blocked: "0+70x75 6000+2000x60" }),
        at: "1h50m",
      },
    ],
  },

  FraudBlocksHonestCustomers: {
    fires: [{ series: falsePositives("0.035x40", "550x40"), at: "35m", labels }],
    quiet: [
      { name: "some", series: falsePositives("0.03x40", "550x40"), at: "35m" },
      { name: "few labels", series: falsePositives("0.035x40", "500x40"), at: "35m" },
    ],
  },
});

/** The share that is flagged as fraud as two exporters of one database report it, with so many flagged per minute. */
function called(ratio: number, flagged = 10) {
  const others = (flagged * (1 - ratio)) / ratio;
  const exporter = (instance: string) => ({
    [`fraud_predictions_total{${gbm},instance="${instance}",decision="block"}`]: `0+${flagged}x80`,
    [`fraud_predictions_total{${gbm},instance="${instance}",decision="approve"}`]: `0+${others}x80`,
  });
  return { ...exporter("f"), ...exporter("g") };
}

function usual(bound: "min" | "max", ratio: string) {
  return { [`platform:fraud_called:ratio_rate15m_baseline_${bound}{${fraud}}`]: ratio };
}

function confirmed({ missed, blocked, frauds = "0+20x140" }: { missed: string; blocked: string; frauds?: string }) {
  return {
    [`fraud_labels_total{${gbm},instance="f",outcome="true_positive"}`]: frauds,
    [`fraud_missed_usd_total{${gbm},instance="f"}`]: missed,
    [`fraud_blocked_usd_total{${gbm},instance="f"}`]: blocked,
  };
}

/** Over a day, with the given number of labels of each outcome. The values of the week are bad. */
function falsePositives(ratio: string, outcome: string) {
  const [day, week] = [`${gbm},instance="f",window="24h"`, `${gbm},instance="f",window="7d"`];
  return {
    [`fraud_false_positive_ratio{${day}}`]: ratio,
    [`fraud_window_labels{${day},outcome="true_negative"}`]: outcome,
    [`fraud_window_labels{${day},outcome="false_positive"}`]: outcome,
    [`fraud_window_labels{${day},outcome="true_positive"}`]: "900x40",
    [`fraud_false_positive_ratio{${week}}`]: "0.1x40",
    [`fraud_window_labels{${week},outcome="true_negative"}`]: "900x40",
  };
}
