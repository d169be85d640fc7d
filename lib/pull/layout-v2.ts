import { type Json, objectOf, objectsOf, ownField, textOf } from "../diff/json.ts";
import { conditionOperators } from "../emit/layout.ts";
import { type AutoGrid, fixedGrid } from "../model/dashboards.ts";
import type { Condition, Duration, ShowIf } from "../model/model.ts";

/** Panels of classic JSON in reading order, and what of the layout they cannot say. */
interface FlatLayout {
  readonly panels: readonly Json[];
  readonly lost: readonly string[];
}

/** Grafana's grid has 24 columns. */
const columns = 24;

/**
 * A layout of schema v2 on the one grid of classic JSON. Rows are kept; tabs become rows; an auto grid is laid out once,
 * with its most columns.
 * @param elements panels by their name in the layout
 * @param keep keeps tabs, auto grids of rows, and conditions, as fields of rows and panels that only schema v2 has
 */
export function flatLayout(layout: Json, elements: Readonly<Record<string, Json>>, keep: boolean): FlatLayout {
  const flat = new Flattening(elements, keep);
  flat.place(layout, undefined);
  for (const name of Object.keys(elements))
    if (!flat.placed.has(name)) flat.lose(`the panel ${name}, which the layout does not show`);
  return { panels: flat.panels, lost: flat.lost };
}

class Flattening {
  readonly panels: Json[] = [];
  readonly lost: string[] = [];
  readonly placed = new Set<string>();
  readonly #elements: Readonly<Record<string, Json>>;
  readonly #keep: boolean;
  /** Where the next line begins. */
  #y = 0;
  /** Title of the tab that rows are in, where tabs are kept. */
  #tab: string | undefined;
  /** Its condition. */
  #tabShowIf: ShowIf | undefined;

  constructor(elements: Readonly<Record<string, Json>>, keep: boolean) {
    this.#elements = elements;
    this.#keep = keep;
  }

  lose(what: string): void {
    if (!this.lost.includes(what)) this.lost.push(what);
  }

  /**
   * @param row the title of the row or tab that the layout is in
   * @param isKept whether the row's head keeps an auto grid, so that nothing of it is lost
   */
  place(layout: Json, row: string | undefined, isKept = false): void {
    const spec = objectOf(layout.spec);
    if (layout.kind === "GridLayout") this.panels.push(...this.#grid(objectsOf(spec.items)));
    else if (layout.kind === "AutoGridLayout") {
      if (!isKept) this.lose(`the auto grid${row === undefined ? "" : ` of "${row}"`}, laid out with fixed sizes`);
      this.panels.push(...this.#autoGrid(spec, isKept));
    } else if (layout.kind === "RowsLayout") this.#rows(objectsOf(spec.rows), row);
    else if (layout.kind === "TabsLayout") this.#tabs(objectsOf(spec.tabs), row);
    else this.lose(`the layout ${textOf(layout.kind)}`);
  }

  #grid(items: readonly Json[]): Json[] {
    const specs = items.map((item) => objectOf(item.spec));
    const top = Math.min(...specs.map(({ y }) => Number(y ?? 0)));
    const panels = specs.flatMap((spec) => {
      const { x, y, width, height, repeat } = spec;
      const gridPos = { x: Number(x ?? 0), y: this.#y + Number(y ?? 0) - top, w: Number(width), h: Number(height) };
      const panel = this.#panel(spec);
      return panel ? [{ ...panel, gridPos, ...repeatOf(objectOf(repeat)) }] : [];
    });
    this.#y = Math.max(this.#y, ...panels.map(({ gridPos }) => gridPos.y + gridPos.h));
    return panels;
  }

  #autoGrid(layout: Json, isKept: boolean): Json[] {
    const { count, w, h } = fixedGrid(autoGridOf(layout));
    const shown = objectsOf(layout.items).flatMap((item) => {
      const { conditionalRendering, ...spec } = objectOf(item.spec);
      const showIf = isKept ? showIfOf(conditionalRendering) : undefined;
      const panel = this.#panel(showIf ? spec : { ...spec, conditionalRendering });
      return panel ? [{ panel, more: { ...repeatOf(objectOf(spec.repeat)), ...(showIf && { showIf }) } }] : [];
    });
    const panels = shown.map(({ panel, more }, i) => {
      const gridPos = { x: (i % count) * w, y: this.#y + Math.floor(i / count) * h, w, h };
      return { ...panel, gridPos, ...more };
    });
    this.#y += Math.ceil(panels.length / count) * h;
    return panels;
  }

  #panel(spec: Json): Json | undefined {
    const name = textOf(objectOf(spec.element).name);
    const panel = ownField(this.#elements, name);
    if (!panel) {
      this.lose(`the element ${name}, which does not exist`);
      return undefined;
    }
    this.placed.add(name);
    this.#loseCondition(spec, `the panel "${textOf(panel.title) || name}"`);
    return panel;
  }

  #loseCondition({ conditionalRendering }: Json, what: string): void {
    if (conditionalRendering !== undefined && conditionalRendering !== null) this.lose(`the condition to show ${what}`);
  }

  #rows(rows: readonly Json[], outer: string | undefined): void {
    if (outer !== undefined && rows.length > 0) this.lose(`the rows inside of "${outer}", now beside it`);
    for (const row of rows) this.#section(objectOf(row.spec), "row");
  }

