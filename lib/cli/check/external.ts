import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Panel, RowPanel } from "@grafana/grafana-foundation-sdk/dashboard";
import { type RuleFileReading, readRuleFile } from "../../checks/rule-files.ts";
import { dashboardShape, isObject, misshapenPart, objectOf, objectsOf } from "../../diff/json.ts";
import { defaultSettings } from "../../model/config.ts";
import type { Defined, DefinedDashboard, MetricCatalog, Model } from "../../model/model.ts";
import { classicOfV2, specV2Of } from "../../pull/schema-v2.ts";
import { UserError } from "../outcome.ts";

/** Paths of rule files of Prometheus and of dashboard JSON that no project of this library defines. */
interface ExternalFiles {
  readonly rules: readonly string[];
  readonly dashboards: readonly string[];
}

/** Texts of rule files, and dashboards, as they were read. */
export interface ExternalTexts {
  readonly rules: readonly { readonly file: string; readonly text: string }[];
  readonly dashboards: readonly DefinedDashboard[];
}

/** @throws UserError that names every file that cannot be read */
export async function readExternal(files: ExternalFiles): Promise<ExternalTexts> {
  const [rules, dashboards] = await Promise.all([
    readAll(files.rules, (file, text) => ({ file, text })),
    readAll(files.dashboards, (file, text) => dashboardOf(file, JSON.parse(text))),
  ]);
  return { rules, dashboards };
}

/**
 * A model of rule files and dashboard JSON for the checks of PromQL. Their metrics are checked against the catalogs
 * by name; jobs and their labels are unknown.
 */
export function externalModel(
  { rules, dashboards }: ExternalTexts,
  catalogs: readonly Defined<MetricCatalog>[] = [],
): Pick<RuleFileReading, "problems" | "places"> & { readonly model: Model } {
  const read = rules.map(({ file, text }) => readRuleFile(file, text));
  return {
    model: { ...empty, catalogs, rules: read.flatMap(({ groups }) => groups), dashboards },
    problems: read.flatMap(({ problems }) => problems),
    places: read.flatMap(({ places }) => places),
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
