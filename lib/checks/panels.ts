import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import * as grafanaUnits from "@grafana/grafana-foundation-sdk/units";
import { didYouMean } from "../model/problem.ts";
import { hasLabel, listLabels } from "../promql/analysis/type-info.ts";
import {
  describeDimension,
  describeInterval,
  hull,
  type Interval,
  misleads,
  unitsFor,
} from "../promql/analysis/units.ts";
import { type Check, panelsOf } from "./check.ts";
import { type Expression, expressionsOf } from "./expressions.ts";

const panelLegend: Check = {
  name: "panel-legend",
  description: "A legend prints nothing for a label that the query does not return: the lines cannot be distinguished.",
  *find(model) {
    for (const { target, analysis, where } of expressionsOf(model)) {
      if (!analysis) continue;
      const { labels } = analysis.root;
      for (const name of labelsInLegend(target?.legendFormat ?? "")) {
        if (name === "__name__" || hasLabel(labels, name) !== "never") continue;
        const hint = didYouMean(name, labels.known.keys()) ?? `the labels are ${listLabels(labels)}`;
        yield { ...where, message: `the legend shows label "${name}", which the query does not return`, hint };
      }
    }
  },
};

/** The labels that a legend of Grafana shows: `{{x}}`. */
const labelsInLegend = (text: string): string[] =>
  Array.from(text.matchAll(/\{\{\s*([A-Za-z_]\w*)\s*\}\}/g), ([, name = ""]) => name);

const panelUnit: Check = {
  name: "panel-unit",
  description:
    "Seconds shown as milliseconds are wrong by a factor of 1000, and bytes per second shown as bytes mislead.",
  *find(model) {
    for (const { panel, target, analysis, where } of expressionsOf(model)) {
      const id = panel?.fieldConfig?.defaults?.unit;
      // The axis of a heatmap shows the buckets' bounds.
      const unit = target?.format === "heatmap" ? analysis?.root.observed : analysis?.root.unit;
      if (!panel || id === undefined || !unit || isConverted(panel) || !misleads(id, unit)) continue;
      const fitting = unitsFor(unit);
      const hint = fitting.length > 0 ? `use ${fitting.slice(0, 2).join(" or ")}` : 'use "short"';
      yield { ...where, message: `unit "${id}" for a query that returns ${describeDimension(unit)}`, hint };
    }
  },
};

/** Overrides and transformations can give a query's result another unit than the panel's. */
function isConverted({ fieldConfig, transformations = [] }: Panel): boolean {
  const overrides = fieldConfig?.overrides ?? [];
  return transformations.length > 0 || overrides.some(({ properties }) => properties?.some(({ id }) => id === "unit"));
}

const panelThreshold: Check = {
  name: "panel-threshold",
  description: "A threshold that no value can reach never changes the panel's colour.",
  *find(model) {
    for (const { panel, where, ranges } of analysedPanels(expressionsOf(model)))
      for (const value of thresholdsOf(panel)) {
        const [min, max] = ranges.reduce(hull);
        // A scale begins at 0 where the value is a count of something, which is at least 1.
        if ((value >= min && value <= max) || (value === 0 && min > 0)) continue;
        const message = `threshold ${value} is outside of the values that the queries can return: ${describeInterval([min, max])}`;
        yield {
          ...where,
          message,
          hint: max === 1 && value > 1 && value <= 100 ? `write ${value / 100}` : "move it into this range",
        };
      }
  },
};

interface AnalysedPanel {
  readonly panel: Panel;
  readonly where: Expression["where"];
  readonly ranges: readonly Interval[];
}

/** Panels whose queries can all be analysed, and whose values no transformation changes. */
function analysedPanels(expressions: readonly Expression[]): AnalysedPanel[] {
  const byPanel = new Map<Panel, Expression[]>();
  for (const expression of expressions) {
    if (!expression.panel) continue;
    const queries = byPanel.get(expression.panel);
    if (queries) queries.push(expression);
    else byPanel.set(expression.panel, [expression]);
  }
  return [...byPanel].flatMap(([panel, queries]) => {
    const ranges = queries.flatMap(({ analysis }) => (analysis ? [analysis.root.range] : []));
    const [first] = queries;
    const isWhole = ranges.length === panel.targets?.length && (panel.transformations ?? []).length === 0;
    return first && isWhole ? [{ panel, where: { ...first.where, path: first.where.path.slice(0, -1) }, ranges }] : [];
  });
}

