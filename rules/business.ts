// Do customers buy, pay and come through? What the platform is for.
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const shop = job("transactions");
const web = `${shop},instance="transactions:9502",channel="web"`;
const labels = { channel: "web" };
const limits = thresholds.business;
const about = { team: "business", domain: "business", concern: "performance", dashboard: "business" } as const;

const fewer = (ratio: number) => promql`
  platform:transactions:rate5m < ${ratio} * platform:transactions:rate5m_baseline_min
  and platform:transactions:rate5m_baseline_min > 0.5`;

const volume = {
  ...about,
  kind: "anomaly",
  summary: "{{ $value | humanize }} transactions per second, far fewer than usual",
  description:
    "Fewer than at this time yesterday and a week ago: customers cannot buy, or do not come. Revenue is being lost.",
  action: "Buy something yourself, then see under Business Metrics which channel and which step of the checkout fell.",
} as const;

// Below 6 transactions a minute one that fails is a high share.
const failing = (ratio: number) => promql`
  channel:transactions_failed:ratio_rate5m > ${ratio}
  and on (job, channel) channel:transactions:rate5m > 0.1`;

const failed = {
  ...about,
  summary: "{{ $value | humanizePercentage }} of transactions by {{ $labels.channel }} fail by our fault",
  description: "Customers wanted to pay and could not. Some try again, some do not come back.",
  action:
    "Search the transaction service's log for ERROR; the payment provider, MySQL and Kafka are what it depends on.",
} as const;

const slow = {
  ...about,
  summary: "A transaction by {{ $labels.channel }} takes {{ $value | humanizeDuration }} (p95)",
  description: "Customers wait with their card in hand, and leave.",
  action:
    "Compare with fraud predictions, MySQL and the payment provider: the one that slowed at the same minute is it.",
} as const;

const took = (seconds: number) => promql`
  channel:transactions_duration_seconds:p95_rate5m > ${seconds}
  and on (job, channel) channel:transactions:rate5m > 0.1`;

