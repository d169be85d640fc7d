import type { Dashboard, Panel, RowPanel, VariableModel } from "@grafana/grafana-foundation-sdk/dashboard";
import { labelVariable, logsVariable } from "../authoring/panels/variables.ts";
import { promql, rewritten } from "../promql/promql.ts";
import { partsOf, type VectorSelector } from "../promql/syntax/ast.ts";
import { parse } from "../promql/syntax/parse.ts";

/**
 * Gives a dashboard a variable for each identity label, and one for the instance where it has none, and makes every query
 * read only what they select. "All" also selects series without the label. A label for which the dashboard has a variable
 * is left to it: it may have been pulled from where it was pushed.
 * @param identityLabels without any the dashboard stays as it is
 */
export function withIdentity(json: Dashboard, identityLabels: readonly string[]): Dashboard {
  // A board that was drawn elsewhere may have no list of variables.
  const own = (json.templating?.list ?? []).filter((variable) => variable !== null);
  const labels = identityLabels.filter((label) => !own.some(({ name }) => name === label));
  if (labels.length === 0) return json;
  const ofInstance = own.some(({ name }) => name === "instance") ? [] : instanceVariable(json, labels);
  const scope: Scope = { labels, byInstance: ofInstance.length > 0 };
  const rewritten = own.map((variable) => scopedVariable(variable, labels));
  const after = rewritten.findIndex(({ name }) => name === logsVariable) + 1;
  const added = [...labels.map((label, i) => identityVariable(label, labels.slice(0, i))), ...ofInstance];
  return withLinks(
    {
      ...json,
      panels: (json.panels ?? []).map((panel) => scopedPanel(panel, scope)),
      templating: { ...json.templating, list: rewritten.toSpliced(after, 0, ...added) },
      annotations: {
        ...json.annotations,
        list: (json.annotations?.list ?? []).map((one) =>
          one.expr === undefined ? one : { ...one, expr: scoped(one.expr, { labels, byInstance: false }) },
        ),
      },
    },
    labels,
  );
}

interface Scope {
  readonly labels: readonly string[];
  /** Whether selectors of what has an instance are narrowed to the selected one. */
  readonly byInstance: boolean;
}

const matcherOf = (label: string): string => `=~"$${label}"`;

const scoped = (expr: string, { labels, byInstance }: Scope): string =>
  addMatchers(expr, (selector) =>
    Object.fromEntries(
      [...labels, ...(byInstance && hasInstance(selector) ? ["instance"] : [])].map((label) => [
        label,
        matcherOf(label),
      ]),
    ),
  );

/**
 * What is scraped has the label `instance`; what is recorded has it where its name says so, and alerts where their rule
 * keeps it.
 */
function hasInstance({ name, matchers }: VectorSelector): boolean {
  const text = name?.text ?? matchers.find(({ label }) => label.text === "__name__")?.value.text ?? "";
  if (text === "" || text.startsWith("ALERTS")) return false;
  const [level, ...rest] = text.split(":");
  return rest.length === 0 || level?.split("_").includes("instance") === true;
}

interface Target {
  readonly expr?: string;
  readonly datasource?: { readonly type?: string };
}

const sourceTypeOf = ({ datasource }: Target, panel: Panel) => datasource?.type ?? panel.datasource?.type;
const isPrometheus = (target: Target, panel: Panel): boolean => sourceTypeOf(target, panel) === "prometheus";

/** Strings, comments, and variables of Grafana; what else opens a brace in LogQL is a selector of streams. */
const logqlParts = /"(?:[^"\\]|\\.)*"|`[^`]*`|#.*|\$\{[^}]*\}|\{/g;

/** A stream has the identity labels from its collector, and no instance. */
const scopedLogs = (expr: string, labels: readonly string[]): string =>
  expr.replace(logqlParts, (part) =>
    part === "{" ? `{${labels.map((label) => `${label}${matcherOf(label)}, `).join("")}` : part,
  );

function scopedPanel<P extends Panel | RowPanel>(panel: P, scope: Scope): P {
  if ("panels" in panel) return { ...panel, panels: panel.panels.map((inner) => scopedPanel(inner, scope)) };
  const { targets } = panel as Panel;
  if (!targets) return panel;
  return {
    ...panel,
    targets: targets.map((one) => {
      const target: Target & object = one;
      if (target.expr === undefined) return one;
      const type = sourceTypeOf(target, panel as Panel);
      if (type === "loki") return { ...one, expr: scopedLogs(target.expr, scope.labels) };
      return type === "prometheus" ? { ...one, expr: scoped(target.expr, scope) } : one;
    }),
  };
}