function thresholdsOf({ fieldConfig }: Panel): number[] {
  const { thresholds, color, custom, mappings } = fieldConfig?.defaults ?? {};
  const areDrawn = (custom?.thresholdsStyle?.mode ?? "off") !== "off";
  const isColored = color?.mode === undefined || color.mode === "thresholds";
  // The colours of values, such as of 0 and 1, replace those of the thresholds.
  const isMapped = (mappings ?? []).some(
    ({ type, options }) => type !== "special" && /"color":"/.test(JSON.stringify(options)),
  );
  if (thresholds?.mode !== "absolute" || !(areDrawn || (isColored && !isMapped))) return [];
  // The first step is the colour below all others, whatever its value.
  return (thresholds.steps ?? []).slice(1).flatMap(({ value }) => (typeof value === "number" ? [value] : []));
}

const dashboardPanelId: Check = {
  name: "dashboard-panel-id",
  description:
    "Panel ids are made from row and title: with two equal ids, Grafana confuses the panels and their links.",
  *find(model) {
    for (const dashboard of model.dashboards) {
      const seen = new Set<number>();
      for (const { panel, where } of panelsOf(dashboard)) {
        if (panel.id === undefined) continue;
        if (seen.has(panel.id))
          yield { ...where, message: "another panel has the same id", hint: "give it another title" };
        seen.add(panel.id);
      }
    }
  },
};

const dashboardText: Check = {
  name: "dashboard-text",
  description: "Without a title and a description, readers must guess what a panel's numbers are.",
  *find(model) {
    for (const dashboard of model.dashboards)
      for (const { panel, where } of panelsOf(dashboard)) {
        if (!panel.title?.trim())
          yield { ...where, message: "a panel has no title", hint: "write a title that says what it shows" };
        if (!panel.description?.trim())
          yield {
            ...where,
            message: "the panel has no description",
            hint: "say what the numbers are and how to read them",
          };
      }
  },
};

/** In pixels: a column of Grafana's grid at a width of 1280, the frame of a panel, and the (i) of its description. */
const column = 52;
const frame = 48;
const info = 24;

/** In pixels, of Grafana's font in titles. */
const letterWidths: readonly (readonly [letters: RegExp, width: number])[] = [
  [/[ijl.,:;|'!()[\] ]/, 4],
  [/[1ftr\-/]/, 5.5],
  [/[mwMW%@]/, 12],
  [/[A-Z&]/, 8.5],
  [/./, 7.7],
];

const widthOf = (letter: string): number => letterWidths.find(([letters]) => letters.test(letter))?.[1] ?? 0;

const dashboardTitleLength: Check = {
  name: "dashboard-title-length",
  description: "Grafana cuts a title that is wider than its panel on a screen of 1280 pixels.",
  *find(model) {
    for (const dashboard of model.dashboards)
      for (const { panel, where } of panelsOf(dashboard)) {
        if (panel.gridPos === undefined) continue;
        const room = panel.gridPos.w * column - frame - (panel.description ? info : 0);
        const wide = [...(panel.title ?? "")].reduce((sum, letter) => sum + widthOf(letter), 0);
        if (wide > room)
          yield {
            ...where,
            message: `the title is ${Math.round(wide)} pixels wide, and the panel has room for ${room}`,
            hint: "shorten it, or widen the panel",
          };
      }
  },
};

/** The module has itself as its default too. */
const unitIds: ReadonlySet<string> = new Set(Object.values(grafanaUnits).filter((id) => typeof id === "string"));
/** `prefix:x`, `suffix:x`, `time:format`, `si:b`, `count:x`, `currency:EUR`. Source: Grafana's "Standard options" page. */
const customUnit = /^(prefix|suffix|time|si|count|currency):/;

const dashboardUnit: Check = {
  name: "dashboard-unit",
  description: "Grafana prints an unknown unit as text after a plain number.",
  *find(model) {
    for (const dashboard of model.dashboards)
      for (const { panel, where } of panelsOf(dashboard)) {
        const unit = panel.fieldConfig?.defaults?.unit;
        if (unit === undefined || unitIds.has(unit) || customUnit.test(unit)) continue;
        const hint = didYouMean(unit, unitIds) ?? "take it from @grafana/grafana-foundation-sdk/units";
        yield { ...where, message: `unknown unit "${unit}"`, hint };
      }
  },
};

/** Checks that compare panels with their queries' results. */
export const panelQueryChecks: readonly Check[] = [panelLegend, panelUnit, panelThreshold];

/** Checks of panels by themselves. */
export const panelChecks: readonly Check[] = [dashboardPanelId, dashboardText, dashboardTitleLength, dashboardUnit];
