import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./fraud-rates.ts";

const fraud = job("fraud-detection-exporter");
const gbm = `${fraud},model="gbm",version="7"`;
const labels = { model: "gbm", version: "7" };

export default defineExamples<typeof rules>({
  FraudRateHigh: {
    warning: {
      fires: [{ series: called("0.06x30", "0.6x30"), at: "12m", message: "6%" }],
      quiet: [
        { name: "some", series: called("0.05x30"), at: "20m" },
        { name: "a handful", series: called("0.06x30", "0.4x30"), at: "20m" },
      ],
    },
    critical: {
      fires: [{ series: called("0.11x30", "0.6x30"), at: "5m", message: "11%" }],
      quiet: [
        { name: "not yet critical", series: called("0.1x30"), at: "20m" },
        { name: "a handful", series: called("0.11x30", "0.4x30"), at: "20m" },
      ],
    },
  },

  FraudRateSpiked: {
    fires: [{ series: { ...called("0.012x30", "0.6x30"), ...usual("max", "0.0035x30") }, at: "7m" }],
    quiet: [
      { name: "not three times as many", series: { ...called("0.025x30"), ...usual("max", "0.01x30") }, at: "20m" },
      { name: "still few", series: { ...called("0.009x30"), ...usual("max", "0.001x30") }, at: "20m" },
      { name: "a handful", series: { ...called("0.04x30", "0.4x30"), ...usual("max", "0.01x30") }, at: "20m" },
    ],
  },

  FraudRateCollapsed: {
    fires: [{ series: { ...called("0.0018x60", "0.6x60"), ...usual("min", "0.006x60") }, at: "35m" }],
    quiet: [
      { name: "more than a third", series: { ...called("0.004x60"), ...usual("min", "0.01x60") }, at: "40m" },
      { name: "never many", series: { ...called("0.0001x60"), ...usual("min", "0.004x60") }, at: "40m" },
      { name: "a handful", series: { ...called("0.002x60", "0.4x60"), ...usual("min", "0.01x60") }, at: "40m" },
    ],
  },

  FraudMissed: {
    fires: [{ series: confirmed({ missed: "0+30x80", blocked: "0+70x80" }), at: "1h10m", labels }],
    quiet: [
      { name: "less", series: confirmed({ missed: "0+15x80", blocked: "0+85x80" }), at: "1h10m" },
      {
        name: "little of the much since",
        series: confirmed({ missed: "0+30x75 2250x60", blocked: "0+70x75 6000+2000x60" }),
        at: "1h50m",
      },
    ],
  },

  FraudBlocksHonestCustomers: {
    fires: [{ series: falsePositives("0.035x40", "55x40"), at: "35m", labels }],
    quiet: [
      { name: "some", series: falsePositives("0.03x40", "55x40"), at: "35m" },
      { name: "few labels", series: falsePositives("0.035x40", "50x40"), at: "35m" },
    ],
  },
});

/** The share that is flagged as fraud, of the given number of predictions per second. */
function called(ratio: string, perSecond = "10x60") {
  return {
    [`platform:fraud_called:ratio_rate15m{${fraud}}`]: ratio,
    [`platform:fraud_predictions:rate5m{${fraud}}`]: perSecond,
  };
}

function usual(bound: "min" | "max", ratio: string) {
  return { [`platform:fraud_called:ratio_rate15m_baseline_${bound}{${fraud}}`]: ratio };
}

function confirmed({ missed, blocked }: { missed: string; blocked: string }) {
  return {
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
    [`fraud_false_positive_ratio{${week}}`]: "0.1x40",
    [`fraud_window_labels{${week},outcome="true_negative"}`]: "900x40",
  };
}
