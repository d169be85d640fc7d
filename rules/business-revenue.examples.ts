import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./business-revenue.ts";

const shop = job("transactions");
const service = `${shop},instance="transactions:9502"`;

export default defineExamples<typeof rules>({
  RevenueBelowUsual: {
    fires: [{ series: revenue({ perMinute: "0+4.2x150", usual: "0.12x150" }), at: "1h40m" }],
    quiet: [
      { name: "a bit less", series: revenue({ perMinute: "0+360x150", usual: "9.9x150" }), at: "1h40m" },
      { name: "never much", series: revenue({ perMinute: "0x150", usual: "0.1x150" }), at: "1h40m" },
      {
        name: "is back after half an hour",
        series: revenue({ perMinute: "0+600x60 36000x34 36000+600x60", usual: "10x150" }),
        at: "1h56m",
      },
    ],
  },

  RevenueNotBooked: {
    fires: [{ series: booked({ revenue: "0+50x5 250x30", card: "0+4x40", wallet: "0+3x40" }), at: "25m" }],
    quiet: [
      { name: "books", series: booked({ revenue: "0+50x40", card: "0+4x40", wallet: "0+3x40" }), at: "25m" },
      { name: "few pay", series: booked({ revenue: "250x40", card: "0+3x40", wallet: "0+2.5x40" }), at: "25m" },
    ],
  },

  CheckoutConversionBelowUsual: {
    fires: [{ series: conversion({ now: "0.02x100", views: "0+3.2x100" }), at: "1h35m", labels: { channel: "web" } }],
    quiet: [
      { name: "a bit fewer", series: conversion({ now: "0.025x100", views: "0+3.2x100" }), at: "1h35m" },
      { name: "few visits", series: conversion({ now: "0.02x100", views: "0+2.5x100" }), at: "1h35m" },
    ],
  },

  RefundsHigh: {
    fires: [{ series: refunded("0+11x80"), at: "1h10m" }],
    quiet: [{ name: "some", series: refunded("0+9x80"), at: "1h10m" }],
  },

  ChargebacksHigh: {
    fires: [
      { series: reasons({ chargeback: "0+0.2x150", fraud: "0+0.15x150", returned: "0+1x150" }), at: "2h5m" },
      {
        name: "came half a day ago",
        series: reasons({ chargeback: "0x8 0+8x9 72x14", returned: "0+40x6 250+10x24" }),
        step: "1h",
        at: "30h",
      },
    ],
    quiet: [
      {
        name: "a smaller share",
        series: reasons({ chargeback: "0+1x80", fraud: "0+1x80", returned: "0+9x80" }),
        at: "1h10m",
      },
      {
        name: "fewer than yesterday",
        series: reasons({ chargeback: "0+12x6 73.7+1.7x24", returned: "0+10x32" }),
        step: "1h",
        at: "30h",
      },
      {
        name: "a handful a day",
        series: reasons({ chargeback: "0+0.8x32", returned: "0+1.6x32" }),
        step: "1h",
        at: "30h",
      },
      {
        name: "few of the many since",
        series: reasons({ chargeback: "0+3x75 225x40", returned: "0+7x75 1000+500x40" }),
        at: "1h40m",
      },
    ],
  },
});

/** @param usual USD per second */
function revenue({ perMinute, usual }: { perMinute: string; usual: string }) {
  return {
    [`revenue_usd_total{${service}}`]: perMinute,
    [`platform:revenue_usd:rate1h_baseline_min{${shop}}`]: usual,
  };
}

/** @param card transactions by card that were approved; each of them follows one that was declined */
function booked({ revenue, card, wallet }: { revenue: string; card: string; wallet: string }) {
  const transactions = (status: string, payment: string) =>
    `transactions_total{${service},channel="web",status="${status}",payment_method="${payment}",currency="USD"}`;
  return {
    [`revenue_usd_total{${service},channel="web",currency="USD"}`]: revenue,
    [transactions("approved", "card")]: card,
    [transactions("declined", "card")]: card,
    [transactions("approved", "wallet")]: wallet,
  };
}

/**
 * A channel where four of a hundred visits usually end in a purchase.
 * @param views at each of two instances; at one of them as many fill a cart
 */
function conversion({ now, views }: { now: string; views: string }) {
  const series = "channel:checkout_conversion:ratio_rate1h";
  const web = `{${shop},channel="web"}`;
  const step = (instance: string, name: string) =>
    `checkout_steps_total{${shop},instance="${instance}",channel="web",step="${name}"}`;
  return {
    [`${series}${web}`]: now,
    [`${series}_baseline_min${web}`]: "0.04x100",
    [step("transactions:9502", "view")]: views,
    [step("transactions-2:9502", "view")]: views,
    [step("transactions:9502", "cart")]: views,
  };
}

/** Refunds of a shop that earns 100 USD a minute. */
function refunded(usd: string) {
  return {
    [`refunds_usd_total{${service},channel="web",reason="returned"}`]: usd,
    [`revenue_usd_total{${service},channel="web",currency="USD"}`]: "0+100x80",
  };
}

/** @param refunds by their reason */
function reasons(refunds: Readonly<Record<string, string>>) {
  const series = Object.entries(refunds).map(([reason, samples]) => [
    `refunds_total{${service},channel="web",reason="${reason}"}`,
    samples,
  ]);
  return Object.fromEntries(series) as Record<string, string>;
}
