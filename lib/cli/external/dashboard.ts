import { basename } from "node:path";
import type { Panel, RowPanel } from "@grafana/grafana-foundation-sdk/dashboard";
import { isObject, objectOf, objectsOf } from "../../diff/json.ts";
import type { DefinedDashboard } from "../../model/model.ts";

type AnyPanel = Panel | RowPanel;
type Json = DefinedDashboard["json"];

interface ForeignDashboard extends Omit<Json, "panels"> {
  readonly panels?: AnyPanel[];
  /** Grafana's API wraps the dashboard. */
  readonly dashboard?: ForeignDashboard;
  /** Before Grafana 5, panels stood in rows. */
  readonly rows?: readonly { readonly title?: string; readonly panels?: Panel[] }[];
}

/** A dashboard's JSON of any age, with each query's datasource told by its type. */
export function dashboardOf(file: string, content: unknown): DefinedDashboard {
  const outer = objectOf(content) as unknown as ForeignDashboard;
  const json = outer.dashboard ?? outer;
  const panels = json.panels ?? json.rows?.flatMap((row) => row.panels ?? []);
  if (!Array.isArray(panels)) throw new Error("this is no dashboard: it has no list of panels");
  const prometheus = panels.filter(isObject).map((panel) => panelOf(panel as unknown as AnyPanel, json));
  const definition = { title: json.title ?? "", question: "", rows: [] };
  return { name: basename(file, ".json"), file, definition, json: { ...json, panels: prometheus } as Json };
}

function panelOf(panel: AnyPanel, json: ForeignDashboard): AnyPanel {
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

function targetOf(target: Target, panel: Panel, json: ForeignDashboard): Target {
  const isPromql = typeof target.expr === "string" && asksPrometheus(target.datasource ?? panel.datasource, json);
  return { ...target, datasource: { type: isPromql ? "prometheus" : "other" } };
}

/** A datasource is an object with its type, a name, or a variable; without one it is the default, mostly Prometheus. */
function asksPrometheus(datasource: unknown, { templating }: ForeignDashboard): boolean {
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
