import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./loki.ts";

const loki = job("loki");
const server = `${loki},instance="loki:3100"`;
const push = `${server},route="loki_api_v1_push",method="POST"`;
const diskFull = "loki_ingester_wal_disk_full_failures_total";
const flush = "loki_ingester_chunks_flush_failures_total";
const panic = "loki_panic_total";

export default defineExamples<typeof rules>({
  LokiRequestsFail: {
    fires: [{ series: requests({ "204": "0+85x30", "500": "0+15x30" }), at: "17m", labels: { instance: "loki:3100" } }],
    quiet: [
      { name: "few", series: requests({ "204": "0+90x30", "500": "0+10x30" }), at: "25m" },
      { name: "the sender's fault", series: requests({ "204": "0+85x30", "400": "0+15x30" }), at: "25m" },
      { name: "hardly used", series: requests({ "204": "0+1x30", "500": "0+1x30" }), at: "25m" },
    ],
  },

  LokiSlow: {
    fires: [
      {
        name: "those that it refuses",
        series: {
          ...took({ under1: "0+990x40", all: "0+990x40" }),
          ...took({ under1: "0x40", all: "0+12x40" }, { status: "429" }),
        },
        at: "22m",
      },
    ],
    quiet: [
      { name: "quick", series: took({ under1: "0+100x40", all: "0+100x40" }), at: "30m" },
      {
        name: "tails",
        series: took({ under1: "0x40", all: "0+100x40" }, { route: "loki_api_v1_tail" }),
        at: "30m",
      },
    ],
  },

  LokiDiscardsLines: {
    fires: [{ series: discarded("0+40x30", "0+40x30"), at: "17m", labels: { reason: "rate_limited" } }],
    quiet: [{ name: "a few", series: discarded("0+30x30", "0+20x30"), at: "25m" }],
  },

  LokiLosesLines: {
    fires: [
      { name: "disk full", series: once(diskFull), at: "14m" },
      { name: "flush", series: once(flush), at: "14m" },
      { name: "panic", series: once(panic), at: "14m" },
    ],
    quiet: [{ name: "a while ago", series: { ...once(diskFull), ...once(flush), ...once(panic) }, at: "18m" }],
  },

  LokiRetentionStopped: {
    fires: [{ series: retention("1x250"), at: "4h5m" }],
    quiet: [
      { name: "runs", series: retention("1x30 9000x250"), at: "4h5m" },
      { name: "never ran yet", series: retention("0x250"), at: "4h5m" },
    ],
  },
});

/** @param statuses requests by their status code */
function requests(statuses: Readonly<Record<string, string>>) {
  const series = Object.entries(statuses).map(([status, samples]) => [
    `loki_request_duration_seconds_count{${push},status_code="${status}"}`,
    samples,
  ]);
  return Object.fromEntries(series) as Record<string, string>;
}

/** Requests that took up to a second; the rest took up to five. */
function took({ under1, all }: { under1: string; all: string }, { route = "loki_api_v1_push", status = "204" } = {}) {
  const bucket = (le: string) =>
    `loki_request_duration_seconds_bucket{${server},route="${route}",status_code="${status}",le="${le}"}`;
  return { [bucket("1.0")]: under1, [bucket("5.0")]: all, [bucket("+Inf")]: all };
}

/** Lines of two tenants. */
function discarded(first: string, second: string) {
  const series = (tenant: string) => `loki_discarded_samples_total{${server},tenant="${tenant}",reason="rate_limited"}`;
  return { [series("platform")]: first, [series("audit")]: second };
}

/** An event in the sixth minute. */
function once(counter: string) {
  return { [`${counter}{${server}}`]: "0x5 1x20" };
}

function retention(timestamp: string) {
  return { [`loki_compactor_apply_retention_last_successful_run_timestamp_seconds{${server}}`]: timestamp };
}
