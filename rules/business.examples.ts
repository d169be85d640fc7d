import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./business.ts";

const shop = job("transactions");
const web = `${shop},instance="transactions:9502",channel="web"`;
const labels = { channel: "web" };

export default defineExamples<typeof rules>({
  TransactionsFewerThanUsual: {
    fires: [{ series: transactions({ now: "0.28x30", usual: "0.6x30", bound: "min" }), at: "17m" }],
    quiet: [
      { name: "half", series: transactions({ now: "5x30", usual: "10x30", bound: "min" }), at: "20m" },
      { name: "never many", series: transactions({ now: "0x30", usual: "0.5x30", bound: "min" }), at: "20m" },
      { name: "for a moment", series: transactions({ now: "4x10 9x20", usual: "10x30", bound: "min" }), at: "17m" },
    ],
  },

  TransactionsStopped: {
    fires: [
      { series: { ...ended({ approved: "0+6x20 120x40" }), ...usually("0.1x60") }, at: "38m" },
      { name: "just enough to know", series: { ...ended({ approved: "120x60" }), ...usually("0.034x60") }, at: "17m" },
    ],
    quiet: [
      { name: "a few", series: { ...ended({ approved: "0+0.2x60" }), ...usually("0.1x60") }, at: "38m" },
      {
        name: "a night without customers",
        series: { ...ended({ approved: "120x60" }), ...usually("0.033x60") },
        at: "38m",
      },
    ],
  },

  TransactionsMoreThanUsual: {
    fires: [{ series: transactions({ now: "1.6x30", usual: "0.6x30", bound: "max" }), at: "17m" }],
    quiet: [
      { name: "twice as many", series: transactions({ now: "20x30", usual: "10x30", bound: "max" }), at: "20m" },
      { name: "still few", series: transactions({ now: "1x30", usual: "0.1x30", bound: "max" }), at: "20m" },
    ],
  },

  TransactionsFail: {
    fires: [{ series: ended({ approved: "0+67.9x30", failed: "0+2.1x30" }), at: "17m", labels, message: "3%" }],
    quiet: [
      { name: "few", series: ended({ approved: "0+98x30", failed: "0+2x30" }), at: "25m" },
      { name: "chance", series: ended({ approved: "0+4x30", failed: "0+1x30" }), at: "25m" },
    ],
  },

  TransactionsDeclined: {
    fires: [{ series: ended({ approved: "0+5x50", declined: "0+2x50" }), at: "35m", labels }],
    quiet: [
      { name: "some", series: ended({ approved: "0+75x50", declined: "0+25x50" }), at: "40m" },
      { name: "chance", series: ended({ approved: "0+3x50", declined: "0+1.2x50" }), at: "40m" },
    ],
  },

  TransactionsSlow: {
    fires: [{ series: duration({ under1: "0+6.4x30", under5: "0+7x30" }), at: "17m", labels }],
    quiet: [
      { name: "quick", series: duration({ under1: "0+6.6x30", under5: "0+7x30" }), at: "25m" },
      { name: "hardly used", series: duration({ under1: "0+4x30", under5: "0+5x30", all: "0+5x30" }), at: "25m" },
    ],
  },
});

function usually(perSecond: string) {
  return { [`platform:transactions:rate5m_baseline_min{${shop}}`]: perSecond };
}

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
