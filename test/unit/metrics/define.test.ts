import { expect, it } from "vitest";
import { defineMetrics, extendMetrics, metric } from "../../../lib/metrics/define.ts";

const catalog = defineMetrics({
  title: "Node exporter",
  version: "1.11.1",
  metrics: {
    node_arp_entries: metric.gauge("count", ["device"], "ARP entries"),
    node_arp_states: metric.gauge("count", ["device", "state"], "ARP entries by state"),
    node_load1: metric.gauge("count", [], "Load average over 1 minute"),
  },
});

it("adds metrics, replaces those of the same name, and leaves out dropped ones", () => {
  const load = metric.gauge("count", ["zone"], "Load");
  const added = metric.counter("count", [], "New in 1.12");
  const extended = extendMetrics(catalog, {
    version: "1.12.0",
    drop: ["node_arp_entries"],
    metrics: { node_load1: load, node_new_total: added },
  });
  expect(extended).toEqual({
    title: "Node exporter",
    version: "1.12.0",
    metrics: { node_arp_states: catalog.metrics.node_arp_states, node_load1: load, node_new_total: added },
  });
});

it("drops every metric with a prefix", () => {
  expect(Object.keys(extendMetrics(catalog, { drop: ["node_arp_*"] }).metrics)).toEqual(["node_load1"]);
});

it("refuses to drop a metric that the catalog does not have", () => {
  // @ts-expect-error: a misspelt name does not compile.
  expect(() => extendMetrics(catalog, { drop: ["node_load2"] })).toThrow('did you mean "node_load1"?');
  expect(() => extendMetrics(catalog, { drop: ["node_ram_*"] })).toThrow('the catalog has no metric "node_ram_*"');
});

it("leaves the ready catalog as it was", () => {
  extendMetrics(catalog, { drop: ["node_*"] });
  expect(Object.keys(catalog.metrics)).toHaveLength(3);
});
