import { defineMetrics, metric } from "../../../../lib/metrics/define.ts";
import { settingsOf } from "../../../../lib/model/config.ts";
import type { AlertRule, Duration, Model, Severity } from "../../../../lib/model/model.ts";
import { alertOn, recording } from "../examples/shop.ts";
import { type Tables, table, texts } from "./table.ts";

const { counter, gauge } = metric;

const waiting = ([expr, duration]: readonly [expr: string, duration: Duration], changes: Partial<Model> = {}) => ({
  ...alertOn(expr, { for: duration }),
  ...changes,
});

/** An alert on a queue beside other alerts. */
const beside = (...others: readonly (readonly [expr: string, severity?: Severity])[]): Model => {
  const model = alertOn("shop_queue_length > 100");
  return {
    ...model,
    rules: [...model.rules, ...others.flatMap(([expr, severity = "critical"]) => alertOn(expr, { severity }).rules)],
  };
};

/** An alert alone, on what nothing else watches. */
const alone = (expr: string, more: Partial<AlertRule> = {}) => alertOn(expr, more);

/** What an exporter computes, with the requests that it divides by. */
const cache = defineMetrics({
  title: "Cache",
  version: "1",
  metrics: {
    cache_hits_ratio: { ...gauge("ratio", [], "Share of reads"), per: 'cache_requests_total{kind="read"}' },
    cache_misses_ratio: {
      ...gauge("ratio", [], "Share of misses"),
      per: 'cache_requests_total{kind="read"} + cache_requests_total{kind="write",zone="a"}',
    },
    cache_requests_total: counter("count", ["kind", "zone"], "Requests"),
  },
});

const failed = 'sum(rate(shop_requests_total{code="500"}[5m])) / sum(rate(shop_requests_total[5m])) > 0.1';

/** Alerts beside the recording rules of a shop and the catalog of its cache. */
const floor = (expr: string): Model => {
  const model = recording({
    "shop:requests:rate5m": "sum(rate(shop_requests_total[5m]))",
    "shop:received:rate5m": "sum(rate(shop_received_bytes_total[5m]))",
    "shop:received:increase1h": "sum(increase(shop_received_bytes_total[1h]))",
    "shop:errors:ratio_rate5m": 'sum(rate(shop_requests_total{code="500"}[5m])) / shop:requests:rate5m',
    "shop:errors:ratio": "shop:errors:ratio_rate5m",
    "shop:loop:rate5m": "shop:loop:rate5m or rate(shop_received_bytes_total[5m])",
    "shop:queue:max": "max(shop_queue_length)",
  });
  return {
    ...model,
    rules: [...model.rules, ...alertOn(expr).rules],
    catalogs: [...model.catalogs, { name: "cache", file: "metrics/cache.ts", definition: cache }],
  };
};

