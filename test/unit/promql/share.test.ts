import { describe, expect, it } from "vitest";
import { analyse } from "../../../lib/promql/analysis/analyse.ts";
import { seriesCatalogOf } from "../../../lib/promql/analysis/series-catalog.ts";
import { parse } from "../../../lib/promql/syntax/parse.ts";
import { recording } from "../checks/examples/shop.ts";

const catalog = seriesCatalogOf(recording({}));

function rangeOf(text: string) {
  const { ast, problems } = parse(text, { grafana: true });
  if (!ast || problems.length > 0) throw new Error(`cannot read ${text}`);
  return analyse(ast, catalog).root.range;
}

const all = "rate(shop_requests_total[5m])";
const failed = 'rate(shop_requests_total{code=~"5.."}[5m])';

describe("a part over its whole is 0 to 1", () => {
  it.each([
    `${failed} / ${all}`,
    `sum(${failed}) / sum(${all})`,
    `sum by (method) (${failed}) / sum by (method) (${all})`,
    `sum by (method, code) (${all}) / ignoring (code) group_left () sum by (method) (${all})`,
    `sum by (code) (${all}) / on () group_left () sum(${all})`,
    `sum without (code) (${failed}) / sum without (code) (${all})`,
    `${all} / ignoring (code) group_left () sum without (code) (${all})`,
    `sum(${failed}) / (sum(${all}) > 0)`,
    `sum(${failed}) / clamp_min(sum(${all}), 1)`,
    `(sum(${failed}) or vector(0)) / sum(${all})`,
    `(sum(${all}) - sum(${failed})) / sum(${all})`,
    `1 - sum(${failed}) / sum(${all})`,
    `sum(${failed}) / (sum(${failed}) + sum(rate(shop_received_bytes_total[5m])))`,
    `sum(${all} and ${failed}) / sum(${all})`,
    "sum(rate(shop_requests_total{code=~'500|501'}[5m])) / sum(rate(shop_requests_total{code=~'5..'}[5m]))",
    "sum(rate(shop_requests_total{code='500'}[$__rate_interval])) / sum(rate(shop_requests_total[$__rate_interval]))",
    "count(up == 0) / count(up)",
    "max by (instance) (shop_disk_used_percent > 5) / max by (instance) (shop_disk_used_percent)",
  ])("%s", (text) => {
    expect(rangeOf(text)).toEqual([0, 1]);
  });

  it.each([
    `100 * sum(${failed}) / sum(${all})`,
    `sum(${failed}) / sum(${all}) * 100`,
    `100 - 100 * (sum(${failed}) / sum(${all}))`,
  ])("%s is a percentage", (text) => {
    expect(rangeOf(text)).toEqual([0, 100]);
  });
});

describe("no upper bound is certain", () => {
  it.each([
    `sum(${all}) / sum(${failed})`,
    `sum(${failed}) / sum(rate(shop_requests_total[1h]))`,
    `sum(${failed}) / sum(rate(shop_requests_total[5m] offset 1h))`,
    `sum(${failed}) / sum(increase(shop_requests_total[5m]))`,
    `sum(${failed}) / sum(rate(shop_requests_total{method="GET"}[5m]))`,
    `sum(${failed}) / on () group_right () sum by (code) (${all})`,
    `sum by (method) (${failed}) / on () group_left () max(sum by (code) (${all}))`,
    `sum(${failed}) / avg(${all})`,
    `min(${failed}) / min(${all})`,
    `${all} / ignoring (code) group_left () avg without (code) (${all})`,
    `${all} / on (instance) group_left () max by (instance, method) (${all})`,
    `sum(${failed}) / (sum(${all}) or vector(1))`,
    "rate(shop_request_seconds_bucket{le='1'}[5m]) / ignoring (le) rate(shop_request_seconds_count[5m])",
    "sum(shop_memory_bytes{instance='a'}) / sum(shop_memory_bytes)",
    `sum(${failed}) / (sum(${failed}) + sum(shop_memory_bytes))`,
    `sum(${failed}) / (sum(${failed}) - sum(${failed}))`,
  ])("%s", (text) => {
    expect(rangeOf(text)[1]).toBe(Number.POSITIVE_INFINITY);
  });
});
