import { expect, test } from "vitest";
import { Failure } from "../../../exporters/common/backends/failure.ts";
import { createLog } from "../../../exporters/common/log.ts";
import type { Metrics } from "../../../exporters/common/metrics/contract.ts";
import { maxTextBytes } from "../../../exporters/common/metrics/limit.ts";
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
    delivery_seconds: { type: "histogram", labels: ["shop"], buckets: [1, 10], help: "Time to deliver" },
    ...selfMetrics("ovens"),
  },
} as const satisfies MetricCatalog;

function ovens(maxSeries = 100) {
  const lines: string[] = [];
  const log = createLog("ovens-exporter", "info", (text) => text, { write: (line) => void lines.push(line) });
  const self = observeSelf(contract, { prefix: "ovens", maxSeries, log });
  const text = async () => (await self.store.registry.metrics()).split("\n").filter((line) => !line.startsWith("#"));
  return { self, metrics: self.metrics satisfies Metrics<typeof contract>, lines, text };
}

test("counters with closed labels start at 0, gauges are absent until they are set", async () => {
  const text = await ovens().text();
  expect(text).toContain('loaves_total{kind="rye"} 0');
  expect(text).toContain('loaves_total{kind="wheat"} 0');
  expect(text).toContain("ovens_up 0");
  expect(text.filter((line) => /^(orders_total|heat_celsius|stock_loaves)/.test(line))).toEqual([]);
});

test("a snapshot replaces the last one, and a failed poll leaves nothing", async () => {
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

  self.ended({ failure: new Failure("timeout", "too slow") }, 2);
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

const limits = [
  ["long names", (i: number) => `${i}`.padStart(256, "x"), 20_000],
  ["names in four bytes a character", (i: number) => `${i}`.padStart(8, "0") + "😀".repeat(124), 20_000],
  ["short names", (i: number) => `${i}`, 150_000],
] as const;

test.each(limits)(
  "the text of an exposition is bounded, whatever a backend is called: %s",
  async (_, shopOf, count) => {
    const { metrics, self, text } = ovens(1_000_000);
    const gauges = metrics.snapshot();
    for (let i = 0; i < count; i++) {
      metrics.addBuckets("delivery_seconds", { shop: shopOf(i) }, { counts: [1, 1, 1], sum: 5 });
      gauges.set("stock_loaves", { shop: shopOf(i) }, 1234.5678);
    }
    metrics.add("loaves_total", { kind: "rye" }, 1);
    gauges.set("heat_celsius", {}, 220);
    self.ended({ snapshot: gauges }, 0.1);
    const lines = await text();
    expect(lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0)).toBeLessThan(2 * maxTextBytes);
    expect(lines.length).toBeGreaterThan(10_000);
    // Metrics that the catalog bounds are not affected.
    expect(lines).toEqual(expect.arrayContaining(['loaves_total{kind="rye"} 1', "heat_celsius 220", "ovens_up 1"]));
    expect(lines).toContainEqual(
      expect.stringMatching(/^ovens_exporter_dropped_samples_total{metric="delivery_seconds"} \d{4,}$/),
    );
  },
);

test.each([
  ["longer than 256 characters", "x".repeat(257)],
  ["not well-formed", "\ud800"],
])("a label that is %s is left out and counted", async (_, shop) => {
  const { metrics, text } = ovens();
  metrics.add("orders_total", { shop }, 1);
  const lines = await text();
  expect(lines.filter((line) => line.startsWith("orders_total"))).toEqual([]);
  expect(lines).toContain('ovens_exporter_dropped_samples_total{metric="orders_total"} 1');
});

test("every dropped metric is counted, even if one series is allowed", async () => {
  const { metrics, text } = ovens(1);
  for (const shop of ["a", "b"]) {
    metrics.add("orders_total", { shop }, 1);
    metrics.addBuckets("delivery_seconds", { shop }, { counts: [1, 0, 0], sum: 1 });
  }
  const dropped = (await text()).filter((line) => line.startsWith("ovens_exporter_dropped_samples_total{"));
  expect(dropped).toHaveLength(2);
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