export const conditionCases: Tables = {
  "alert-absent-wait": {
    ...table(waiting, {
      accepted: {
        "two scrapes": ['absent(up{job="shop"})', "30s"],
        "a window of its own": ['absent_over_time(up{job="shop"}[10m])', "0s"],
        "no absence": ["shop_queue_length > 5", "0s"],
        "a condition of the absence": ['shop_queue_length > 5 and on () absent(up{job="shop"})', "0s"],
      },
    }),
    refused: {
      "an absence within a disjunction": () =>
        waiting(['shop_queue_length > 5 or absent(shop_queue_length{queue="a"})', "15s"]),
      "an absence of a metric": () => waiting(['absent(shop_queue_length{job="shop"})', "29s"]),
      "a job without an interval of its own": () =>
        waiting(["absent(other)", "1m"], { settings: settingsOf({ prometheus: { scrapeInterval: "45s" } }) }),
    },
  },
  "alert-changing-series": table(waiting, {
    refused: {
      "the lowest": ["bottomk(3, shop_queue_length) > 5", "1m"],
      "values as labels": ['count_values("length", shop_queue_length) > 5', "1m"],
      "two of each queue": ["topk by (queue) (2, shop_queue_length) > 5", "1m"],
      "one of all": ["topk(1, shop_queue_length) > 5", "1m"],
      "one without a label": ["topk without (queue) (1, shop_queue_length) > 5", "1m"],
      "a number that a query gives": ["topk by (queue) (scalar(shop_queue_limit), shop_queue_length) > 5", "1m"],
    },
    accepted: {
      "one of each queue": ["topk by (queue) (1, shop_queue_length) > 5", "1m"],
      "no `for`": ["topk(3, shop_queue_length) > 5", "0s"],
      "another aggregation": ["max by (queue) (shop_queue_length) > 5", "1m"],
    },
  }),
  "alert-bare-counter": texts(alone, {
    refused: [
      "shop_requests_total >= 100",
      "(shop_requests_total == 100)",
      "shop_requests_total < 100",
      "shop_requests_total != 100",
      "shop_requests_total > 100 and up == 1",
      "sum(shop_requests_total) > 100",
    ],
    accepted: [
      "shop_requests_total > bool 100",
      "shop_requests_total > shop_requests_total offset 1h",
      "shop_queue_length > 100",
      "rate(shop_requests_total[5m]) > 100",
      "shop_requests_total / 100",
    ],
  }),
  "alert-silent-end": {
    refused: {
      "a value that is at least something": () => alone("shop_queue_length >= 100"),
      "one job in two alerts": () => beside(["shop_memory_bytes > 1e9"]),
      "two thresholds": () => alone("shop_queue_length > 100 and shop_memory_bytes > 1e9"),
      "an absence of another metric": () => beside(['absent(other_metric{job="other"})']),
      "an alert on another metric of the job": () => beside(["shop_memory_bytes < 1"]),
      "an absence of a metric of no known job": () => beside(["absent(other_metric)"]),
      "an alert on the targets of another job": () => beside(['up{job="other"} == 0']),
    },
    accepted: {
      "a job whose targets are watched": () => beside(['up{job="shop"} == 0']),
      "every job's targets": () => beside(["up == 0"]),
      "a job that is probed": () => beside(['probe_success{job="shop"} == 0']),
      "a metric whose absence is watched": () => beside(["absent(shop_queue_length)"]),
      "a metric whose absence is watched over time": () => beside(["absent_over_time(shop_queue_length[5m])"]),
      "series that must not end": () => beside(["shop_queue_limit unless shop_queue_length"]),
      "an alert that watches the absence itself": () => alone("shop_queue_length > 100 or absent(shop_queue_length)"),
      "an alert that notifies nobody": () => alone("shop_queue_length > 100", { severity: "none" }),
      "a low value": () => alone("shop_queue_length < 1"),
      "a low value beside a high one": () => alone("shop_queue_length > 100 or shop_memory_bytes < 1"),
      "no comparison": () => alone("shop_queue_length"),
      "a comparison that keeps all series": () => alone("shop_queue_length > bool 100"),
      "a difference": () => alone("shop_queue_length - 100"),
      "what rules record": () => alone("shop:queue:max > 100"),
      "a name in a matcher": () => alone('{__name__="shop_queue_length"} > 100'),
      "a metric of no known job": () => alone("other_metric > 100"),
    },
  },
  "alert-ratio-floor": texts(floor, {
    refused: [
      `${failed} and sum(increase(shop_received_bytes_total[5m])) >= 2`,
      `(${failed}) and (sum(rate(shop_received_bytes_total[5m])) > 20)`,
      `${failed} and shop:received:rate5m > 20`,
      `${failed} and shop:loop:rate5m > 20`,
      `${failed} and shop:received:increase1h > 20`,
      "shop:errors:ratio_rate5m > 0.1 and shop:received:rate5m > 20",
      "shop:errors:ratio > 0.1 and shop:received:rate5m > 20",
      "cache_hits_ratio < 0.5 and rate(cache_requests_total[5m]) > 20",
      'cache_hits_ratio < 0.5 and rate(cache_requests_total{kind="write"}[5m]) > 20',
      'cache_hits_ratio < 0.5 and rate(cache_requests_total{kind!="read"}[5m]) > 20',
      'cache_hits_ratio < 0.5 and rate(cache_requests_total{zone="read"}[5m]) > 20',
      'cache_hits_ratio < 0.5 and rate(shop_requests_total{kind="read"}[5m]) > 20',
      "cache_hits_ratio < 0.5 and shop_queue_length > 20",
      'cache_misses_ratio > 0.5 and rate(cache_requests_total{kind="write"}[5m]) > 20',
    ],
    accepted: [
      `${failed} and sum(increase(shop_requests_total[5m])) > 20`,
      `${failed} and shop:requests:rate5m > 20`,
      `${failed} and sum(increase(shop_received_bytes_total[5m])) > 1`,
      `${failed} and sum(increase(shop_received_bytes_total[5m])) < 20`,
      `${failed} and 20 < sum(increase(shop_received_bytes_total[5m]))`,
      `${failed} and sum(increase(shop_received_bytes_total[5m]))`,
      `${failed} or sum(increase(shop_received_bytes_total[5m])) > 20`,
      `${failed} and shop_queue_length > 20`,
      `${failed} and shop:queue:max > 20`,
      `${failed} and shop:unknown:rate5m > 20`,
      `${failed} and {job="shop"} > 20`,
      "shop:errors:ratio_rate5m > 0.1 and shop:requests:rate5m > 20",
      "shop_queue_length / 100 > 0.5 and shop:received:rate5m > 20",
      "shop_queue_length > 0.5 and shop:received:rate5m > 20",
      "shop:errors:ratios > 0.1 and shop:received:rate5m > 20",
      'cache_hits_ratio < 0.5 and rate(cache_requests_total{kind="read"}[5m]) > 20',
      'cache_misses_ratio > 0.5 and rate(cache_requests_total{kind="write",zone="a"}[5m]) > 20',
      'cache_hits_ratio < 0.5 and rate(cache_requests_total{kind="read"}[5m]) + rate(shop_requests_total[5m]) > 20',
      `${failed} and sum(increase(shop_requests_total[5m])) + sum(shop_queue_length) > 20`,
      'cache_hits_ratio < 0.5 and sum(rate(cache_requests_total{zone="a",kind="read"}[5m])) > 20',
    ],
  }),
  "promql-recording": {
    refused: {
      "a rule that reads itself": () => recording({ "shop:a:sum": "shop:a:sum + 1" }),
      "names in matchers": () =>
        recording({ "shop:a:sum": '{__name__="shop:b:sum"} + 1', "shop:b:sum": "shop:a:sum * 2" }),
      "a cycle on one side of an operation": () =>
        recording({ "shop:a:sum": "up and shop:b:sum", "shop:b:sum": "shop:a:sum unless up", "shop:c:sum": "up" }),
      "what both sides of an alternative need": () => recording({ "shop:a:sum": "shop:a:sum * 2 or shop:a:sum" }),
      "a longer cycle": () =>
        recording({ "shop:a:sum": "shop:b:sum", "shop:b:sum": "shop:c:sum", "shop:c:sum": "shop:a:sum" }),
      "one of two rules of a name": () => {
        const [first, second] = [recording({ "shop:a:sum": "up" }), recording({ "shop:a:sum": "shop:a:sum + 1" })];
        return { ...first, rules: [...first.rules, ...second.rules] };
      },
    },
    accepted: {
      "an alternative that needs nothing": () => recording({ "shop:a:sum": "shop:a:sum offset 1m or vector(0)" }),
      "an absence": () => recording({ "shop:a:sum": "absent(shop:a:sum)" }),
      "an absence over time": () => recording({ "shop:a:sum": "absent_over_time(shop:a:sum[5m])" }),
      "an excluded series": () => recording({ "shop:a:sum": "up unless shop:a:sum" }),
      "a rule that is not PromQL": () => recording({ "shop:a:sum": "shop:a:sum +" }),
      "rules that another thread checks": () => {
        const model = recording({ "shop:a:sum": "shop:a:sum + 1" });
        return { ...model, part: { rules: [], isLast: false } as unknown as NonNullable<Model["part"]> };
      },
    },
  },
  "suppression-unused": texts(alone, {
    refused: [
      "# suppress promql-unti: both are fractions\nshop_disk_used_ratio > 0.9",
      "# suppress alert-owner: nobody has it\nshop_disk_used_ratio > 0.9",
      "# suppress promql-comparison\nshop_disk_used_ratio >= 0",
      "# suppress promql-comparison: it was 0 once\nshop_disk_used_ratio > 0.9 # allow promql-unit: no unit",
      "# suppress promql-syntax: it is PromQL\nshop_disk_used_ratio > 0.9",
      "# suppress promql-syntax:\nshop_disk_used_ratio >",
      "#suppress \t promql-unit  : \t both are fractions  \r\nshop_disk_used_ratio > 0.9",
    ],
    accepted: [
      "# allow promql-comparison: fires whenever the shop runs\nshop_disk_used_ratio >= 0",
      "# suppress promql-syntax: a newer Prometheus reads it\nshop_disk_used_ratio >",
      "# suppresses nothing\nshop_disk_used_ratio > 0.9",
      "shop_disk_used_ratio > 0.9",
    ],
  }),
  "promql-comparison": texts(alone, {
    accepted: ["# suppress promql-unit: another one\nshop_disk_used_ratio > 0.9", "shop_disk_used_ratio > 90 +"],
  }),
  "promql-unit": {
    refused: {
      "a query in an alert's text": () =>
        alertOn("shop_queue_length > 5", {
          description: '{{ query "shop_disk_used_ratio > shop_disk_used_percent" | first | value }} are used',
        } as Partial<AlertRule>),
    },
  },
};
