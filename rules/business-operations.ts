// Are promises to customers kept: service levels, orders, support, the API?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const shop = job("transactions");
const service = `${shop},instance="transactions:9502"`;
const second = `${shop},instance="transactions-2:9502"`;
const open = `orders_open{${service}}`;
const limits = thresholds.business;
const about = { team: "business", domain: "business", concern: "performance", dashboard: "business" } as const;

// The long window says that it matters, the short one that it still goes on. One of a hundred events is no budget.
const burning = (long: string, short: string, rate: number) => promql`
  slo:error_budget_burn:ratio_rate${long} > ${rate}
  and slo:error_budget_burn:ratio_rate${short} > ${rate}
  and on (job, slo) sum by (job, slo) (increase(slo_events_total{${shop}}[${long}])) > 100`;

const budget = {
  ...about,
  summary: "{{ $labels.slo }} spends its error budget {{ $value | humanize }} times faster than promised",
  description: "At this pace the service level will be missed: customers get less than they were promised.",
  action:
    "Look at what fails under Business Metrics, row Operational KPIs; stop releases of that service until it is mended.",
} as const;

const api = {
  ...about,
  summary:
    "{{ $value | humanizePercentage }} of requests to {{ $labels.route }} of {{ $labels.job }} end in a server error",
  description: "Customers and partners see a failure for each of them.",
  action: "Search the service's log for that route; roll back if a release came shortly before.",
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("SloBudgetBurns", {
      ...budget,
      expr: burning("1h", "5m", limits.burnRate.critical),
      for: "2m",
      severity: "critical",
      examples: {
        fires: [
          {
            series: events({ good: "0+98.4x80", bad: "0+1.6x80" }),
            at: "1h",
            labels: { slo: "checkout-availability" },
          },
          { name: "used just enough", series: events({ good: "0+1.6x80", bad: "0+0.15x80" }), at: "1h10m" },
        ],
        quiet: [
          { name: "more slowly", series: events({ good: "0+98.7x80", bad: "0+1.3x80" }), at: "1h" },
          { name: "eases off", series: events({ good: "0+98x80", bad: "0+2x50 101.3+1.3x30" }), at: "1h" },
          { name: "hardly used", series: events({ good: "0+1.4x80", bad: "0+0.15x80" }), at: "1h10m" },
          { name: "has just got worse", series: events({ good: "0+98x80", bad: "0+1.2x55 68+2x25" }), at: "1h" },
        ],
      },
    }),
    alert("SloBudgetBurns", {
      ...budget,
      expr: burning("6h", "30m", limits.burnRate.warning),
      for: "15m",
      severity: "warning",
      examples: {
        fires: [
          {
            series: events({ good: "0+99.35x80", bad: "0+0.65x80" }),
            at: "1h",
            labels: { slo: "checkout-availability" },
          },
          { name: "used just enough", series: events({ good: "0+1.3x90", bad: "0+0.15x90" }), step: "5m", at: "6h30m" },
        ],
        quiet: [
          { name: "more slowly", series: events({ good: "0+99.5x80", bad: "0+0.5x80" }), at: "1h" },
          {
            name: "has just got worse",
            series: events({ good: "0+99x95", bad: "0+0.45x55 25.2+0.8x40" }),
            at: "1h26m",
          },
          { name: "hardly used", series: events({ good: "0+1.1x160", bad: "0+0.15x160" }), step: "5m", at: "13h" },
        ],
      },
    }),
    alert("SloBudgetBurns", {
      ...budget,
      expr: burning("3d", "6h", 1),
      for: "1h",
      severity: "info",
      examples: {
        fires: [
          { series: events({ good: "0+99.85x100", bad: "0+0.15x100" }), at: "1h10m" },
          { name: "used just enough", series: events({ good: "0+0.9x100", bad: "0+0.1x100" }), at: "2h55m" },
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
          { name: "hardly used", series: events({ good: "0+0.9x100", bad: "0+0.1x100" }), at: "1h35m" },
        ],
      },
    }),

    alert("ApiErrors", {
      ...api,
      expr: promql`route:http_errors:ratio_rate5m > ${limits.apiErrors.warning}`,
      for: "10m",
      severity: "warning",
      examples: {
        fires: [{ series: requests({ "200": "0+98x30", "500": "0+2x30" }), at: "17m", labels: { route: "/pay" } }],
        quiet: [
          { name: "few", series: requests({ "200": "0+990x30", "500": "0+9x30" }), at: "25m" },
          { name: "the caller's fault", series: requests({ "200": "0+98x30", "404": "0+2x30" }), at: "25m" },
          { name: "hardly used", series: requests({ "200": "0+4x30", "500": "0+1x30" }), at: "25m" },
        ],
      },
    }),
    alert("ApiErrors", {
      ...api,
      expr: promql`route:http_errors:ratio_rate5m > ${limits.apiErrors.critical}`,
      for: "5m",
      severity: "critical",
      examples: {
        fires: [{ series: requests({ "200": "0+94x30", "503": "0+6x30" }), at: "12m", labels: { route: "/pay" } }],
        quiet: [{ name: "not yet critical", series: requests({ "200": "0+96x30", "503": "0+4x30" }), at: "25m" }],
      },
    }),

    alert("ApiRefusesLogins", {
      ...about,
      team: "security",
      domain: "security",
      expr: promql`
        sum by (job, route) (rate(http_requests_total{${shop},status=~"401|403"}[5m]))
          / sum by (job, route) (rate(http_requests_total{${shop}}[5m])) > ${thresholds.security.apiRefusals}
        and on (job, route)
          sum by (job, route) (rate(http_requests_total{${shop},status=~"401|403"}[5m]))
            > ${thresholds.security.loginFailures}`,
      for: "5m",
      severity: "critical",
      summary: "{{ $value | humanizePercentage }} of requests to {{ $labels.route }} of {{ $labels.job }} are refused",
      description:
        "Somebody tries passwords or stolen tokens by the hundred, or a release has broken the customers' login.",
      action:
        "Look at the addresses in the service's log: few addresses mean an attack to block, many mean a broken login.",
      examples: {
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
    }),

    alert("OrdersPileUp", {
      ...about,
      concern: "resources",
      expr: promql`
        (sum by (job) (orders_open{${shop}}) > 100)
          / on (job) (sum by (job) (rate(orders_total{${shop},status="fulfilled"}[3h])) * 3600)
          > ${limits.orderBacklogHours}
        and on (job) orders_open{${shop}} offset 3h`,
      for: "1h",
      severity: "warning",
      summary: "Open orders need {{ $value | humanize }} hours at the present pace",
      description: "More is sold than delivered: promised dates will be missed.",
      action: "Tell operations; see whether the interface to the warehouse delivers orders at all.",
      examples: {
        fires: [
          { series: orders({ open: "3000x100", fulfilled: "0+5x100" }), step: "5m", at: "4h15m" },
          {
            name: "a small shop",
            series: orders({ open: "55x100", fulfilled: "0+0.09x100" }),
            step: "5m",
            at: "4h15m",
          },
        ],
        quiet: [
          { name: "two days", series: orders({ open: "2750x100", fulfilled: "0+5x100" }), step: "5m", at: "4h15m" },
          { name: "a tiny shop", series: orders({ open: "45x100", fulfilled: "0+0.05x100" }), step: "5m", at: "4h15m" },
          { name: "known for an hour", series: orders({ open: "3000x30", fulfilled: "0+5x30" }), step: "5m", at: "2h" },
        ],
      },
    }),

    alert("OrderBacklogGrows", {
      ...about,
      concern: "resources",
      expr: promql`
        predict_linear(orders_open{${shop}}[6h], 86400) > 2 * orders_open{${shop}}
        and orders_open{${shop}} offset 3h
        and orders_open{${shop}} > 1000`,
      for: "1h",
      severity: "info",
      kind: "prediction",
      summary: "{{ $value | humanize }} orders will be open tomorrow at this pace, twice as many as now",
      description: "A trend, not yet a delay: time to plan shifts and stock.",
      action: "Compare placed and fulfilled orders of the week under Business Metrics and tell operations.",
      examples: {
        fires: [{ series: { [open]: "800+7.5x100" }, step: "5m", at: "4h15m" }],
        quiet: [
          { name: "not twice as many", series: { [open]: "2000+6.7x100" }, step: "5m", at: "4h15m" },
          { name: "grew hours ago", series: { [open]: "1000+60x48 3940x100" }, step: "5m", at: "10h15m" },
          { name: "few", series: { [open]: "490+7.5x100" }, step: "5m", at: "4h15m" },
          { name: "known for an hour", series: { [open]: "2000+50x20" }, step: "5m", at: "1h30m" },
        ],
      },
    }),

    alert("UrgentTicketsPileUp", {
      ...about,
      expr: promql`
        sum by (job) (support_tickets_open{${shop},priority="urgent"}) > ${limits.urgentTickets}`,
      for: "30m",
      severity: "warning",
      summary: "{{ $value }} urgent support tickets are open",
      description: "Customers report something that our measurements may not show.",
      action: "Read the newest five with support: if they have one cause, open an incident for it.",
      examples: {
        fires: [{ series: tickets("urgent", ["6x40", "5x40"]), at: "35m" }],
        quiet: [
          { name: "ten", series: tickets("urgent", ["5x40", "5x40"]), at: "35m" },
          { name: "not urgent", series: tickets("low", ["90x40", "90x40"]), at: "35m" },
        ],
      },
    }),
  ],
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

/** Orders at each of two instances. */
function orders({ open, fulfilled }: { open: string; fulfilled: string }) {
  const series = [service, second].flatMap((instance) => [
    [`orders_open{${instance}}`, open],
    [`orders_total{${instance},channel="web",status="fulfilled"}`, fulfilled],
    [`orders_total{${instance},channel="web",status="placed"}`, "0+20x100"],
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
