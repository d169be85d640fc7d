import { expect, it } from "vitest";
import { analyse } from "../../../lib/promql/analysis/analyse.ts";
import { cycles, seriesCatalogOf } from "../../../lib/promql/analysis/series-catalog.ts";
import { describeDimension, describeInterval } from "../../../lib/promql/analysis/units.ts";
import { parse } from "../../../lib/promql/syntax/parse.ts";
import { recording } from "../checks/examples/shop.ts";

const catalog = seriesCatalogOf(
  recording({
    "shop:requests:rate5m": "sum by (job, method) (rate(shop_requests_total[5m]))",
    "shop:latency:mean5m": "rate(shop_request_seconds_sum[5m]) / rate(shop_request_seconds_count[5m])",
    "shop:itself:sum": "shop:itself:sum + 1",
  }),
);

function facts(text: string) {
  const { ast } = parse(text);
  if (!ast) throw new Error(`cannot read ${text}`);
  const { labels, unit, range } = analyse(ast, catalog).root;
  const names = [...labels.known].map(([name, { optional }]) => (optional ? `${name}?` : name));
  return [
    [...names, ...(labels.open ? ["..."] : [])].join(" "),
    unit && describeDimension(unit),
    describeInterval(range),
  ];
}

const scraped = "job instance service";

it.each([
  ["up", scraped, "plain number", "0 to 1"],
  ["shop_queue_length", `queue ${scraped}`, "count", undefined],
  ["rate(shop_received_bytes_total[5m])", scraped, "bytes per second", "at least 0"],
  ["rate(shop_request_seconds_sum[5m])", `method ${scraped}`, "ratio", "at least 0"],
  ["shop_request_seconds_bucket", `method le ${scraped}`, "count", "at least 0"],
  ["shop:latency:mean5m", `method ${scraped}`, "seconds", "at least 0"],
  ["shop:requests:rate5m", "job method", "count per second", "at least 0"],
  ["shop:itself:sum", "...", undefined, undefined],
  ["histogram_quantile(0.9, sum by (le, job) (rate(shop_request_seconds_bucket[5m])))", "job", "seconds", undefined],
  ["histogram_quantile(0.9, sum(rate(shop_request_seconds[5m])))", "", "seconds", undefined],
  ["sum(shop_queue_length)", "", "count", undefined],
  ["count by (queue) (shop_queue_length)", "queue", "count", "at least 1"],
  ["sum without (method, code) (shop_requests_total)", scraped, "count", "at least 0"],
  ["topk(3, shop_memory_bytes)", scraped, "bytes", undefined],
  ["shop_memory_bytes * 2", scraped, "bytes", undefined],
  ["shop_memory_bytes * 8", scraped, undefined, undefined],
  ["1 - shop_disk_used_ratio", scraped, "ratio", "0 to 1"],
  ["shop_disk_used_ratio * 100", scraped, "percent", "0 to 100"],
  ["time() - shop_start_time_seconds", scraped, "seconds", undefined],
  ["shop_disk_used_ratio > 0.5", scraped, "ratio", "0.5 to 1"],
  ["shop_queue_length > bool 5", `queue ${scraped}`, "ratio", "0 to 1"],
  ["up * on (instance) group_left (version) shop_build_info", `${scraped} version`, undefined, "0 to 1"],
  ["shop_queue_length / on (instance, queue) shop_queue_limit", "instance queue", "ratio", undefined],
  ["shop_memory_bytes or shop_queue_length", `${scraped} queue?`, undefined, undefined],
  ['absent(shop_queue_length{queue="a",job=~"s.*"})', "queue", "ratio", "exactly 1"],
  ['label_replace(up, "kind", "disk", "", "")', `${scraped} kind`, "plain number", "0 to 1"],
  ['count_values("version", shop_queue_length)', "version", "count", "at least 1"],
  ["clamp(shop_queue_length, 0, 10)", `queue ${scraped}`, "count", "0 to 10"],
  ["vector(5)", "", undefined, "exactly 5"],
  ['unheard_of{a="b"}', "a ...", undefined, undefined],
])("%s", (text, labels, unit, range) => {
  expect(facts(text)).toEqual([labels, unit, range]);
});

it("treats a histogram without suffixes as native: it needs no le", () => {
  const { ast } = parse("histogram_quantile(0.9, 2 * sum(rate(shop_request_seconds[5m])))");
  expect(ast && analyse(ast, catalog).findings).toEqual([]);
});

it("finds each cycle once, from any start", () => {
  const reads = new Map([
    ["a", ["b"]],
    ["b", ["c"]],
    ["c", ["b"]],
    ["d", ["a", "d"]],
  ]);
  expect(cycles(reads)).toEqual([
    ["b", "c", "b"],
    ["d", "d"],
  ]);
});
