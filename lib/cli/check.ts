import { readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import type { Panel, RowPanel } from "@grafana/grafana-foundation-sdk/dashboard";
import { Command, Option } from "commander";
import { runChecks } from "../checks/check.ts";
import { checks, expressionChecks } from "../checks/index.ts";
import { type RuleFileReading, readRuleFile, withPlace } from "../checks/rule-files.ts";
import { isObject, objectOf, objectsOf } from "../diff/json.ts";
import { defaultSettings } from "../model/config.ts";
import type { Defined, DefinedDashboard, MetricCatalog, Model } from "../model/model.ts";
import { hasErrors, type Problem } from "../model/problem.ts";
import { dashboardShape, misshapenPart } from "../model/shape.ts";
import { classicOfV2, specV2Of } from "../pull/schema-v2.ts";
import { problemsIn } from "./load/kept-problems.ts";
import { loadMetrics, loadModel } from "./load.ts";
import { exitCodes, UserError } from "./outcome.ts";
import { formats, type ReportOptions, reportProblems } from "./report.ts";

interface CheckOptions extends ReportOptions {
  readonly project: string;
  readonly list: boolean;
  readonly rules?: readonly string[];
  readonly dashboards?: readonly string[];
}

export default new Command("check")
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .option("--list", "list every check with its description", false)
  .option("--json", "print problems as JSON", false)
  .addOption(new Option("--format <format>", "how to print problems").choices(formats).default("text"))
  .option("--rules <file...>", "check the PromQL of these rule files of Prometheus instead")
  .option("--dashboards <file...>", "check the PromQL of these dashboards of Grafana instead, in JSON")
  .action(async (options: CheckOptions) => {
    if (options.list) return listChecks(options.json);
    const problems = await problemsOf(options);
    await reportProblems(problems, options);
    process.exitCode = hasErrors(problems) ? exitCodes.problems : exitCodes.ok;
  });

async function problemsOf({ project, rules, dashboards }: CheckOptions): Promise<Problem[]> {
  const root = resolve(project);
  if (!rules && !dashboards) return problemsIn(root, await loadModel(root));
  const { catalogs, settings } = await loadMetrics(root);
  const external = await externalModel({ rules: rules ?? [], dashboards: dashboards ?? [] }, catalogs);
  const found = runChecks({ ...external.model, settings }, expressionChecks);
  return [...external.problems, ...found.map((problem) => withPlace(problem, external.places))];
}

function listChecks(json: boolean): void {
  if (json)
    process.stdout.write(
      `${JSON.stringify({ checks: checks.map(({ name, description }) => ({ name, description })) })}\n`,
    );
  else for (const { name, description } of checks) process.stdout.write(`${name}\n    ${description}\n`);
}

/** Paths of rule files of Prometheus and of dashboard JSON that no project of this library defines. */
interface ExternalFiles {
  readonly rules: readonly string[];
  readonly dashboards: readonly string[];
}

/**
 * A model of rule files and dashboard JSON for the checks of PromQL. Their metrics are checked against the catalogs
 * by name; jobs and their labels are unknown.
 * @throws UserError that names every file that cannot be read
 */
export async function externalModel(
  files: ExternalFiles,
  catalogs: readonly Defined<MetricCatalog>[],
): Promise<Pick<RuleFileReading, "problems" | "places"> & { readonly model: Model }> {
  const [rules, dashboards] = await Promise.all([
    readAll(files.rules, readRuleFile),
    readAll(files.dashboards, (file, text) => dashboardOf(file, JSON.parse(text))),
  ]);
  return {
    model: { ...empty, catalogs, rules: rules.flatMap(({ groups }) => groups), dashboards },
    problems: rules.flatMap(({ problems }) => problems),
    places: rules.flatMap(({ places }) => places),
  };
}

const empty = {
  settings: defaultSettings,
  stack: {},
  teams: {},
  links: { dashboards: "", runbooks: "" },
  datasources: [],
  logs: [],
  logAlerts: [],
} as const;

async function readAll<T>(files: readonly string[], read: (file: string, text: string) => T): Promise<T[]> {
  const results = await Promise.allSettled(files.map(async (file) => read(file, await readFile(file, "utf8"))));
  const failed = results.flatMap((result, i) =>
    result.status === "rejected" ? [`${files[i]}: ${reason(result)}`] : [],
  );
  if (failed.length > 0) throw new UserError(failed.join("\n"));
  return results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
}

const reason = ({ reason }: PromiseRejectedResult): string =>
  reason instanceof Error ? reason.message : String(reason);

type AnyPanel = Panel | RowPanel;
type Json = DefinedDashboard["json"];

interface ExternalDashboard extends Omit<Json, "panels"> {
  readonly panels?: AnyPanel[];
  /** Grafana's API wraps the dashboard. */
  readonly dashboard?: ExternalDashboard;
  /** Before Grafana 5, panels stood in rows. */
  readonly rows?: readonly { readonly title?: string; readonly panels?: Panel[] }[];
}

/** Dashboard JSON of any Grafana version. Each query gets the type of its datasource. */
export function dashboardOf(file: string, content: unknown): DefinedDashboard {
  const spec = specV2Of(content);
  const outer = (spec ? classicOfV2(spec).board : objectOf(content)) as unknown as ExternalDashboard;
  const json = outer.dashboard ?? outer;
  const panels = json.panels ?? json.rows?.flatMap((row) => row.panels ?? []);
  if (!Array.isArray(panels)) throw new Error("this is not a dashboard: it has no list of panels");
  const prometheus = panels.filter(isObject).map((panel) => panelOf(panel as unknown as AnyPanel, json));
  const part = misshapenPart({ ...json, panels: prometheus }, dashboardShape);
  if (part !== undefined) throw new Error(part);
  const definition = { title: json.title ?? "", question: "", rows: [] };
  return { name: basename(file, ".json"), file, definition, json: { ...json, panels: prometheus } as Json };
}

function panelOf(panel: AnyPanel, json: ExternalDashboard): AnyPanel {
  if (panel.type === "row") {
    const row = panel as RowPanel;
    return { ...row, panels: objectsOf(row.panels).map((inner) => panelOf(inner as unknown as Panel, json) as Panel) };
  }
  const plain = panel as Panel;
  const targets = objectsOf(plain.targets).map((target) => targetOf(target, plain, json));
  return { ...plain, targets } as Panel;
}

interface Target {
  readonly expr?: unknown;
  readonly datasource?: unknown;
}

function targetOf(target: Target, panel: Panel, json: ExternalDashboard): Target {
  const isPromql = typeof target.expr === "string" && queriesPrometheus(target.datasource ?? panel.datasource, json);
  return { ...target, datasource: { type: isPromql ? "prometheus" : "other" } };
}

/** A datasource is an object with its type, a name, or a variable. If absent, it is the default, mostly Prometheus. */
function queriesPrometheus(datasource: unknown, { templating }: ExternalDashboard): boolean {
  if (datasource === undefined || datasource === null) return true;
  const { type, uid } =
    typeof datasource === "string" ? { type: undefined, uid: datasource } : (datasource as Reference);
  if (type !== undefined) return type === "prometheus";
  const name = /^\$\{?(\w+)\}?$/.exec(uid ?? "")?.[1];
  const variable = objectsOf(templating?.list).find((candidate) => candidate.name === name);
  return variable ? variable.query === "prometheus" : /prom|default/i.test(uid ?? "");
}

interface Reference {
  readonly type?: string;
  readonly uid?: string;
}
