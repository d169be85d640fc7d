import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./alertmanager.ts";

const alertmanager = job("alertmanager");
const server = `{${alertmanager},instance="alertmanager:9093"}`;
const slack = `${server.slice(0, -1)},integration="slack"}`;
const labels = { integration: "slack" };
// With `receiver-name-in-metrics`, Alertmanager also counts by receiver.
const receivers = ["operators", "business"];
const reasons = ["serverError", "clientError"];

export default defineExamples<typeof rules>({
  Watchdog: {
    fires: [{ series: {}, at: "2m" }],
    quiet: [{ name: "within its first minute", series: {}, at: "0s" }],
  },

  AlertmanagerConfigRejected: {
    fires: [{ series: { [`alertmanager_config_last_reload_successful${server}`]: "1x2 0x10" }, at: "9m" }],
    quiet: [
      { name: "fixed", series: { [`alertmanager_config_last_reload_successful${server}`]: "0x4 1x10" }, at: "7m" },
    ],
  },

  NotificationsFail: {
    warning: {
      fires: [{ series: sent({ all: ["0+500x40", "0+500x40"], failed: ["0+6x40", "0+6x40"] }), at: "22m", labels }],
      quiet: [
        { name: "none", series: sent({ all: ["0+10x40"], failed: ["0x40"] }), at: "25m" },
        { name: "one of many", series: sent({ all: ["0+60x40", "0+60x40"], failed: ["0+1x40"] }), at: "25m" },
      ],
    },
    critical: {
      fires: [{ series: sent({ all: ["0+10x40"], failed: ["0+3x40", "0+3x40"] }), at: "17m", labels }],
      quiet: [{ name: "half", series: sent({ all: ["0+5x40", "0+5x40"], failed: ["0+5x40"] }), at: "25m" }],
    },
  },

  NotificationsSlow: {
    fires: [
      {
        name: "those to one receiver",
        series: {
          ...latency({ under5: "0+100x50", all: "0+100x50" }),
          ...latency({ under5: "0x50", all: "0+12x50" }, "business"),
        },
        at: "35m",
        labels,
      },
    ],
    quiet: [{ series: latency({ under5: "0+10x50", all: "0+10x50" }), at: "40m" }],
  },

  AlertmanagerStorageFails: {
    fires: [
      { name: "silences", series: notStored("silences", "0x14 1x14 2x30"), at: "22m" },
      { name: "notifications", series: notStored("nflog", "0x14 1x14 2x30"), at: "22m" },
    ],
    quiet: [
      { name: "stores", series: notStored("silences", "0x60"), at: "30m" },
      { name: "hours ago", series: notStored("silences", "0x10 1x120"), at: "80m" },
    ],
  },

  SilenceForgotten: {
    fires: [{ series: silences("0x2 1x400"), step: "5m", at: "26h" }],
    quiet: [
      { name: "ended yesterday", series: silences("1x70 0 1x300"), step: "5m", at: "26h" },
      {
        name: "expired ones",
        series: { ...silences("0x400"), ...silences("3x400", "expired") },
        step: "5m",
        at: "26h",
      },
      { name: "known for less than a day", series: silences("1x300"), step: "5m", at: "20h" },
    ],
  },
});

/** @param all notifications by receiver  @param failed those that failed, by reason */
function sent({ all, failed }: { all: readonly string[]; failed: readonly string[] }): Record<string, string> {
  const total = all.map((samples, i) => [
    `alertmanager_notifications_total${slack.slice(0, -1)},receiver_name="${receivers[i]}"}`,
    samples,
  ]);
  const broken = failed.map((samples, i) => [
    `alertmanager_notifications_failed_total${slack.slice(0, -1)},reason="${reasons[i]}"}`,
    samples,
  ]);
  return Object.fromEntries([...total, ...broken]);
}

/** Notifications that took up to 5 seconds; the rest took up to 10. */
function latency({ under5, all }: { under5: string; all: string }, receiver = "operators") {
  const bucket = (le: string) =>
    `alertmanager_notification_latency_seconds_bucket${slack.slice(0, -1)},receiver_name="${receiver}",le="${le}"}`;
  return { [bucket("5.0")]: under5, [bucket("10.0")]: all, [bucket("+Inf")]: all };
}

function silences(number: string, state = "active") {
  return { [`alertmanager_silences${server.slice(0, -1)},state="${state}"}`]: number };
}

/** How often it could not store its silences or its notifications, over time. */
function notStored(part: "silences" | "nflog", values: string) {
  return { [`alertmanager_${part}_maintenance_errors_total${server}`]: values };
}
