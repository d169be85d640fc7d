import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./business-operations.ts";

const shop = job("transactions");
const service = `${shop},instance="transactions:9502"`;
const second = `${shop},instance="transactions-2:9502"`;

export default defineExamples<typeof rules>({
  SloBudgetBurns: {
    critical: {
      fires: [
        {
          series: events({ good: "0+98.4x80", bad: "0+1.6x80" }),
          at: "1h",
          labels: { slo: "checkout-availability" },
        },
        { name: "bad just enough", series: events({ good: "0+1.6x80", bad: "0+0.16x80" }), at: "1h10m" },
      ],
      quiet: [
        { name: "more slowly", series: events({ good: "0+98.7x80", bad: "0+1.3x80" }), at: "1h" },
        { name: "eases off", series: events({ good: "0+98x80", bad: "0+2x50 101.3+1.3x30" }), at: "1h" },
        { name: "chance", series: events({ good: "0+1.4x80", bad: "0+0.14x80" }), at: "1h10m" },
        { name: "has just got worse", series: events({ good: "0+98x80", bad: "0+1.2x55 68+2x25" }), at: "1h" },
      ],
    },
    warning: {
      fires: [
        {
          series: events({ good: "0+99.35x80", bad: "0+0.65x80" }),
          at: "1h",
          labels: { slo: "checkout-availability" },
        },
        { name: "bad just enough", series: events({ good: "0+1.3x90", bad: "0+0.15x90" }), step: "5m", at: "6h30m" },
      ],
      quiet: [
        { name: "more slowly", series: events({ good: "0+99.5x80", bad: "0+0.5x80" }), at: "1h" },
        {
          name: "has just got worse",
          series: events({ good: "0+99x95", bad: "0+0.45x55 25.2+0.8x40" }),
          at: "1h26m",
        },
        { name: "chance", series: events({ good: "0+1.1x160", bad: "0+0.12x160" }), step: "5m", at: "13h" },
      ],
    },
    info: {
      fires: [
        { series: events({ good: "0+998.5x100", bad: "0+1.5x100" }), at: "1h10m" },
        { name: "bad just enough", series: events({ good: "0+0.9x120", bad: "0+0.1x120" }), at: "2h55m" },
      ],
      quiet: [
        { name: "within the promise", series: events({ good: "0+99.95x100", bad: "0+0.05x100" }), at: "1h10m" },
        { name: "has just begun", series: events({ good: "0+997x280", bad: "0x204 0+3x40" }), step: "5m", at: "20h" },
        {
          name: "eases off",
          series: events({ good: "0+990x280", bad: "0+10x36 360.5+0.5x250" }),
          step: "5m",
          at: "20h",
        },
        { name: "chance", series: events({ good: "0+0.9x100", bad: "0+0.08x100" }), at: "1h40m" },
      ],
    },
  },

  ApiErrors: {
    fires: [{ series: requests({ "200": "0+98x30", "500": "0+2x30" }), at: "17m", labels: { route: "/pay" } }],
    quiet: [
      { name: "few", series: requests({ "200": "0+990x30", "500": "0+9x30" }), at: "25m" },
      { name: "the caller's fault", series: requests({ "200": "0+98x30", "404": "0+2x30" }), at: "25m" },
      { name: "hardly used", series: requests({ "200": "0+4x30", "500": "0+1x30" }), at: "25m" },
    ],
  },

  ApiRefusesLogins: {
    fires: [
      {
        series: requests({ "200": "0+70x30", "401": "0+22x30", "403": "0+13x30" }),
        at: "12m",
        labels: { route: "/pay" },
      },
    ],
    quiet: [
      {
        name: "a smaller share",
        series: requests({ "200": "0+160x30", "401": "0+40x30", "403": "0+20x30" }),
        at: "20m",
      },
      { name: "a handful", series: requests({ "200": "0+40x30", "401": "0+15x30", "403": "0+10x30" }), at: "20m" },
    ],
  },

  UrgentTicketsPileUp: {
    fires: [{ series: tickets("urgent", ["6x40", "5x40"]), at: "35m" }],
    quiet: [
      { name: "ten", series: tickets("urgent", ["5x40", "5x40"]), at: "35m" },
      { name: "not urgent", series: tickets("low", ["90x40", "90x40"]), at: "35m" },
    ],
  },
});

/** Events of an objective that promises 99.9%. */
function events({ good, bad }: { good: string; bad: string }) {
  const slo = `${service},slo="checkout-availability"`;
  return {
    [`slo_events_total{${slo},result="good"}`]: good,
    [`slo_events_total{${slo},result="bad"}`]: bad,
    [`slo_target_ratio{${slo}}`]: "0.999x300",
  };
}

/** @param statuses requests by their status code */
function requests(statuses: Readonly<Record<string, string>>) {
  const series = Object.entries(statuses).map(([status, samples]) => [
    `http_requests_total{${service},method="POST",route="/pay",status="${status}"}`,
    samples,
  ]);
  return Object.fromEntries(series) as Record<string, string>;
}

/** Open tickets at each of two instances. */
function tickets(priority: string, [first, other]: readonly [string, string]) {
  return {
    [`support_tickets_open{${service},priority="${priority}"}`]: first,
    [`support_tickets_open{${second},priority="${priority}"}`]: other,
  };
}
