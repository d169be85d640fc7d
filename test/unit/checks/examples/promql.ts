import type { Duration } from "../../../../lib/model/duration.ts";
import type { Model } from "../../../../lib/model/model.ts";
import { type Examples, pair } from "./example.ts";
import { alertOn, recording } from "./shop.ts";

const inClusters = (expr: string): Model => {
  const model = alertOn(expr);
  return { ...model, settings: { ...model.settings, identityLabels: ["cluster"] } };
};

const onAlert = (bad: string, good: string) => pair((expr: string) => alertOn(expr), { bad, good });

export const promqlExamples: Examples = {
  "rule-identity": pair(inClusters, {
    bad: "sum by (queue) (shop_queue_length) > 5",
    good: "sum by (cluster, queue) (shop_queue_length) > 5",
  }),
  "promql-syntax": onAlert("rate(shop_requests_total) > 5", "rate(shop_requests_total[5m]) > 5"),
  "promql-metric": onAlert('shop_request_total{job="shop"} > 5', 'shop_requests_total{job="shop"} > 5'),
  "promql-job": onAlert('up{job="shopp"} == 0', 'up{job="shop"} == 0'),
  "promql-label": onAlert(
    'shop_queue_length{job="shop",queu="orders"} > 5',
    'shop_queue_length{job="shop",queue="orders"} > 5',
  ),
  "promql-label-value": onAlert(
    'rate(shop_requests_total{method="get"}[5m]) > 5',
    'rate(shop_requests_total{method="GET"}[5m]) > 5',
  ),
  "promql-matchers": onAlert(
    'shop_queue_length{queue="a",queue!~"a|b"} > 5',
    'shop_queue_length{queue=~"a|b",queue!="a"} > 5',
  ),
  "promql-recording": pair(recording, {
    bad: { "shop:a:sum": "shop:b:sum + 1", "shop:b:sum": "shop:a:sum * 2" },
    good: { "shop:a:sum": "shop:b:sum + 1", "shop:b:sum": "sum(shop_queue_length)" },
  }),
  "promql-counter": onAlert("rate(shop_queue_length[5m]) > 5", "deriv(shop_queue_length[5m]) > 5"),
  "promql-rate-of-sum": onAlert("rate(sum(shop_requests_total)[5m:]) > 5", "sum(rate(shop_requests_total[5m])) > 5"),
  "promql-window": onAlert("rate(shop_requests_total[15s]) > 5", "rate(shop_requests_total[1m]) > 5"),
  "promql-quantile": onAlert(
    "histogram_quantile(0.99, sum(rate(shop_request_seconds_bucket[5m]))) > 1",
    "histogram_quantile(0.99, sum by (le) (rate(shop_request_seconds_bucket[5m]))) > 1",
  ),
  "promql-grouping": onAlert("sum by (que) (shop_queue_length) > 5", "sum by (queue) (shop_queue_length) > 5"),
  "promql-matching": onAlert(
    "rate(shop_requests_total[5m]) / shop_queue_length > 5",
    "sum by (instance) (rate(shop_requests_total[5m])) / on (instance) sum by (instance) (shop_queue_length) > 5",
  ),
  "promql-unit": onAlert(
    "shop_disk_used_ratio > shop_disk_used_percent",
    "shop_disk_used_ratio * 100 > shop_disk_used_percent",
  ),
  "promql-comparison": onAlert("shop_disk_used_ratio > 90", "shop_disk_used_ratio > 0.9"),
  "promql-bucket": onAlert(
    'rate(shop_request_seconds_bucket{le="1"}[5m]) > 5',
    'rate(shop_request_seconds_bucket{le=~"1|1.0"}[5m]) > 5',
  ),
  "promql-collision": onAlert(
    'sum(rate({__name__=~"shop_.*_total",job="shop"}[5m])) > 5',
    'count({__name__=~"shop_.*_total",job="shop"}) > 5',
  ),
  "promql-divisor": onAlert(
    "shop_queue_length / shop_queue_limit > 0.9",
    "shop_queue_length / shop_queue_limit > 0.9 and shop_queue_limit > 0",
  ),
  "alert-absent-wait": pair((duration: Duration) => alertOn('absent(up{job="shop"})', { for: duration }), {
    bad: "0s",
    good: "1m",
  }),
  "alert-changing-series": onAlert("topk(3, shop_queue_length) > 5", "sum(topk(3, shop_queue_length)) > 5"),
  "alert-bare-counter": onAlert("shop_requests_total > 100", "increase(shop_requests_total[1h]) > 100"),
  "alert-silent-end": pair(
    (expr: string) => {
      const model = alertOn("shop_queue_length > 100");
      return { ...model, rules: [...model.rules, ...alertOn(expr).rules] };
    },
    { bad: "shop_memory_bytes > 1e9", good: 'up{job="shop"} == 0' },
  ),
  "query-retention": pair(
    (metrics: Duration) => ({
      ...alertOn("avg_over_time(up[7d] offset 7d) < 0.9"),
      retention: { metrics, logs: "7d" },
    }),
    { bad: "10d", good: "15d" },
  ),
  "rule-lookback": pair(
    (interval: Duration) => {
      const model = recording({ "shop:queue:sum": "sum(shop_queue_length)" });
      const rules = model.rules.map((group) => ({ ...group, definition: { ...group.definition, interval } }));
      return { ...model, rules: [...rules, ...alertOn("shop:queue:sum > 5").rules] };
    },
    { bad: "10m", good: "5m" },
  ),
  "suppression-unused": onAlert(
    "# suppress promql-comparison: it was 0 once\nshop_disk_used_ratio > 0.9",
    "# suppress promql-comparison: fires whenever the shop runs\nshop_disk_used_ratio >= 0",
  ),
};
