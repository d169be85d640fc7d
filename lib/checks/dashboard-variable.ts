import { defineDashboard, line, row } from "../authoring/define.ts";
import { labelVariable, query, stat } from "../authoring/panels/index.ts";
import { logsVariable, metricsVariable } from "../authoring/panels/sources.ts";
import { variablesOf } from "../emit/grafana/queries.ts";
import type { DefinedDashboard } from "../model/model.ts";
import { promql } from "../promql/promql.ts";
import { didYouMean } from "../promql/text/suggest.ts";
import type { Check, Finding } from "./check.ts";
import { exampleModel } from "./example.ts";

/** `$name`, `${name}`, `${name:format}`, `[[name]]`. Source: Grafana's "Variable syntax" page. */
const use = /\$(\w+)|\$\{(\w+)(?:[.:][^}]*)?\}|\[\[(\w+)(?::[^\]]*)?\]\]/g;
/** `$__interval` and its like are Grafana's own, as is everything that a data link can name. */
const builtIn = /^(__.*|timeFilter|\d+)$/;

export const dashboardVariable: Check = {
  name: "dashboard-variable",
  why: "A variable that nobody defined stays in the query as text, and the panel is empty; one that nobody uses misleads.",
  *find(model) {
    for (const dashboard of model.dashboards) yield* findIn(dashboard);
  },
  bad: () => board("$host"),
  good: () => board("$instance"),
};

function* findIn({ file, json }: DefinedDashboard): Generator<Finding> {
  const variables = variablesOf(json);
  const defined = variables.map(({ name }) => name);
  const used = new Set(
    [...JSON.stringify(json).matchAll(use)].map(([, plain, braced, old]) => plain ?? braced ?? old ?? ""),
  );
  for (const name of used) {
    if (defined.includes(name) || builtIn.test(name)) continue;
    const hint = didYouMean(name, defined) ?? "define it among the dashboard's variables";
    yield { file, path: ["variables"], message: `$${name} is used but not defined`, hint };
  }
  for (const name of defined) {
    if (used.has(name) || name === metricsVariable || name === logsVariable) continue;
    yield {
      file,
      path: ["variables", name],
      message: `$${name} is defined but not used`,
      hint: "use it in a query, or remove it",
    };
  }
}

function board(use: string) {
  const variables = [labelVariable("instance", promql`up`)];
  const queries = [query(promql`up{instance=~"${use}"}`)];
  const rows = [row("Load", line(8, [stat("Up", { description: "Answers scrapes.", unit: "none", queries })]))];
  return exampleModel({
    dashboards: { hosts: defineDashboard({ title: "Hosts", question: "Well?", variables, rows }) },
  });
}
