import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { query, timeseries } from "../../authoring/panels/index.ts";
import { describeDimension } from "../../promql/analysis/dimension.ts";
import type { Promql } from "../../promql/promql.ts";
import { misleads, unitsFor } from "../../promql/text/grafana-units.ts";
import type { Check } from "../check.ts";
import { boardOf } from "./example.ts";
import { expressionsOf } from "./expressions.ts";

export const panelUnit: Check = {
  name: "panel-unit",
  why: "Seconds shown as milliseconds, or bytes a second as bytes, are off by a thousand and look quite normal.",
  *find(model) {
    for (const { panel, target, analysis, where } of expressionsOf(model)) {
      const id = panel?.fieldConfig?.defaults?.unit;
      // A heatmap's axis is that of the buckets.
      const unit = target?.format === "heatmap" ? analysis?.root.observed : analysis?.root.unit;
      if (!panel || id === undefined || !unit || isConverted(panel) || !misleads(id, unit)) continue;
      const fitting = unitsFor(unit);
      const hint = fitting.length > 0 ? `use ${fitting.slice(0, 2).join(" or ")}` : 'use "short"';
      yield { ...where, message: `unit "${id}" for a query that returns ${describeDimension(unit)}`, hint };
    }
  },
  bad: () => boardOf(received("bytes")),
  good: () => boardOf(received("Bps")),
};

/** Overrides and transformations can give a query's result another unit than the panel's. */
function isConverted({ fieldConfig, transformations = [] }: Panel): boolean {
  const overrides = fieldConfig?.overrides ?? [];
  return transformations.length > 0 || overrides.some(({ properties }) => properties?.some(({ id }) => id === "unit"));
}

const received = (unit: string) =>
  timeseries("Received", {
    description: "Bytes that the shop receives.",
    unit,
    queries: [query("rate(shop_received_bytes_total[$__rate_interval])" as Promql, "{{instance}}")],
  });
