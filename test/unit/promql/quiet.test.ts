import { expect, it } from "vitest";
import { analyse } from "../../../lib/promql/analysis/analyse.ts";
import { seriesCatalogOf } from "../../../lib/promql/analysis/series-catalog.ts";
import { emptyCatalog } from "../../../lib/promql/analysis/type-info.ts";
import { parse } from "../../../lib/promql/syntax/parse.ts";
import { recording } from "../checks/examples/shop.ts";

const catalog = seriesCatalogOf(
  recording({
    "shop:requests:rate5m": "sum by (job) (rate(shop_requests_total[5m]))",
    "shop:queue:largest": "topk by (instance) (1, shop_queue_length)",
  }),
);

/** Correct idioms that an imprecise check would report. */
it.each([
  'ALERTS{alertstate="firing"} == 1',
  "count(up == 0) > 0",
  "sum(shop_queue_length) or vector(0)",
  "shop_queue_length / (shop_queue_limit > 0) > 0.9",
  "rate(shop_request_seconds_sum[5m]) / rate(shop_request_seconds_count[5m]) >= 0",
  'absent(up{job="shop"}) or up{job="shop"} == 0',
  "shop_memory_bytes / 1024 / 1024 > 100",
  "deriv(shop_memory_bytes[1h]) * 3600 < -1e9",
  "(time() - shop_start_time_seconds) / 86400 < 1",
  "day_of_week() >= 1 <= 5",
  "min_over_time(up[5m]) == 0 and max_over_time(up[5m]) == 1",
  "shop_queue_length * on (instance) group_left (version) shop_build_info",
  "group by (job) (up) unless on (job) group by (job) (up == 1)",
  "shop:requests:rate5m * on (job) group_right () shop_queue_length",
  'label_replace(up, "kind", "disk", "", "")',
  "sum_over_time((up == bool 0)[1h:1m]) > 10",
  "histogram_quantile(0.5, sum by (le) (increase(shop_request_seconds_bucket[1h])))",
  "abs(delta(shop_queue_length[10m])) > 5",
  "avg_over_time(up[1h]) * 100 < 99",
  "count(count by (version) (shop_build_info)) > 1",
  'label_replace(label_replace(shop_memory_bytes{zone=""}, "zone", "none", "zone", ""), "zone", "some", "zone", "^$")',
  "avg by (job) (sum by (job) (shop_queue_length) / count by (job) (shop_queue_length))",
  "sum by (instance) (rate(shop_received_bytes_total[5m]) / rate(shop_received_bytes_total[5m] offset 1d))",
  "shop_memory_bytes * on (instance) group_left (queue) shop:queue:largest",
])("reports nothing for %s", (text) => {
  const { ast, problems } = parse(text);
  expect(problems).toEqual([]);
  expect(ast && analyse(ast, catalog).findings).toEqual([]);
});

/** Idioms that are right for some metrics, where the metrics are not known. */
it.each([
  "histogram_quantile(0.9, sum by (job) (rate(other_seconds[5m])))",
  'sum(rate({__name__=~"other_(?:read|write)_total"}[5m]))',
  "max without (instance, pod) (max without (instance) (other))",
])("reports nothing for %s of other projects", (text) => {
  const { ast } = parse(text);
  expect(ast && analyse(ast, emptyCatalog).findings).toEqual([]);
});

it("reports the same where no metric can make it right", () => {
  const kinds = (text: string) => {
    const { ast } = parse(text);
    return ast && analyse(ast, emptyCatalog).findings.map(({ kind }) => kind);
  };
  expect(kinds("histogram_quantile(0.9, sum by (job) (rate(other_seconds_bucket[5m])))")).toEqual(["quantile"]);
  expect(kinds('sum(rate({job="other"}[5m]))')).toEqual(["collision"]);
  expect(kinds("max without (pod) (max by (job) (other))")).toEqual(["grouping"]);
  expect(kinds('label_replace(max by (job) (other), "a", "x", "zone", "(.*)")')).toEqual(["grouping"]);
});
