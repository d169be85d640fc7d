import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./log-collectors.ts";

const promtail = `${job("promtail")},instance="promtail:9080"`;
const alloy = `${job("alloy")},instance="alloy:12345"`;

export default defineExamples<typeof rules>({
  LogCollectorDown: {
    fires: [
      { series: { [`up{${promtail}}`]: "0x10", [`up{${alloy}}`]: "1x2 0x10" }, at: "9m" },
      {
        name: "Promtail alone",
        series: { [`up{${promtail}}`]: "0x10", [`up{${job("node-exporter")}}`]: "1x10" },
        at: "7m",
      },
    ],
    quiet: [
      { name: "one of the two", series: { [`up{${promtail}}`]: "0x10", [`up{${alloy}}`]: "1x10" }, at: "9m" },
      { name: "restarts", series: { [`up{${alloy}}`]: "1x2 0x3 1x10" }, at: "9m" },
    ],
  },

  LogLinesDropped: {
    fires: [
      {
        name: "Promtail",
        series: dropped("promtail", promtail, "0+4x30", "0+4x30"),
        at: "17m",
        labels: { job: "promtail", reason: "ingester_error" },
      },
      {
        name: "Alloy",
        series: dropped("loki_write", alloy, "0+4x30", "0+4x30"),
        at: "17m",
        labels: { job: "alloy" },
      },
    ],
    quiet: [{ name: "a few", series: dropped("loki_write", alloy, "0+2x30", "0+3x30"), at: "25m" }],
  },

  LogsNotSent: {
    fires: [
      {
        name: "Promtail",
        series: pushes("promtail_request", promtail, { "204": "0+89x30", "500": "0+6x30", "429": "0+5x30" }),
        at: "17m",
      },
      {
        name: "Alloy",
        series: pushes("loki_write_request", alloy, { "204": "0+89x30", "500": "0+6x30", "429": "0+5x30" }),
        at: "17m",
      },
    ],
    quiet: [
      {
        name: "few of Promtail's",
        series: pushes("promtail_request", promtail, { "200": "0+20x30", "204": "0+71x30", "500": "0+9x30" }),
        at: "25m",
      },
      {
        name: "few of Alloy's",
        series: pushes("loki_write_request", alloy, { "200": "0+20x30", "204": "0+71x30", "500": "0+9x30" }),
        at: "25m",
      },
    ],
  },

  LogsNotRead: {
    fires: [
      { name: "Promtail", series: { [`promtail_sent_entries_total{${promtail}}`]: "0+9x5 50x50" }, at: "40m" },
      { name: "Alloy", series: { [`loki_write_sent_entries_total{${alloy}}`]: "0+9x5 50x50" }, at: "40m" },
    ],
    quiet: [
      { name: "a few", series: { [`loki_write_sent_entries_total{${alloy}}`]: "0+1x60" }, at: "40m" },
      { name: "Promtail to one of two", series: sent("promtail", promtail), at: "40m" },
      { name: "Alloy to one of two", series: sent("loki_write", alloy), at: "40m" },
    ],
  },

  AlloyComponentsUnhealthy: {
    fires: [
      { name: "one", series: components("unhealthy", "1x30"), at: "17m" },
      {
        name: "one of each kind",
        series: { ...components("unhealthy", "1x30"), ...components("exited", "1x30") },
        at: "17m",
        message: "2 components",
      },
    ],
    quiet: [
      {
        name: "healthy",
        series: { ...components("healthy", "9x30"), ...components("unhealthy", "0x30") },
        at: "20m",
      },
    ],
  },
});

/** Lines that a collector dropped, for two tenants. */
function dropped(metric: string, collector: string, first: string, second: string) {
  const series = (tenant: string) =>
    `${metric}_dropped_entries_total{${collector},tenant="${tenant}",reason="ingester_error"}`;
  return { [series("platform")]: first, [series("audit")]: second };
}

/** Lines to one Loki of two, of which the other is a spare. */
function sent(metric: string, collector: string) {
  const series = (host: string) => `${metric}_sent_entries_total{${collector},host="${host}"}`;
  return { [series("loki:3100")]: "0+1x60", [series("spare:3100")]: "0x60" };
}

/** @param statuses pushes by the status that Loki answered */
function pushes(metric: string, collector: string, statuses: Readonly<Record<string, string>>) {
  const series = Object.entries(statuses).map(([status, samples]) => [
    `${metric}_duration_seconds_count{${collector},status_code="${status}"}`,
    samples,
  ]);
  return Object.fromEntries(series) as Record<string, string>;
}

function components(health: string, number: string) {
  return { [`alloy_component_controller_running_components{${alloy},health_type="${health}"}`]: number };
}