  #tabs(tabs: readonly Json[], outer: string | undefined): void {
    if (this.#keep && outer === undefined) {
      for (const tab of tabs) this.#keptTab(objectOf(tab.spec));
      return;
    }
    const titles = tabs.map((tab) => `"${textOf(objectOf(tab.spec).title)}"`);
    const where = outer === undefined ? "" : ` inside of "${outer}"`;
    this.lose(`the tabs ${titles.join(", ")}${where}, now rows`);
    for (const tab of tabs) this.#section(objectOf(tab.spec), "tab");
  }

  /** The rows of a tab, each with its name. What stands in no row gets one of the tab's title. */
  #keptTab(spec: Json): void {
    const title = textOf(spec.title);
    const what = `the tab "${title}"`;
    const showIf = showIfOf(spec.conditionalRendering);
    if (!showIf) this.#loseCondition(spec, what);
    this.#loseVariables(spec, what);
    if (objectOf(spec.repeat).value !== undefined) this.lose(`that ${what} is repeated`);
    if (spec.fillScreen === true) this.lose(`that ${what} fills the screen`);
    const layout = objectOf(spec.layout);
    const rows = layout.kind === "RowsLayout" ? objectsOf(objectOf(layout.spec).rows) : [{ spec: { layout } }];
    this.#tab = title;
    this.#tabShowIf = showIf;
    for (const row of rows.map(({ spec }) => objectOf(spec)))
      this.#section({ ...row, title: textOf(row.title) || title }, "row");
    this.#tab = undefined;
    this.#tabShowIf = undefined;
  }

  #loseVariables({ variables }: Json, what: string): void {
    if (objectsOf(variables).length > 0) this.lose(`the variables of ${what}`);
  }

  /** A row or a tab: a heading, and its panels below it or, where it is collapsed, in it. */
  #section(spec: Json, kind: "row" | "tab"): void {
    const title = textOf(spec.title);
    const hasHead = title !== "" || spec.hideHeader !== true;
    const showIf = this.#keep && hasHead && kind === "row" ? showIfOf(spec.conditionalRendering) : undefined;
    if (!showIf) this.#loseCondition(spec, `the ${kind} "${title}"`);
    this.#loseVariables(spec, `the ${kind} "${title}"`);
    if (spec.fillScreen === true) this.lose(`that the ${kind} "${title}" fills the screen`);
    const layout = objectOf(spec.layout);
    if (!hasHead) {
      this.place(layout, title);
      return;
    }
    if (spec.hideHeader === true) this.lose(`that the ${kind} "${title}" has no heading`);
    const collapsed = kind === "row" && spec.collapse === true;
    const repeat = objectOf(spec.repeat);
    const head: Json = {
      type: "row",
      title,
      collapsed,
      gridPos: { x: 0, y: this.#y, w: columns, h: 1 },
      ...(repeat.value !== undefined && { repeat: repeat.value }),
      ...(showIf && { showIf }),
      ...(this.#keep && layout.kind === "AutoGridLayout" && { autoGrid: autoGridOf(objectOf(layout.spec)) }),
      ...(this.#tab !== undefined && { tab: this.#tab }),
      ...(this.#tabShowIf && { tabShowIf: this.#tabShowIf }),
    };
    this.#y++;
    const first = this.panels.length;
    this.place(layout, title, this.#keep && layout.kind === "AutoGridLayout");
    const inner = this.panels.splice(first);
    // Rows that were nested stand after this one.
    const nested = inner.findIndex(({ type }) => type === "row");
    const own = nested < 0 ? inner : inner.slice(0, nested);
    this.panels.push({ ...head, panels: collapsed ? own : [] }, ...(collapsed ? [] : own), ...inner.slice(own.length));
  }
}

/** The settings of an auto grid in the words of a definition, without Grafana's defaults. */
function autoGridOf(spec: Json): AutoGrid {
  const { maxColumnCount, columnWidthMode, columnWidth, rowHeightMode, rowHeight, fillScreen } = spec;
  const width = columnWidthMode === "custom" ? columnWidth : columnWidthMode;
  const height = rowHeightMode === "custom" ? rowHeight : rowHeightMode;
  return {
    ...(typeof maxColumnCount === "number" && maxColumnCount !== 3 && { columns: maxColumnCount }),
    ...(width !== undefined && width !== "standard" && { width: width as AutoGrid["width"] }),
    ...(height !== undefined && height !== "standard" && { height: height as AutoGrid["height"] }),
    ...(fillScreen === true && { fillScreen }),
  } as AutoGrid;
}

/** A condition in the words of a definition; undefined where they cannot say it. */
function showIfOf(rendering: unknown): ShowIf | undefined {
  const { visibility, condition, items } = objectOf(objectOf(rendering).spec);
  const all = objectsOf(items).map(conditionOf);
  const [only] = all;
  if (!only || all.includes(undefined)) return undefined;
  const known = all as Condition[];
  const conditions = known.length === 1 ? only : condition === "or" ? { any: known } : { all: known };
  return visibility === "hide" ? { not: conditions } : conditions;
}

const wordOf = Object.fromEntries(Object.entries(conditionOperators).map(([word, operator]) => [operator, word]));

function conditionOf({ kind, spec }: Json): Condition | undefined {
  const { variable, operator, value } = objectOf(spec);
  if (kind === "ConditionalRenderingData" && typeof value === "boolean") return { hasData: value };
  if (kind === "ConditionalRenderingTimeRangeSize" && typeof value === "string")
    return { timeRangeUpTo: value as Duration };
  const word = ownField(wordOf, textOf(operator));
  if (kind !== "ConditionalRenderingVariable" || word === undefined) return undefined;
  return { variable: textOf(variable), [word]: textOf(value) } as unknown as Condition;
}

const repeatOf = ({ value, direction, maxPerRow }: Json): Json =>
  value === undefined
    ? {}
    : {
        repeat: value,
        ...(direction !== undefined && { repeatDirection: direction }),
        ...(maxPerRow !== undefined && { maxPerRow }),
      };
