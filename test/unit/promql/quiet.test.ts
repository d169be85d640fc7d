import { expect, it } from "vitest";
import { analyse } from "../../../lib/promql/analysis/analyse.ts";
import { seriesCatalogOf } from "../../../lib/promql/analysis/series-catalog.ts";
import { parse } from "../../../lib/promql/syntax/parse.ts";
import { recording } from "../checks/examples/shop.ts";

const catalog = seriesCatalogOf(recording({ "shop:requests:rate5m": "sum by (job) (rate(shop_requests_total[5m]))" }));

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
])("reports nothing for %s", (text) => {
  const { ast, problems } = parse(text);
  expect(problems).toEqual([]);
  expect(ast && analyse(ast, catalog).findings).toEqual([]);
});
