// Service level objectives, API, orders and support.
import { alert, defineRules, promql, rowRef } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const shop = job("transactions");
const limits = thresholds.business;
const about = {
  team: "business",
  domain: "business",
  concern: "performance",
  dashboard: rowRef("business", "Operational KPIs"),
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    // The long window shows that the budget is at risk, the short one that errors still occur. Fewer than ten bad events are chance.
    alert("SloBudgetBurns", {
      ...about,
      expr: ({ long, short, rate }) => promql`
        slo:error_budget_burn:ratio_rate${long} > ${rate}
        and slo:error_budget_burn:ratio_rate${short} > ${rate}
        and on (cluster, job, slo)
          sum by (cluster, job, slo) (increase(slo_events_total{${shop},result="bad"}[${long}])) > ${limits.leastBadEvents}`,
      severities: {
        critical: { limit: { long: "1h", short: "5m", rate: limits.burnRate.critical }, for: "2m" },
        warning: { limit: { long: "6h", short: "30m", rate: limits.burnRate.warning }, for: "15m" },
        info: { limit: { long: "3d", short: "6h", rate: 1 }, for: "1h" },
      },
      summary: "{{ $labels.slo }} burns its error budget {{ $value | humanize }} times faster than allowed",
      description: "At this rate the service level objective will be missed.",
      action: "Find out which requests fail, and stop releases of that service until the cause is fixed.",
    }),

    alert("ApiErrors", {
      ...about,
      dashboard: rowRef("business", "API and logs"),
      expr: promql`route:http_errors:ratio_rate5m > ${limits.apiErrors}`,
      for: "10m",
      severity: "warning",
      keepFiringFor: "10m",
      summary:
        "{{ $value | humanizePercentage }} of requests to {{ $labels.route }} of {{ $labels.job }} end in a server error",
      description: "Customers and partners get an error for each of these requests.",
      action: "Search the service's log for this route. Roll back if a release came shortly before.",
    }),

    alert("ApiRefusesLogins", {
      ...about,
      dashboard: rowRef("business", "API and logs"),
      team: "security",
      domain: "security",
      expr: promql`
        sum by (cluster, job, route) (rate(http_requests_total{${shop},status=~"401|403"}[5m]))
          / sum by (cluster, job, route) (rate(http_requests_total{${shop}}[5m])) > ${thresholds.security.apiRefusals}
        and on (cluster, job, route)
          sum by (cluster, job, route) (rate(http_requests_total{${shop},status=~"401|403"}[5m]))
            > ${thresholds.security.loginFailures}`,
      for: "5m",
      severity: "critical",
      summary:
        "{{ $value | humanizePercentage }} of requests to {{ $labels.route }} of {{ $labels.job }} are rejected (401 or 403)",
      description: "Somebody tries passwords or stolen tokens, or a release has broken the login of customers.",
      action:
        "Look at the client addresses in the service's log. Few addresses mean an attack: block them. Many addresses mean that the login is broken.",
    }),

    alert("UrgentTicketsPileUp", {
      ...about,
      expr: promql`
        sum by (cluster, job) (support_tickets_open{${shop},priority="urgent"}) > ${limits.urgentTickets}`,
      for: "30m",
      severity: "warning",
      summary: "{{ $value }} urgent support tickets are open",
      description: "Customers report a problem that the monitoring may not show.",
      action: "Read the newest five tickets with the support team. If they have the same cause, open an incident.",
    }),
  ],
});