/** A variable of the dashboard: its values are those of the selected parts. */
function scopedVariable(variable: VariableModel, labels: readonly string[]): VariableModel {
  const [whole, selector = "", rest = ""] =
    /^label_values\(([\s\S]+)(,\s*\w+\s*\))$/.exec(variable.definition ?? "") ?? [];
  if (whole === undefined || variable.datasource?.type !== "prometheus") return variable;
  const definition = `label_values(${scoped(selector, { labels, byInstance: false })}${rest}`;
  const query = typeof variable.query === "object" ? { ...variable.query, query: definition } : definition;
  return { ...variable, definition, query };
}

/** @param before labels whose variables stand before it */
const identityVariable = (label: string, before: readonly string[]): VariableModel =>
  built(label, before.length === 0 ? "up" : `up{${before.map((one) => one + matcherOf(one)).join(",")}}`);

/** Values are the instances of the jobs that the dashboard reads: of all jobs where it reads any. */
function instanceVariable(json: Dashboard, labels: readonly string[]): VariableModel[] {
  const selectors = selectorsOf(json).filter(hasInstance);
  if (selectors.length === 0) return [];
  const jobs = selectors.map(
    ({ matchers }) => matchers.find(({ label, operator }) => label.text === "job" && operator === "=")?.value,
  );
  const known = jobs.every((job) => job !== undefined && !job.dynamic);
  const names = [...new Set(jobs.map((job) => job?.text))].sort();
  const job = known ? [`job=~"${names.join("|")}"`] : [];
  return [built("instance", `up{${[...job, ...labels.map((one) => one + matcherOf(one))].join(",")}}`)];
}

function selectorsOf(json: Dashboard): VectorSelector[] {
  const panels = (json.panels ?? []).flatMap((panel) => ("panels" in panel ? panel.panels : [panel as Panel]));
  const queries = panels.flatMap((panel) =>
    ((panel.targets ?? []) as Target[]).filter((target) => isPrometheus(target, panel)).map(({ expr = "" }) => expr),
  );
  return queries.flatMap((expr) => {
    const { ast } = parse(expr, { grafana: true });
    return ast ? partsOf(ast).filter((part) => part.kind === "selector") : [];
  });
}

/** ".*" instead of ".+": All selects series without the label too. */
const built = (label: string, selector: string): VariableModel =>
  JSON.parse(JSON.stringify(labelVariable(label, promql`${selector}`).allValue(".*").build()));

/** Links between dashboards keep what is selected. */
function withLinks(json: Dashboard, labels: readonly string[]): Dashboard {
  const kept = `\${${logsVariable}:queryparam}`;
  const all = [kept, ...labels.map((label) => `\${${label}:queryparam}`)].join("&");
  return JSON.parse(JSON.stringify(json).replaceAll(kept, all));
}

/**
 * Adds matchers to the selectors of an expression, after those that they have. A matcher on a label that a selector names
 * already is left out. An expression that Prometheus refuses stays as it is.
 * @param matchersOf labels and the text after them for each selector: `{ cluster: '=~"$cluster"' }`
 */
export function addMatchers(
  text: string,
  matchersOf: (selector: VectorSelector) => Readonly<Record<string, string>>,
): string {
  const { ast } = parse(text, { grafana: true });
  if (!ast) return text;
  const added = partsOf(ast)
    .flatMap((part) => (part.kind === "selector" ? [insertion(text, part, matchersOf(part))] : []))
    .filter((one) => one.text !== "")
    .sort((a, b) => a.at - b.at);
  let result = "";
  let from = 0;
  for (const one of added) {
    result += text.slice(from, one.at) + one.text;
    from = one.at;
  }
  return added.length === 0 ? text : rewritten(result + text.slice(from), text, added);
}

function insertion(text: string, { name, matchers, from }: VectorSelector, wanted: Readonly<Record<string, string>>) {
  const named = new Set(matchers.map(({ label }) => label.text));
  const written = Object.entries(wanted)
    .filter(([label]) => !named.has(label))
    .map(([label, rest]) => label + rest)
    .join(",");
  const last = matchers.at(-1);
  if (written === "") return { at: from, text: "" };
  if (last) return { at: last.to, text: `,${written}` };
  const end = name?.to ?? from;
  const brace = /^\s*\{/.exec(text.slice(end));
  return brace ? { at: end + brace[0].length, text: written } : { at: end, text: `{${written}}` };
}
