import { expect, test } from "vitest";
import { Failure } from "../../../exporters/common/backends/failure.ts";
import { jsonLog } from "../../../exporters/common/log.ts";
import type { Metrics } from "../../../exporters/common/metrics/contract.ts";
import { observeSelf } from "../../../exporters/common/metrics/self.ts";
import type { MetricCatalog } from "../../../lib/model/model.ts";
import { selfMetrics } from "../../../metrics/parts/self.ts";

const contract = {
  title: "Ovens",
  version: "contract",
  metrics: {
    loaves_total: { type: "counter", labels: ["kind"], values: { kind: ["rye", "wheat"] }, help: "Loaves baked" },
    orders_total: { type: "counter", labels: ["shop"], help: "Orders" },
    heat_celsius: { type: "gauge", labels: [], help: "Heat" },
    stock_loaves: { type: "gauge", labels: ["shop"], help: "Loaves in a shop" },
    baking_seconds: { type: "histogram", labels: ["kind"], buckets: [1, 10], help: "Time to bake" },
    ...selfMetrics("ovens"),
  },
} as const satisfies MetricCatalog;

function ovens(maxSeries = 100) {
  const lines: string[] = [];
  const log = jsonLog("ovens-exporter", "info", (line) => lines.push(line));
  const self = observeSelf(contract, { prefix: "ovens", maxSeries, log });
  const text = async () => (await self.store.registry.metrics()).split("\n").filter((line) => !line.startsWith("#"));
  return { self, metrics: self.metrics satisfies Metrics<typeof contract>, lines, text };
}

test("counters with closed labels start at 0, gauges are absent until somebody measured", async () => {
  const text = await ovens().text();
  expect(text).toContain('loaves_total{kind="rye"} 0');
  expect(text).toContain('loaves_total{kind="wheat"} 0');
  expect(text).toContain("ovens_up 0");
  expect(text.filter((line) => /^(orders_total|heat_celsius|stock_loaves)/.test(line))).toEqual([]);
});

test("a snapshot replaces the last one whole, and nothing is left after a failed poll", async () => {
  const { self, metrics, text } = ovens();
  const first = metrics.snapshot();
  first.set("heat_celsius", {}, 220);
  first.set("stock_loaves", { shop: "north" }, 5);
  self.ended({ snapshot: first }, 0.1);
  expect(await text()).toEqual(
    expect.arrayContaining(["heat_celsius 220", 'stock_loaves{shop="north"} 5', "ovens_up 1"]),
  );

  const second = metrics.snapshot();
  second.set("stock_loaves", { shop: "south" }, 7);
  second.set("heat_celsius", {}, undefined);
  self.ended({ snapshot: second }, 0.1);
  const after = await text();
  expect(after).toContain('stock_loaves{shop="south"} 7');
  expect(after.filter((line) => /north|heat_celsius/.test(line))).toEqual([]);

  self.ended({ trouble: new Failure("timeout", "too slow") }, 2);
  const failed = await text();
  expect(failed).toContain("ovens_up 0");
  expect(failed).toContain('ovens_exporter_poll_errors_total{reason="timeout"} 1');
  expect(failed.filter((line) => line.startsWith("stock_loaves"))).toEqual([]);
  expect(failed.some((line) => line.startsWith("ovens_exporter_last_success_timestamp_seconds "))).toBe(true);
});

test("histograms take whole buckets and single observations", async () => {
  const { metrics, self, text } = ovens();
  metrics.addBuckets("baking_seconds", { kind: "rye" }, { counts: [5, 3, 1], sum: 60 });
  self.store.observe("baking_seconds", { kind: "rye" }, 10);
  expect(await text()).toEqual(
    expect.arrayContaining([
      'baking_seconds_bucket{kind="rye",le="1"} 5',
      'baking_seconds_bucket{kind="rye",le="10"} 9',
      'baking_seconds_bucket{kind="rye",le="+Inf"} 10',
      'baking_seconds_sum{kind="rye"} 70',
      'baking_seconds_count{kind="rye"} 10',
    ]),
  );
});

test("series beyond the limit are left out, counted and logged once", async () => {
  const { metrics, self, lines, text } = ovens(2);
  for (const shop of ["a", "b", "c", "d", "a"]) metrics.add("orders_total", { shop }, 1);
  const gauges = metrics.snapshot();
  for (const shop of ["a", "b", "c"]) gauges.set("stock_loaves", { shop }, 1);
  self.ended({ snapshot: gauges }, 0.1);

  const exposed = await text();
  expect(exposed.filter((line) => line.startsWith("orders_total"))).toEqual([
    'orders_total{shop="a"} 2',
    'orders_total{shop="b"} 1',
  ]);
  expect(exposed.filter((line) => line.startsWith("stock_loaves"))).toHaveLength(2);
  expect(exposed).toContain('ovens_exporter_dropped_samples_total{metric="orders_total"} 2');
  expect(exposed).toContain('ovens_exporter_dropped_samples_total{metric="stock_loaves"} 1');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: "warn", service: "ovens-exporter", metric: "orders_total", limit: 2 },
    { level: "warn", service: "ovens-exporter", metric: "stock_loaves", limit: 2 },
  ]);
});

test("a name, label or value that the contract does not have does not compile", () => {
  const { metrics } = ovens();
  const gauges = metrics.snapshot();
  const misspelt = [
    // @ts-expect-error: no such counter
    () => metrics.add("loafs_total", { kind: "rye" }, 1),
    // @ts-expect-error: a gauge is no counter
    () => metrics.add("heat_celsius", {}, 1),
    // @ts-expect-error: no such label
    () => metrics.add("orders_total", { store: "a" }, 1),
    // @ts-expect-error: not one of the label's values
    () => metrics.add("loaves_total", { kind: "oat" }, 1),
    // @ts-expect-error: a label is missing
    () => gauges.set("stock_loaves", {}, 1),
  ];
  expect(misspelt).toHaveLength(5);
});
