import type { Dashboard, Panel, VariableModel } from "@grafana/grafana-foundation-sdk/dashboard";
import { ownLabels } from "../alerting/labels.ts";
import { variablesOf } from "../emit/grafana.ts";
import type { Alert, AlertRule, DefinedDashboard, Model, Rule } from "../model/model.ts";
import { type Analysis, analyse } from "../promql/analysis/analyse.ts";
import { seriesCatalogOf } from "../promql/analysis/series-catalog.ts";
import { hasLabel, type SeriesCatalog } from "../promql/analysis/type-info.ts";
import { parseRule } from "../promql/dependencies.ts";
import type { Expr, Span } from "../promql/syntax/ast.ts";
import { type Parsed, parse } from "../promql/syntax/parse.ts";
import { alertTextsOf, type Finding, panelsOf, rulesOf, type Where } from "./check.ts";

/** One PromQL expression of a model, parsed and analysed, with its place. */
export interface Expression {
  readonly text: string;
  readonly where: Where;
  readonly parsed: Parsed;
  readonly ast?: Expr;
  /** Absent if the expression has a syntax error. */
  readonly analysis?: Analysis;
  readonly rule?: Rule;
  readonly panel?: Panel;
  readonly target?: PrometheusTarget;
  /** The dashboard of a panel's query. */
  readonly dashboard?: DefinedDashboard;
}

/** A query of a panel to Prometheus, as it stands in dashboard JSON. */
interface PrometheusTarget {
  readonly refId?: string;
  readonly expr?: string;
  readonly legendFormat?: string;
  readonly format?: string;
  readonly datasource?: { readonly type?: string };
}

/** Many checks read the expressions of one model: they are analysed once. */
const analysed = new WeakMap<Model, readonly Expression[]>();

/** Every PromQL expression of the model's rules, panels, variables and annotations. */
export function expressionsOf(model: Model): readonly Expression[] {
  const known = analysed.get(model);
  if (known) return known;
  const catalog = seriesCatalogOf(model);
  const found = [...ruleExpressions(model, catalog), ...boardExpressions(model, catalog)];
  analysed.set(model, found);
  return found;
}

function ruleExpressions(model: Model, catalog: SeriesCatalog): Expression[] {
  const found: Expression[] = [];
  for (const { rule, where } of rulesOf(model)) {
    found.push(expressionOf(rule.expr, where, catalog, parseRule(rule), rule));
    if ("alert" in rule) found.push(...queriesInTexts(rule, where, catalog));
  }
  return found;
}

/** The queries in an alert's templates: `{{ query "up" }}`. */
const queriesInTexts = (rule: AlertRule, where: Where, catalog: SeriesCatalog): Expression[] =>
  alertTextsOf(rule).flatMap(({ field, template }) =>
    template.queries.map(({ name }) => read(name, { ...where, path: [...where.path, field, "query"] }, catalog, false)),
  );

function boardExpressions(model: Model, catalog: SeriesCatalog): Expression[] {
  return model.dashboards.flatMap((dashboard) => [
    ...Array.from(panelsOf(dashboard)).flatMap(({ panel, where }) =>
      targetsOf(panel).map((target) => {
        const path = [...where.path, `query ${target.refId ?? "A"}`];
        const parsed = parseWithVariables(target.expr ?? "", dashboard.json);
        return { ...expressionOf(target.expr ?? "", { ...where, path }, catalog, parsed), panel, target, dashboard };
      }),
    ),
    ...variableExpressions(dashboard, catalog),
    ...annotationExpressions(dashboard, catalog),
  ]);
}

/** The queries of a panel that go to Prometheus. */
function targetsOf(panel: Panel): PrometheusTarget[] {
  const ofPanel = panel.datasource?.type;
  const targets = (panel.targets ?? []) as PrometheusTarget[];
  return targets.filter(({ expr, datasource }) => expr && (datasource?.type ?? ofPanel) === "prometheus");
}

/** `label_values(selector, label)`, the query of a variable: the selected series must have the label. */
const labelValues = /^label_values\(([\s\S]+),\s*([A-Za-z_]\w*)\s*\)$/;

