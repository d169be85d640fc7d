import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./fraud.ts";

const fraud = job("fraud-detection-exporter");
const exporter = `${fraud},instance="fraud-detection-exporter:9402"`;
const gbm = `${fraud},model="gbm",version="7"`;
const labels = { model: "gbm", version: "7" };

export default defineExamples<typeof rules>({
  FraudDetectionDown: {
    fires: [{ series: { [`fraud_up{${exporter}}`]: "1x2 0x10" }, at: "6m" }],
    quiet: [{ name: "one failed poll", series: { [`fraud_up{${exporter}}`]: "1 1 0 1 1 1" }, at: "4m" }],
  },

  FraudPredictionsStopped: {
    fires: [{ series: { ...newest("0x20"), ...ended("0+7x20") }, at: "8m", message: "old, and customers" }],
    quiet: [
      { name: "scores transactions", series: { ...newest("0+60x20"), ...ended("0+7x20") }, at: "8m" },
      { name: "hardly anybody pays", series: { ...newest("0x20"), ...ended("0+5x20") }, at: "8m" },
      { name: "payments ended as well", series: { ...newest("0x20"), ...ended("0+70x1 70x20") }, at: "8m" },
    ],
  },

  FraudCheckBypassed: {
    fires: [{ series: { ...predicted("1.35x30"), ...paid("1.5x30") }, at: "12m", message: "90%" }],
    quiet: [
      { name: "nearly all", series: { ...predicted("96x30"), ...paid("100x30") }, at: "20m" },
      { name: "a quiet hour", series: { ...predicted("0.5x30"), ...paid("1x30") }, at: "20m" },
      { name: "for a moment", series: { ...predicted("50x8 100x30"), ...paid("100x40") }, at: "12m" },
    ],
  },

  FraudPredictionErrors: {
    warning: {
      fires: [{ series: decided({ approve: "0+590x30", error: "0+10x30" }), at: "17m", labels }],
      quiet: [
        { name: "few", series: decided({ approve: "0+595x30", error: "0+5x30" }), at: "25m" },
        { name: "chance", series: decided({ approve: "0+30x30", error: "0+1.7x30" }), at: "25m" },
      ],
    },
    critical: {
      fires: [{ series: decided({ approve: "0+560x30", error: "0+40x30" }), at: "12m", labels }],
      quiet: [
        { name: "not yet critical", series: decided({ approve: "0+580x30", error: "0+20x30" }), at: "25m" },
        { name: "chance", series: decided({ approve: "0+30x30", error: "0+1.7x30" }), at: "25m" },
      ],
    },
  },

  FraudPredictionsSlow: {
    fires: [{ series: took({ under025: "0+98.95x30", under1: "0+100x30" }), at: "17m", labels }],
    quiet: [{ name: "quick", series: took({ under025: "0+100x30", under1: "0+100x30" }), at: "25m" }],
  },

  FraudPredictionsFewerThanUsual: {
    fires: [{ series: usually({ now: "0.4x30", usual: "1.5x30" }), at: "12m" }],
    quiet: [
      { name: "a bit fewer", series: usually({ now: "3.5x30", usual: "10x30" }), at: "20m" },
      { name: "never many", series: usually({ now: "0.1x30", usual: "0.9x30" }), at: "20m" },
    ],
  },
});

/** Of the model in service; the version before it has been silent for an hour. */
function newest(timestamp: string) {
  const by = (version: string) =>
    `fraud_newest_prediction_timestamp_seconds{${exporter},model="gbm",version="${version}"}`;
  return { [by("7")]: timestamp, [by("6")]: "-3600x20" };
}

function ended(transactions: string) {
  return { [`transactions_total{${job("transactions")},instance="t",status="approved"}`]: transactions };
}

function paid(perSecond: string) {
  return { [`platform:transactions:rate5m{${job("transactions")}}`]: perSecond };
}

function predicted(perSecond: string) {
  return { [`platform:fraud_predictions:rate5m{${fraud}}`]: perSecond };
}

function decided({ approve, error }: { approve: string; error: string }) {
  const decision = (name: string) => `fraud_predictions_total{${gbm},instance="f",decision="${name}"}`;
  return { [decision("approve")]: approve, [decision("error")]: error };
}

/** Predictions that needed up to a quarter of a second and up to one, of a hundred a minute; the rest needed 2.5. */
function took({ under025, under1 }: { under025: string; under1: string }) {
  const bucket = (le: string) => `fraud_prediction_duration_seconds_bucket{${gbm},instance="f",le="${le}"}`;
  return {
    [bucket("0.25")]: under025,
    [bucket("1.0")]: under1,
    [bucket("2.5")]: "0+100x30",
    [bucket("+Inf")]: "0+100x30",
  };
}

function usually({ now, usual }: { now: string; usual: string }) {
  return { ...predicted(now), [`platform:fraud_predictions:rate5m_baseline_min{${fraud}}`]: usual };
}
