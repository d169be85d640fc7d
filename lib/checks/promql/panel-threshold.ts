import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { query, thresholds, timeseries } from "../../authoring/panels/index.ts";
import { describeInterval, type Interval } from "../../promql/analysis/interval.ts";
import type { Promql } from "../../promql/promql.ts";
import type { Check } from "../check.ts";
import { boardOf } from "./example.ts";
import { type Expression, expressionsOf } from "./expressions.ts";

export const panelThreshold: Check = {
  name: "panel-threshold",
  why: "A threshold that no value can reach paints the panel in the colour of good news for ever.",
  *find(model) {
    for (const { panel, where, ranges } of panels(expressionsOf(model)))
      for (const value of limitsOf(panel)) {
        const [min, max] = ranges.reduce(([a, b], [c, d]) => [Math.min(a, c), Math.max(b, d)]);
        if (value >= min && value <= max) continue;
        const message = `threshold ${value} lies outside of what the queries can return: ${describeInterval([min, max])}`;
        yield { ...where, message, hint: value > max && max === 1 ? `write ${value / 100}` : "move it" };
      }
  },
  bad: () => boardOf(used(90)),
  good: () => boardOf(used(0.9)),
};

interface Placed {
  readonly panel: Panel;
  readonly where: Expression["where"];
  readonly ranges: readonly Interval[];
}

/** Panels of which every query can be analysed, and whose values are shown as they are. */
function panels(expressions: readonly Expression[]): Placed[] {
  const all = new Set(expressions.flatMap(({ panel }) => panel ?? []));
  return [...all].flatMap((panel) => {
    const queries = expressions.filter((expression) => expression.panel === panel);
    const ranges = queries.flatMap(({ analysis }) => (analysis ? [analysis.root.range] : []));
    const [first] = queries;
    const isWhole = ranges.length === panel.targets?.length && (panel.transformations ?? []).length === 0;
    return first && isWhole ? [{ panel, where: { ...first.where, path: first.where.path.slice(0, -1) }, ranges }] : [];
  });
}

function limitsOf({ fieldConfig }: Panel): number[] {
  const { thresholds, color, custom } = fieldConfig?.defaults ?? {};
  const areDrawn = (custom?.thresholdsStyle?.mode ?? "off") !== "off";
  const isColored = color?.mode === undefined || color.mode === "thresholds";
  if (thresholds?.mode !== "absolute" || !(areDrawn || isColored)) return [];
  // The first step is the colour below all others: it stands at no value.
  return (thresholds.steps ?? []).flatMap(({ value }) => (typeof value === "number" ? [value] : []));
}

const used = (limit: number) =>
  timeseries("Disk", {
    description: "Share of the disk in use.",
    unit: "percentunit",
    queries: [query("shop_disk_used_ratio" as Promql, "{{instance}}")],
    thresholds: thresholds.above(limit),
  });