export default defineRules({
  interval: "30s",
  rules: [
    alert("TransactionsFewerThanUsual", {
      ...volume,
      expr: fewer(limits.volumeDrop.warning),
      for: "15m",
      severity: "warning",
      examples: {
        fires: [{ series: transactions({ now: "0.28x30", usual: "0.6x30", bound: "min" }), at: "17m" }],
        quiet: [
          { name: "half", series: transactions({ now: "5x30", usual: "10x30", bound: "min" }), at: "20m" },
          { name: "never many", series: transactions({ now: "0x30", usual: "0.5x30", bound: "min" }), at: "20m" },
          { name: "for a moment", series: transactions({ now: "4x10 9x20", usual: "10x30", bound: "min" }), at: "17m" },
        ],
      },
    }),
    alert("TransactionsFewerThanUsual", {
      ...volume,
      expr: fewer(limits.volumeDrop.critical),
      for: "5m",
      severity: "critical",
      examples: {
        fires: [{ series: transactions({ now: "0.11x30", usual: "0.6x30", bound: "min" }), at: "7m" }],
        quiet: [
          { name: "not yet critical", series: transactions({ now: "2x30", usual: "10x30", bound: "min" }), at: "20m" },
          { name: "never many", series: transactions({ now: "0x30", usual: "0.5x30", bound: "min" }), at: "20m" },
        ],
      },
    }),

    alert("TransactionsMoreThanUsual", {
      ...about,
      expr: promql`
        platform:transactions:rate5m > ${limits.volumeSurge} * platform:transactions:rate5m_baseline_max
        and platform:transactions:rate5m > 1`,
      for: "15m",
      severity: "info",
      kind: "anomaly",
      summary: "{{ $value | humanize }} transactions per second, far more than usual",
      description: "A campaign, or somebody who tries stolen cards by the thousand. The platform was sized for less.",
      action: "Ask marketing; if nobody knows, look at amounts and declines, and tell the fraud team.",
      examples: {
        fires: [{ series: transactions({ now: "1.6x30", usual: "0.6x30", bound: "max" }), at: "17m" }],
        quiet: [
          { name: "twice as many", series: transactions({ now: "20x30", usual: "10x30", bound: "max" }), at: "20m" },
          { name: "still few", series: transactions({ now: "1x30", usual: "0.1x30", bound: "max" }), at: "20m" },
        ],
      },
    }),

    alert("TransactionsFail", {
      ...failed,
      expr: failing(limits.failed.warning),
      for: "10m",
      severity: "warning",
      examples: {
        fires: [{ series: ended({ approved: "0+6.79x30", failed: "0+0.21x30" }), at: "17m", labels, message: "3%" }],
        quiet: [
          { name: "few", series: ended({ approved: "0+98x30", failed: "0+2x30" }), at: "25m" },
          { name: "hardly used", series: ended({ approved: "0+4x30", failed: "0+1x30" }), at: "25m" },
        ],
      },
    }),
    alert("TransactionsFail", {
      ...failed,
      expr: failing(limits.failed.critical),
      for: "3m",
      severity: "critical",
      examples: {
        fires: [{ series: ended({ approved: "0+6.6x30", failed: "0+0.4x30" }), at: "10m", labels }],
        quiet: [
          { name: "not yet critical", series: ended({ approved: "0+95x30", failed: "0+5x30" }), at: "25m" },
          { name: "hardly used", series: ended({ approved: "0+4x30", failed: "0+1x30" }), at: "25m" },
        ],
      },
    }),

    alert("TransactionsDeclined", {
      ...about,
      expr: promql`
        channel:transactions_declined:ratio_rate15m > ${limits.declined}
        and on (job, channel) channel:transactions:rate5m > 0.1`,
      for: "15m",
      severity: "warning",
      summary: "Banks decline {{ $value | humanizePercentage }} of transactions by {{ $labels.channel }}",
      description: "A payment provider has trouble, or somebody tries cards. Honest customers are among the declined.",
      action: "Group declines by payment method: one method means its provider, small equal amounts mean card testing.",
      examples: {
        fires: [{ series: ended({ approved: "0+5x50", declined: "0+2x50" }), at: "35m", labels }],
        quiet: [
          { name: "some", series: ended({ approved: "0+75x50", declined: "0+25x50" }), at: "40m" },
          { name: "hardly used", series: ended({ approved: "0+3x50", declined: "0+2x50" }), at: "40m" },
        ],
      },
    }),

    alert("TransactionsSlow", {
      ...slow,
      expr: took(limits.latency.warning),
      for: "10m",
      severity: "warning",
      examples: {
        fires: [{ series: duration({ under1: "0+6.4x30", under5: "0+7x30" }), at: "17m", labels }],
        quiet: [
          { name: "quick", series: duration({ under1: "0+6.6x30", under5: "0+7x30" }), at: "25m" },
          { name: "hardly used", series: duration({ under1: "0+4x30", under5: "0+5x30", all: "0+5x30" }), at: "25m" },
        ],
      },
    }),
    alert("TransactionsSlow", {
      ...slow,
      expr: took(limits.latency.critical),
      for: "5m",
      severity: "critical",
      examples: {
        fires: [{ series: duration({ under1: "0+3x30", under5: "0+6.6x30" }), at: "12m", labels }],
        quiet: [
          { name: "not yet critical", series: duration({ under1: "0+5x30", under5: "0+6.7x30" }), at: "25m" },
          { name: "hardly used", series: duration({ under1: "0+2x30", under5: "0+4x30", all: "0+5x30" }), at: "25m" },
        ],
      },
    }),
  ],
});

function transactions({ now, usual, bound }: { now: string; usual: string; bound: "min" | "max" }) {
  const series = "platform:transactions:rate5m";
  return { [`${series}{${shop}}`]: now, [`${series}_baseline_${bound}{${shop}}`]: usual };
}

/** @param statuses transactions by the status that they ended with */
function ended(statuses: Readonly<Record<string, string>>) {
  const series = Object.entries(statuses).map(([status, samples]) => [
    `transactions_total{${web},status="${status}",payment_method="card",currency="USD"}`,
    samples,
  ]);
  return Object.fromEntries(series) as Record<string, string>;
}

/** Transactions, seven a minute, that needed up to one second and up to five; the rest needed up to ten. */
function duration({ under1, under5, all = "0+7x30" }: { under1: string; under5: string; all?: string }) {
  const bucket = (le: string) => `transactions_duration_seconds_bucket{${web},status="approved",le="${le}"}`;
  return {
    ...ended({ approved: all }),
    [bucket("1.0")]: under1,
    [bucket("5.0")]: under5,
    [bucket("10.0")]: all,
    [bucket("+Inf")]: all,
  };
}
