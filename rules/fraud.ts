// Is fraud detection awake, quick, and looking at every transaction?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const fraud = job("fraud-detection-exporter");
const exporter = `${fraud},instance="fraud-detection-exporter:9402"`;
const gbm = `${fraud},model="gbm",version="7"`;
const labels = { model: "gbm", version: "7" };
const limits = thresholds.fraud;
const about = { team: "fraud", domain: "fraud-detection", concern: "performance", dashboard: "fraud-ml" } as const;

const errors = {
  ...about,
  summary:
    "{{ $value | humanizePercentage }} of predictions by {{ $labels.model }} {{ $labels.version }} end in an error",
  description: "These transactions pass or wait unjudged, by the caller's choice: each may be fraud.",
  action: "Read the service's log for the exception; missing features (Redis) and a bad release are the usual reasons.",
} as const;

const slow = {
  ...about,
  expr: promql`model:fraud_prediction_duration_seconds:p99_rate5m > ${limits.latency.warning}`,
  summary: "{{ $labels.model }} {{ $labels.version }} needs {{ $value | humanizeDuration }} for a prediction (p99)",
  description: "Checkouts wait for it; past their timeout callers go on without its judgement.",
  action: "Compare with feature lookups under Fraud Detection & ML, row Feature store metrics; else give it more CPU.",
} as const;

export default defineRules({
  interval: "30s",
  rules: [
    alert("FraudDetectionDown", {
      ...about,
      expr: promql`fraud_up{${fraud}} == 0`,
      for: "2m",
      severity: "critical",
      summary: "Fraud detection does not answer ({{ $labels.instance }})",
      description: "Its predictions cannot be read: it is down, or its database is. Transactions may pass unjudged.",
      action: "Look at `fraud_exporter_poll_errors_total` by reason, then at the service or PostgreSQL behind it.",
      examples: {
        fires: [{ series: { [`fraud_up{${exporter}}`]: "1x2 0x10" }, at: "6m" }],
        quiet: [{ name: "one failed poll", series: { [`fraud_up{${exporter}}`]: "1 1 0 1 1 1" }, at: "4m" }],
      },
    }),

    // Silent where it was busy: a night without customers is none of its business.
    alert("FraudPredictionsStopped", {
      ...about,
      expr: promql`
        time() - max by (job) (fraud_newest_prediction_timestamp_seconds{${fraud}}) > ${limits.silence}
        and on () platform:transactions:rate5m > 0.1`,
      for: "1m",
      severity: "critical",
      summary: "The newest fraud prediction is {{ $value | humanizeDuration }} old, and customers keep paying",
      description: "Transactions end and none of them is judged: fraud goes through unseen.",
      action: "Check the lag of the consumer that feeds it under Kafka & Streaming, then the service's own log.",
      examples: {
        fires: [{ series: { ...newest("0x20"), ...paid("0.12x20") }, at: "8m", message: "old, and customers" }],
        quiet: [
          { name: "judges", series: { ...newest("0+60x20"), ...paid("0.12x20") }, at: "8m" },
          { name: "hardly anybody pays", series: { ...newest("0x20"), ...paid("0.08x20") }, at: "8m" },
        ],
      },
    }),

    alert("FraudCheckBypassed", {
      ...about,
      team: "security",
      expr: promql`
        platform:fraud_predictions:rate5m / on () (platform:transactions:rate5m > 1) < ${limits.coverage}`,
      for: "10m",
      severity: "critical",
      summary: "Only {{ $value | humanizePercentage }} of transactions are judged by fraud detection",
      description:
        "Some way to pay goes round it, by mistake or by somebody's design. What goes that way is unprotected.",
      action:
        "Compare transactions by channel with predictions: the channel with the gap has lost its check in a release.",
      examples: {
        fires: [{ series: { ...predicted("1.35x30"), ...paid("1.5x30") }, at: "12m", message: "90%" }],
        quiet: [
          { name: "nearly all", series: { ...predicted("96x30"), ...paid("100x30") }, at: "20m" },
          { name: "a quiet hour", series: { ...predicted("0.5x30"), ...paid("1x30") }, at: "20m" },
          { name: "for a moment", series: { ...predicted("50x8 100x30"), ...paid("100x40") }, at: "12m" },
        ],
      },
    }),

    alert("FraudPredictionErrors", {
      ...errors,
      expr: promql`model:fraud_errors:ratio_rate5m > ${limits.errors.warning}`,
      for: "10m",
      severity: "warning",
      examples: {
        fires: [{ series: decided({ approve: "0+590x30", error: "0+10x30" }), at: "17m", labels }],
        quiet: [
          { name: "few", series: decided({ approve: "0+595x30", error: "0+5x30" }), at: "25m" },
          { name: "hardly used", series: decided({ approve: "0+3x30", error: "0+2x30" }), at: "25m" },
        ],
      },
    }),
    alert("FraudPredictionErrors", {
      ...errors,
      expr: promql`model:fraud_errors:ratio_rate5m > ${limits.errors.critical}`,
      for: "5m",
      severity: "critical",
      examples: {
        fires: [{ series: decided({ approve: "0+560x30", error: "0+40x30" }), at: "12m", labels }],
        quiet: [{ name: "not yet critical", series: decided({ approve: "0+580x30", error: "0+20x30" }), at: "25m" }],
      },
    }),

    alert("FraudPredictionsSlow", {
      ...slow,
      for: "10m",
      severity: "warning",
      examples: {
        fires: [{ series: took({ under025: "0+98.95x30", under1: "0+100x30" }), at: "17m", labels }],
        quiet: [{ name: "quick", series: took({ under025: "0+100x30", under1: "0+100x30" }), at: "25m" }],
      },
    }),
    alert("FraudPredictionsSlow", {
      ...slow,
      expr: promql`model:fraud_prediction_duration_seconds:p99_rate5m > ${limits.latency.critical}`,
      for: "5m",
      severity: "critical",
      examples: {
        fires: [{ series: took({ under025: "0+80x30", under1: "0+98x30" }), at: "12m", labels }],
        quiet: [{ name: "not yet critical", series: took({ under025: "0+90x30", under1: "0+100x30" }), at: "25m" }],
      },
    }),

    alert("FraudPredictionsFewerThanUsual", {
      ...about,
      expr: promql`
        platform:fraud_predictions:rate5m < 0.3 * platform:fraud_predictions:rate5m_baseline_min
        and platform:fraud_predictions:rate5m_baseline_min > 1`,
      for: "10m",
      severity: "warning",
      kind: "anomaly",
      summary: "Fraud detection makes {{ $value | humanize }} predictions per second, a third of the usual at most",
      description: "Fewer customers, or fewer of their payments reach it: the second is fraud passing unseen.",
      action:
        "Compare with Business Metrics: if transactions fell as well look there, else at the way to fraud detection.",
      examples: {
        fires: [{ series: usually({ now: "0.4x30", usual: "1.5x30" }), at: "12m" }],
        quiet: [
          { name: "a bit fewer", series: usually({ now: "3.5x30", usual: "10x30" }), at: "20m" },
          { name: "never many", series: usually({ now: "0.1x30", usual: "0.9x30" }), at: "20m" },
        ],
      },
    }),
  ],
});

/** Of the model in service; the version before it has been silent for an hour. */
function newest(timestamp: string) {
  const by = (version: string) =>
    `fraud_newest_prediction_timestamp_seconds{${exporter},model="gbm",version="${version}"}`;
  return { [by("7")]: timestamp, [by("6")]: "-3600x20" };
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
