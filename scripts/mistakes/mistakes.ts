import type { Duration } from "../../lib/model/model.ts";

/** A common mistake in PromQL and its correction, with the metrics of the example shop. */
export interface Mistake {
  readonly wrong: string;
  readonly right: string;
  /** The alert's `for`, if the expression is an alert's condition. */
  readonly for?: Duration;
}

/** Mistakes by kind. */
export const mistakes: Readonly<Record<string, readonly Mistake[]>> = {
  "Names that do not exist": [
    { wrong: "shop_request_total", right: "shop_requests_total" },
    { wrong: 'up{job="shopp"}', right: 'up{job="shop"}' },
    { wrong: 'shop_queue_length{job="prometheus"}', right: 'shop_queue_length{job="shop"}' },
    { wrong: "shop:requests:rate1h", right: "shop:requests:rate5m" },
    { wrong: "shop_request_seconds_buckets", right: "shop_request_seconds_bucket" },
    { wrong: 'shop_queue_length{queu="orders"}', right: 'shop_queue_length{queue="orders"}' },
    { wrong: 'shop_queue_length{name!~"test.*"}', right: 'shop_queue_length{queue!~"test.*"}' },
    { wrong: "sum by (que) (shop_queue_length)", right: "sum by (queue) (shop_queue_length)" },
    { wrong: "sum without (pod) (shop_queue_length)", right: "sum without (queue) (shop_queue_length)" },
    { wrong: 'sum by (le) (shop_queue_length{queue="a"})', right: 'sum by (queue) (shop_queue_length{queue="a"})' },
    {
      wrong: 'label_replace(shop_queue_length, "kind", "$1", "name", "(.*)")',
      right: 'label_replace(shop_queue_length, "kind", "$1", "queue", "(.*)")',
    },
    {
      wrong: "shop_queue_length * on (instance) group_left (revision) shop_build_info",
      right: "shop_queue_length * on (instance) group_left (version) shop_build_info",
    },
    {
      wrong: "shop_queue_length / on (instance, que) shop_queue_limit",
      right: "shop_queue_length / on (instance, queue) shop_queue_limit",
    },
  ],
  "Matchers that select nothing": [
    { wrong: 'shop_requests_total{method="get"}', right: 'shop_requests_total{method="GET"}' },
    { wrong: 'shop_requests_total{method=~"GE|PO"}', right: 'shop_requests_total{method=~"G.*|P.*"}' },
    { wrong: 'shop_requests_total{method=~"get|post"}', right: 'shop_requests_total{method=~"(?i:get|post)"}' },
    { wrong: 'shop_requests_total{method!="DELETE"}', right: 'shop_requests_total{method!="POST"}' },
    { wrong: 'shop_queue_length{queue="a",queue="b"}', right: 'shop_queue_length{queue=~"a|b"}' },
    { wrong: 'shop_queue_length{queue="a",queue!~"a|b"}', right: 'shop_queue_length{queue!~"a|b"}' },
    { wrong: 'shop_requests_total{code="500",code!~"5.."}', right: 'shop_requests_total{code=~"5..",code!="501"}' },
  ],
  "Functions over the wrong samples": [
    { wrong: "rate(shop_queue_length[5m])", right: "deriv(shop_queue_length[5m])" },
    { wrong: "increase(shop_memory_bytes[1h])", right: "delta(shop_memory_bytes[1h])" },
    { wrong: "delta(shop_requests_total[1h])", right: "increase(shop_requests_total[1h])" },
    { wrong: "rate(sum(shop_requests_total)[5m:])", right: "sum(rate(shop_requests_total[5m]))" },
    { wrong: "increase(shop:requests:sum[1h:1m])", right: "sum(increase(shop_requests_total[1h]))" },
    { wrong: "rate(rate(shop_requests_total[1m])[5m:])", right: "deriv(rate(shop_requests_total[1m])[5m:])" },
    { wrong: "rate(shop_requests_total[15s])", right: "rate(shop_requests_total[1m])" },
    { wrong: "resets(shop_queue_length[1h])", right: "changes(shop_queue_length[1h])" },
  ],
  "Conditions that hold, or do not, by accident": [
    { wrong: "shop_queue_length / shop_queue_limit > 0.9", right: "shop_queue_length / (shop_queue_limit > 0) > 0.9" },
    {
      wrong: "1 - shop_queue_length / shop_queue_limit < 0.1",
      right: "1 - shop_queue_length / shop_queue_limit < 0.1 and shop_queue_limit > 0",
    },
    {
      wrong: "avg(rate(shop_request_seconds_sum[5m]) / rate(shop_request_seconds_count[5m])) > 1",
      right: "sum(rate(shop_request_seconds_sum[5m])) / sum(rate(shop_request_seconds_count[5m])) > 1",
    },
    { wrong: "vector(0) > 1", right: "vector(2) > 1" },
    { wrong: "shop_queue_length == NaN", right: "shop_queue_length != shop_queue_length" },
    { wrong: "shop_memory_bytes > 5m", right: "shop_memory_bytes > 5e6" },
    { wrong: "increase(shop_start_time_seconds[1h]) > 0", right: "changes(shop_start_time_seconds[1h]) > 0" },
    { wrong: "max_over_time(shop_queue_length[5m:5m]) > 5", right: "max_over_time(shop_queue_length[5m:1m]) > 5" },
  ],
  "Series with equal labels": [
    {
      wrong: 'max_over_time({__name__=~"shop_queue_.*",job="shop"}[5m]) > 5',
      right: "max_over_time(shop_queue_length[5m]) > 5",
    },
    {
      wrong: 'label_replace(shop_queue_length, "kind", "$1", "queue", "(.*")',
      right: 'label_replace(shop_queue_length, "kind", "$1", "queue", "(.*)")',
    },
    {
      wrong: 'label_replace(shop_queue_length, "queue", "all", "", "")',
      right: 'label_replace(shop_queue_length, "kind", "all", "", "")',
    },
    {
      wrong: "shop_queue_length / on (instance) shop_queue_limit",
      right: "shop_queue_length / on (instance, queue) shop_queue_limit",
    },
    {
      wrong: "shop_memory_bytes * on (instance) group_left () shop_queue_limit",
      right: "shop_memory_bytes * on (instance) group_left () max by (instance) (shop_queue_limit)",
    },
  ],
  "Buckets and quantiles": [
    {
      wrong: 'rate(shop_request_seconds_bucket{le="1"}[5m])',
      right: 'rate(shop_request_seconds_bucket{le="1.0"}[5m])',
    },
    {
      wrong: 'rate(shop_request_seconds_bucket{le=~"5|10"}[5m])',
      right: 'rate(shop_request_seconds_bucket{le=~"5.0|10.0"}[5m])',
    },
    {
      wrong: "histogram_quantile(0.9, sum(rate(shop_request_seconds_bucket[5m])))",
      right: "histogram_quantile(0.9, sum by (le) (rate(shop_request_seconds_bucket[5m])))",
    },
    {
      wrong: "histogram_quantile(0.9, rate(shop_request_seconds_sum[5m]))",
      right: "histogram_quantile(0.9, rate(shop_request_seconds_bucket[5m]))",
    },
    {
      wrong: "histogram_quantile(95, sum by (le) (rate(shop_request_seconds_bucket[5m])))",
      right: "histogram_quantile(0.95, sum by (le) (rate(shop_request_seconds_bucket[5m])))",
    },
    { wrong: "quantile(99, shop_queue_length)", right: "quantile(0.99, shop_queue_length)" },
    { wrong: "topk(0, shop_queue_length)", right: "topk(3, shop_queue_length)" },
  ],
  "Vectors that do not match": [
    {
      wrong: "shop_requests_total / shop_queue_length",
      right: "sum by (instance) (shop_requests_total) / on (instance) sum by (instance) (shop_queue_length)",
    },
    {
      wrong: "shop_queue_length > on (instance, method) shop_queue_limit",
      right: "shop_queue_length > on (instance, queue) shop_queue_limit",
    },
    {
      wrong: 'shop_requests_total{method="GET"} / shop_requests_total{method="POST"}',
      right: 'shop_requests_total{method="GET"} / ignoring (method) shop_requests_total{method="POST"}',
    },
    {
      wrong: "shop_memory_bytes / on (instance) shop_request_seconds_count",
      right: "shop_memory_bytes / on (instance) sum by (instance) (shop_request_seconds_count)",
    },
    {
      wrong: "shop_requests_total / on (instance) shop_request_seconds_count",
      right: "sum by (instance) (shop_requests_total) / on (instance) sum by (instance) (shop_request_seconds_count)",
    },
    {
      wrong: "shop_memory_bytes and shop_queue_length > 5",
      right: "shop_memory_bytes and on (instance) shop_queue_length > 5",
    },
    {
      wrong: 'up{job="shop"} unless sum(shop_queue_length)',
      right: 'up{job="shop"} unless on () sum(shop_queue_length)',
    },
  ],
  "Units that do not mix": [
    { wrong: "shop_memory_bytes + shop_queue_length", right: "shop_memory_bytes + shop_memory_bytes" },
    {
      wrong: "shop_disk_used_ratio > shop_disk_used_percent",
      right: "shop_disk_used_ratio * 100 > shop_disk_used_percent",
    },
    {
      wrong: "rate(shop_received_bytes_total[5m]) > shop_memory_bytes",
      right: "increase(shop_received_bytes_total[5m]) > shop_memory_bytes",
    },
    {
      wrong: "shop_start_time_seconds + shop_start_time_seconds",
      right: "time() - shop_start_time_seconds",
    },
    {
      wrong: "time() - shop_memory_bytes",
      right: "time() - shop_start_time_seconds",
    },
  ],
  "Comparisons that are always or never true": [
    { wrong: "shop_disk_used_ratio > 90", right: "shop_disk_used_ratio > 0.9" },
    { wrong: 'up{job="shop"} == 2', right: 'up{job="shop"} == 0' },
    { wrong: "rate(shop_requests_total[5m]) < 0", right: "rate(shop_requests_total[5m]) == 0" },
    { wrong: 'count(up{job="shop"}) == 0', right: 'absent(up{job="shop"})' },
    { wrong: "shop_disk_used_percent >= 0", right: "shop_disk_used_percent >= 80" },
    {
      wrong: 'sum(rate(shop_requests_total{code=~"5.."}[5m])) / sum(rate(shop_requests_total[5m])) > 1.5',
      right: 'sum(rate(shop_requests_total{code=~"5.."}[5m])) / sum(rate(shop_requests_total[5m])) > 0.015',
    },
    {
      wrong:
        "sum by (code) (rate(shop_requests_total[5m])) / on () group_left () sum(rate(shop_requests_total[5m])) > 5",
      right:
        "sum by (code) (rate(shop_requests_total[5m])) / on () group_left () sum(rate(shop_requests_total[5m])) > 0.05",
    },
    { wrong: "count(up == 0) / count(up) * 100 > 150", right: "count(up == 0) / count(up) * 100 > 15" },
    {
      wrong: "increase(shop_requests_total[1h]) / (increase(shop_requests_total[1h]) + 1) >= 2",
      right: "increase(shop_requests_total[1h]) / (increase(shop_requests_total[1h]) + 1) >= 0.9",
    },
    {
      wrong: 'sum(rate(shop_requests_total[5m])) - sum(rate(shop_requests_total{method="GET"}[5m])) < 0',
      right: 'sum(rate(shop_requests_total[5m])) - sum(rate(shop_requests_total{method="GET"}[5m])) < 0.1',
    },
    { wrong: "hour() > 24", right: "hour() > 20" },
    { wrong: "1 - shop_disk_used_ratio < 0", right: "1 - shop_disk_used_ratio < 0.1" },
    { wrong: "absent(shop_queue_length) == 0", right: "absent(shop_queue_length)" },
    { wrong: "clamp_max(shop_queue_length, 10) > 10", right: "clamp_max(shop_queue_length, 10) >= 10" },
  ],
  "Alerts whose `for` is longer than their condition can hold": [
    {
      for: "1h",
      wrong: "shop_queue_length offset 1h unless shop_queue_length",
      right: "shop_queue_length offset 1d unless shop_queue_length",
    },
    {
      for: "15m",
      wrong: "group by (version) (shop_build_info) unless group by (version) (shop_build_info offset 10m)",
      right: "group by (version) (shop_build_info) unless group by (version) (shop_build_info offset 1h)",
    },
    { for: "1h", wrong: "present_over_time(up[30m]) unless up", right: "present_over_time(up[1d]) unless up" },
    { for: "10m", wrong: "up == 1 and up offset 5m == 0", right: "up == 1 and up offset 1h == 0" },
    {
      for: "6h",
      wrong: "shop_queue_length == 0 and max_over_time(shop_queue_length[6h]) > 0",
      right: "shop_queue_length == 0 and max_over_time(shop_queue_length[1d]) > 0",
    },
    {
      for: "12h",
      wrong: "shop_queue_length > 5 and on () hour() >= 8 < 18",
      right: "shop_queue_length > 5 and on () hour() >= 8",
    },
  ],
  "Expressions that Prometheus refuses too": [
    { wrong: "rate(shop_requests_total)", right: "rate(shop_requests_total[5m])" },
    {
      wrong: "histogram_quantil(0.9, shop_request_seconds_bucket)",
      right: "histogram_quantile(0.9, shop_request_seconds_bucket)",
    },
    { wrong: "sum(shop_queue_length) by queue", right: "sum(shop_queue_length) by (queue)" },
    { wrong: 'shop_queue_length{queue=~"(?!test)"}', right: 'shop_queue_length{queue!~"test"}' },
    { wrong: "1 > 2", right: "1 > bool 2" },
    { wrong: "shop_queue_length[5m] > 1", right: "max_over_time(shop_queue_length[5m]) > 1" },
    { wrong: "{}", right: '{job="shop"}' },
    { wrong: "shop_queue_length[1m1h]", right: "shop_queue_length[1h1m]" },
    { wrong: "mad_over_time(shop_queue_length[5m])", right: "stddev_over_time(shop_queue_length[5m])" },
  ],
};

/** Recording rules that the mistakes use. */
export const recorded = {
  "shop:requests:rate5m": "sum by (job) (rate(shop_requests_total[5m]))",
  "shop:requests:sum": "sum(shop_requests_total)",
};