function variableExpressions({ file, json }: Model["dashboards"][number], catalog: SeriesCatalog): Expression[] {
  return variablesOf(json).flatMap(({ name, type, definition, datasource }) => {
    const [, selector, label] = labelValues.exec(definition ?? "") ?? [];
    if (type !== "query" || datasource?.type !== "prometheus" || !selector || !label) return [];
    return [read(`count by (${label}) (${selector})`, { file, path: [`variable ${name}`] }, catalog, true)];
  });
}

function annotationExpressions({ file, json }: Model["dashboards"][number], catalog: SeriesCatalog): Expression[] {
  return (json.annotations?.list ?? []).flatMap(({ name, expr, datasource }) =>
    expr && datasource?.type === "prometheus"
      ? [read(expr, { file, path: [`annotation ${name}`] }, catalog, true)]
      : [],
  );
}

const read = (text: string, where: Where, catalog: SeriesCatalog, grafana: boolean): Expression =>
  expressionOf(text, where, catalog, parse(text, { grafana }));

function expressionOf(text: string, where: Where, catalog: SeriesCatalog, parsed: Parsed, rule?: Rule): Expression {
  const { ast, problems } = parsed;
  const ofRule = rule && { rule };
  if (!ast || problems.length > 0) return { text, where, parsed, ...ofRule };
  return { text, where, parsed, ast, analysis: analyse(ast, catalog), ...ofRule };
}

/** A finding with the part of the expression that it is about. */
export function findingIn(
  { where, text }: Expression,
  { message, hint, from, to }: Span & { readonly message: string; readonly hint?: string },
): Finding {
  return { ...where, message, ...(hint && { hint }), expression: { text, from, to } };
}

/** Whether the alerts of a rule have a label: from the rule itself, or from the series of its expression. */
export type AlertHasLabel = (rule: Alert, label: string) => "always" | "never" | "maybe";

/** For alerts whose expression has a syntax error, the answer is `maybe`. */
export function alertLabelsOf(model: Model): AlertHasLabel {
  const analyses = new Map<object | undefined, Analysis | undefined>(
    expressionsOf(model).map(({ rule, analysis }) => [rule, analysis]),
  );
  return (rule, label) => {
    if (label in ownLabels(rule)) return "always";
    const analysis = analyses.get(rule);
    return analysis ? hasLabel(analysis.root.labels, label) : "maybe";
  };
}

/**
 * Parses the query of a panel. A variable can stand for a name, a label's value, a number or a duration; one whose values
 * are listed can also stand for an operator: `a $or_unless b` is right if it is with each of the values.
 */
function parseWithVariables(text: string, dashboard: Dashboard): Parsed {
  const parsed = parse(text, { grafana: true });
  if (parsed.problems.length === 0) return parsed;
  for (const variable of variablesOf(dashboard)) {
    const values = variable.type === "custom" ? valuesOf(variable) : [];
    const texts = values.map((value) => text.replaceAll(references(variable.name), () => value));
    if (
      texts.length > 0 &&
      !texts.includes(text) &&
      texts.every((one) => parse(one, { grafana: true }).problems.length === 0)
    )
      return { problems: [] };
  }
  return parsed;
}

/** `$x`, `${x}` and `[[x]]`. */
const references = (name: string): RegExp => {
  const literal = name.replace(/[^\w]/g, "\\$&");
  return new RegExp(`\\$${literal}\\b|\\$\\{${literal}\\}|\\[\\[${literal}\\]\\]`, "g");
};

/** The values of a custom variable, which it lists as `or, unless` or as `Include : or, Exclude : unless`. */
function valuesOf({ query }: VariableModel): string[] {
  if (typeof query !== "string" || query.trim() === "") return [];
  return query.split(",").map((item) => (item.split(" : ").at(-1) ?? "").trim());
}

/** Whether a regular expression takes one value of a label at most, apart from the empty one: `$cluster`. */
export function isOneValue(text: string, dashboard: Dashboard | undefined): boolean {
  const [, name] = /^\$\{?(\w+)\}?\|?$/.exec(text) ?? [];
  const variable = dashboard && variablesOf(dashboard).find((candidate) => candidate.name === name);
  return variable !== undefined && variable.multi !== true && variable.includeAll !== true;
}
