// How much fraud is there, and how much of it gets through?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const fraud = job("fraud-detection-exporter");
const gbm = `${fraud},model="gbm",version="7"`;
const labels = { model: "gbm", version: "7" };
const limits = thresholds.fraud;
const about = { team: "fraud", domain: "fraud-detection", concern: "data-quality", dashboard: "fraud-ml" } as const;

// Below one prediction in 2 seconds a handful of cases is a high share.
const highRate = (ratio: number) => promql`
  platform:fraud_called:ratio_rate15m > ${ratio}
  and on (job) platform:fraud_predictions:rate5m > 0.5`;

const high = {
  ...about,
  summary: "{{ $value | humanizePercentage }} of transactions are called fraud",
  description:
    "An attack is under way, or the model has gone wrong and turns honest customers away. Either costs by the minute.",
  action:
    "Look at blocked transactions by channel and payment method: alike means an attack, all kinds means the model. Tell security.",
} as const;

const missed = {
  ...about,
  summary:
    "{{ $labels.model }} {{ $labels.version }} let {{ $value | humanizePercentage }} of confirmed fraud through, by amount",
  description: "Labels of the last day show what it cost. A new pattern is known to somebody and not to the model.",
  action: "Read the missed cases with the fraud team, add a rule against the pattern today, and retrain with them.",
} as const;

export default defineRules({
  interval: "30s",
  rules: [
    alert("FraudRateHigh", {
      ...high,
      expr: highRate(limits.rate.warning),
      for: "10m",
      severity: "warning",
      examples: {
        fires: [{ series: called("0.06x30", "0.6x30"), at: "12m", message: "6%" }],
        quiet: [
          { name: "some", series: called("0.05x30"), at: "20m" },
          { name: "a handful", series: called("0.06x30", "0.4x30"), at: "20m" },
        ],
      },
    }),
    alert("FraudRateHigh", {
      ...high,
      team: "security",
      expr: highRate(limits.rate.critical),
      for: "3m",
      severity: "critical",
      examples: {
        fires: [{ series: called("0.11x30", "0.6x30"), at: "5m", message: "11%" }],
        quiet: [
          { name: "not yet critical", series: called("0.1x30"), at: "20m" },
          { name: "a handful", series: called("0.11x30", "0.4x30"), at: "20m" },
        ],
      },
    }),

    alert("FraudRateSpiked", {
      ...about,
      team: "security",
      expr: promql`
        platform:fraud_called:ratio_rate15m
          > ${limits.rateSpike} * platform:fraud_called:ratio_rate15m_baseline_max
        and platform:fraud_called:ratio_rate15m > 0.01
        and on (job) platform:fraud_predictions:rate5m > 0.5`,
      for: "5m",
      severity: "critical",
      kind: "anomaly",
      summary: "{{ $value | humanizePercentage }} of transactions are called fraud, over three times as many as usual",
      description: "Fraud of this size does not come by itself: stolen cards are being tried, or accounts taken over.",
      action:
        "Group what is blocked by channel, country and amount; raise the threshold of review there and tell security.",
      examples: {
        fires: [{ series: { ...called("0.012x30", "0.6x30"), ...usual("max", "0.0035x30") }, at: "7m" }],
        quiet: [
          { name: "not three times as many", series: { ...called("0.025x30"), ...usual("max", "0.01x30") }, at: "20m" },
          { name: "still few", series: { ...called("0.009x30"), ...usual("max", "0.001x30") }, at: "20m" },
          { name: "a handful", series: { ...called("0.04x30", "0.4x30"), ...usual("max", "0.01x30") }, at: "20m" },
        ],
      },
    }),

    alert("FraudRateCollapsed", {
      ...about,
      expr: promql`
        platform:fraud_called:ratio_rate15m
          < ${limits.rateCollapse} * platform:fraud_called:ratio_rate15m_baseline_min
        and platform:fraud_called:ratio_rate15m_baseline_min > 0.005
        and on (job) platform:fraud_predictions:rate5m > 0.5`,
      for: "30m",
      severity: "warning",
      kind: "anomaly",
      summary: "Only {{ $value | humanizePercentage }} of transactions are called fraud, a third of the usual at most",
      description:
        "Fraud does not stop overnight: more likely the model has gone blind, by a release or by missing features.",
      action:
        "Check the distribution of scores under Fraud Detection & ML and the feature store's misses; roll back a new version.",
      examples: {
        fires: [{ series: { ...called("0.0018x60", "0.6x60"), ...usual("min", "0.006x60") }, at: "35m" }],
        quiet: [
          { name: "more than a third", series: { ...called("0.004x60"), ...usual("min", "0.01x60") }, at: "40m" },
          { name: "never many", series: { ...called("0.0001x60"), ...usual("min", "0.004x60") }, at: "40m" },
          { name: "a handful", series: { ...called("0.002x60", "0.4x60"), ...usual("min", "0.01x60") }, at: "40m" },
        ],
      },
    }),

    alert("FraudMissed", {
      ...missed,
      expr: promql`model:fraud_missed_amount:ratio_rate1d > ${limits.missedAmount.warning}`,
      for: "1h",
      severity: "warning",
      examples: {
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
    }),
    alert("FraudMissed", {
      ...missed,
      expr: promql`model:fraud_missed_amount:ratio_rate1d > ${limits.missedAmount.critical}`,
      for: "30m",
      severity: "critical",
      examples: {
        fires: [{ series: confirmed({ missed: "0+50x80", blocked: "0+50x80" }), at: "40m", labels }],
        quiet: [
          { name: "not yet critical", series: confirmed({ missed: "0+35x80", blocked: "0+65x80" }), at: "1h10m" },
          {
            name: "little of the much since",
            series: confirmed({ missed: "0+50x45 2250x60", blocked: "0+50x45 3000+2000x60" }),
            at: "1h10m",
          },
        ],
      },
    }),

    alert("FraudBlocksHonestCustomers", {
      ...about,
      expr: promql`
        fraud_false_positive_ratio{${fraud},window="24h"} > ${thresholds.models.falsePositives}
        and on (job, instance, model, version)
          sum by (job, instance, model, version) (fraud_window_labels{${fraud},window="24h"}) > 100`,
      for: "30m",
      severity: "warning",
      summary:
        "{{ $labels.model }} {{ $labels.version }} called {{ $value | humanizePercentage }} of honest customers fraudsters",
      description: "They were turned away or had to wait for a review. Many do not come back.",
      action:
        "See the amount under Fraud Detection & ML (wrongly blocked), and raise the block threshold with the fraud team.",
      examples: {
        fires: [{ series: falsePositives("0.035x40", "55x40"), at: "35m", labels }],
        quiet: [
          { name: "some", series: falsePositives("0.03x40", "55x40"), at: "35m" },
          { name: "few labels", series: falsePositives("0.035x40", "50x40"), at: "35m" },
        ],
      },
    }),
  ],
});

/** The share that is called fraud, of so many predictions a second. */
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

/** Of a day with so many labels of either outcome. Its week was bad. */
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
