import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { variablesOf } from "../../emit/grafana/queries.ts";
import type { Model, Rule } from "../../model/model.ts";
import { type Analysis, analyse } from "../../promql/analysis/analyse.ts";
import type { SeriesCatalog } from "../../promql/analysis/scope.ts";
import { seriesCatalogOf } from "../../promql/analysis/series-catalog.ts";
import type { Expr } from "../../promql/syntax/ast.ts";
import { type Parsed, parse } from "../../promql/syntax/parse.ts";
import { panelsOf, rulesOf, type Where } from "../walk.ts";

/** One PromQL expression of a model, read and analysed, with its place. */
export interface Expression {
  readonly text: string;
  readonly where: Where;
  readonly parsed: Parsed;
  readonly ast?: Expr;
  /** Absent where the expression cannot be read. */
  readonly analysis?: Analysis;
  readonly rule?: Rule;
  readonly panel?: Panel;
  readonly target?: PrometheusTarget;
}

/** What a panel's query says of itself in dashboard JSON. */
export interface PrometheusTarget {
  readonly refId?: string;
  readonly expr?: string;
  readonly legendFormat?: string;
  readonly format?: string;
  readonly datasource?: { readonly type?: string };
}

/** Checks are many, and each needs all of this. */
const analysed = new WeakMap<Model, readonly Expression[]>();

/** Every PromQL expression of the model's rules, panels, variables and annotations. */
export function expressionsOf(model: Model): readonly Expression[] {
  const known = analysed.get(model);
  if (known) return known;
  const catalogue = seriesCatalogOf(model);
  const found = [...ruleExpressions(model, catalogue), ...boardExpressions(model, catalogue)];
  analysed.set(model, found);
  return found;
}

function ruleExpressions(model: Model, catalogue: SeriesCatalog): Expression[] {
  return Array.from(rulesOf(model), ({ rule, where }) => ({ ...read(rule.expr, where, catalogue, false), rule }));
}

function boardExpressions(model: Model, catalogue: SeriesCatalog): Expression[] {
  return model.dashboards.flatMap((dashboard) => [
    ...Array.from(panelsOf(dashboard)).flatMap(({ panel, where }) =>
      targetsOf(panel).map((target) => {
        const path = [...where.path, `query ${target.refId ?? "A"}`];
        return { ...read(target.expr ?? "", { ...where, path }, catalogue, true), panel, target };
      }),
    ),
    ...variableExpressions(dashboard, catalogue),
    ...annotationExpressions(dashboard, catalogue),
  ]);
}

/** The queries of a panel that go to Prometheus. */
function targetsOf(panel: Panel): PrometheusTarget[] {
  const ofPanel = panel.datasource?.type;
  const targets = (panel.targets ?? []) as PrometheusTarget[];
  return targets.filter(({ expr, datasource }) => expr && (datasource?.type ?? ofPanel) === "prometheus");
}

/** `label_values(selector, label)`, which Grafana asks for a variable's values: the label must be there. */
const labelValues = /^label_values\(([\s\S]+),\s*([A-Za-z_]\w*)\s*\)$/;

function variableExpressions({ file, json }: Model["dashboards"][number], catalogue: SeriesCatalog): Expression[] {
  return variablesOf(json).flatMap(({ name, type, definition, datasource }) => {
    const [, selector, label] = labelValues.exec(definition ?? "") ?? [];
    if (type !== "query" || datasource?.type !== "prometheus" || !selector || !label) return [];
    return [read(`count by (${label}) (${selector})`, { file, path: [`variable ${name}`] }, catalogue, true)];
  });
}

function annotationExpressions({ file, json }: Model["dashboards"][number], catalogue: SeriesCatalog): Expression[] {
  return (json.annotations?.list ?? []).flatMap(({ name, expr, datasource }) =>
    expr && datasource?.type === "prometheus"
      ? [read(expr, { file, path: [`annotation ${name}`] }, catalogue, true)]
      : [],
  );
}

function read(text: string, where: Where, catalogue: SeriesCatalog, grafana: boolean): Expression {
  const parsed = parse(text, { grafana });
  const found = { text, where, parsed };
  if (!parsed.ast || parsed.problems.length > 0) return found;
  return { ...found, ast: parsed.ast, analysis: analyse(parsed.ast, catalogue) };
}
