// Are promises to customers kept: service levels, orders, support, the API?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const shop = job("transactions");
const limits = thresholds.business;
const about = { team: "business", domain: "business", concern: "performance", dashboard: "business" } as const;

export default defineRules({
  interval: "1m",
  rules: [
    // The long window says that it matters, the short one that it still goes on. One of a hundred events is no budget.
    alert("SloBudgetBurns", {
      ...about,
      expr: ({ long, short, rate }) => promql`
        slo:error_budget_burn:ratio_rate${long} > ${rate}
        and slo:error_budget_burn:ratio_rate${short} > ${rate}
        and on (job, slo) sum by (job, slo) (increase(slo_events_total{${shop}}[${long}])) > 100`,
      severities: {
        critical: { limit: { long: "1h", short: "5m", rate: limits.burnRate.critical }, for: "2m" },
        warning: { limit: { long: "6h", short: "30m", rate: limits.burnRate.warning }, for: "15m" },
        info: { limit: { long: "3d", short: "6h", rate: 1 }, for: "1h" },
      },
      summary: "{{ $labels.slo }} spends its error budget {{ $value | humanize }} times faster than promised",
      description: "At this pace the service level will be missed: customers get less than they were promised.",
      action:
        "Look at what fails under Business Metrics, row Operational KPIs; stop releases of that service until it is mended.",
    }),

    alert("ApiErrors", {
      ...about,
      expr: (limit) => promql`route:http_errors:ratio_rate5m > ${limit}`,
      severities: {
        warning: { limit: limits.apiErrors.warning, for: "10m" },
        critical: { limit: limits.apiErrors.critical, for: "5m" },
      },
      summary:
        "{{ $value | humanizePercentage }} of requests to {{ $labels.route }} of {{ $labels.job }} end in a server error",
      description: "Customers and partners see a failure for each of them.",
      action: "Search the service's log for that route; roll back if a release came shortly before.",
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
    }),
  ],
});
