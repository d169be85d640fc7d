import { isDeepStrictEqual } from "node:util";
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { logsVariable, metricsVariable } from "../authoring/panels/variables.ts";
import { variablesOf } from "../emit/grafana.ts";
import { isRow, type RowHead, type ShownPanel, singleConditions } from "../emit/layout.ts";
import type { DefinedDashboard, ShowIf } from "../model/model.ts";
import { didYouMean } from "../model/problem.ts";
import { knownPanelTypes } from "../schemas/grafana.ts";
import { type Check, type Finding, panelsOf } from "./check.ts";

/** The uid in `/d/<uid>`, anywhere in a dashboard's JSON: panel links, data links, text. */
const dashboardUrl = /\/d\/([a-zA-Z0-9_-]+)/g;

const dashboardLink: Check = {
  name: "dashboard-link",
  description: "A link to a dashboard that does not exist leads to a 404.",
  *find(model) {
    const uids = new Set(model.dashboards.map(({ name }) => name));
    for (const { file, json } of model.dashboards) {
      const linked = new Set(Array.from(JSON.stringify(json).matchAll(dashboardUrl), ([, uid]) => uid ?? ""));
      for (const uid of linked) {
        if (uids.has(uid)) continue;
        const hint = didYouMean(uid, uids);
        yield { file, path: ["links"], message: `no dashboard "${uid}" in dashboards/`, ...(hint && { hint }) };
      }
    }
  },
};

const dashboardTitle: Check = {
  name: "dashboard-title",
  description: "If two dashboards of a folder have one title, Grafana stops provisioning the whole folder.",
  *find({ dashboards }) {
    const seen = new Map<string, string>();
    for (const { file, json } of dashboards) {
      const title = json.title ?? "";
      const first = seen.get(title);
      if (first === undefined) seen.set(title, file);
      else
        yield {
          file,
          path: ["title"],
          message: `${first} has the title "${title}" too`,
          hint: "give each dashboard its own title",
        };
    }
  },
};

/** `$name`, `${name}`, `${name:format}`, `[[name]]`. Source: Grafana's "Variable syntax" page. */
const use = /\$(\w+)|\$\{(\w+)(?:[.:][^}]*)?\}|\[\[(\w+)(?::[^\]]*)?\]\]/g;
/** Grafana's own variables, such as `$__interval`, and those of data links. */
const builtIn = /^(__.*|timeFilter|\d+)$/;

const dashboardVariable: Check = {
  name: "dashboard-variable",
  description:
    "An undefined variable stays in the query as text and the panel stays empty; an unused one has no effect.",
  *find(model) {
    for (const dashboard of model.dashboards) yield* variableProblems(dashboard);
  },
};

/** The heads of rows, top to bottom. Those of schema v2 have tabs and conditions. */
const headsOf = ({ panels = [] }: DefinedDashboard["json"]) =>
  panels.filter((panel): panel is RowHead => panel.type === "row");

function* variableProblems({ file, json }: DefinedDashboard): Generator<Finding> {
  const variables = variablesOf(json);
  const defined = variables.map(({ name }) => name);
  const shown: readonly { readonly showIf?: ShowIf; readonly tabShowIf?: ShowIf }[] = [
    ...headsOf(json),
    ...Array.from(panelsOf({ file, json }), ({ panel }) => panel as ShownPanel),
  ];
  const conditions = shown
    .flatMap(({ showIf, tabShowIf }) => [showIf, tabShowIf])
    .flatMap((one) => (one ? singleConditions(one) : []));
  const used = new Set([
    ...[...JSON.stringify(json).matchAll(use)].map(([, plain, braced, old]) => plain ?? braced ?? old ?? ""),
    ...conditions.flatMap((condition) => ("variable" in condition ? condition.variable : [])),
  ]);
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

const panelUnchecked: Check = {
  name: "panel-unchecked",
  description: "The options of a panel of an unknown type, such as that of a plugin, are emitted without a check.",
  severity: "warning",
  *find({ dashboards }) {
    for (const dashboard of dashboards)
      for (const { panel, where } of panelsOf(dashboard))
        if (!knownPanelTypes.includes(panel.type))
          yield {
            ...where,
            message: panel.type
              ? `nothing of panel type "${panel.type}" is checked`
              : "nothing of a panel without a type, such as one of a library, is checked",
            hint:
              didYouMean(panel.type ?? "", knownPanelTypes) ??
              "open it in Grafana to see whether its options are right",
          };
  },
};

const dashboardTab: Check = {
  name: "dashboard-tab",
  description:
    "Grafana shows rows in tabs or below each other, not both; of two tabs of one name, a link opens the first.",
  *find({ dashboards }) {
    for (const { file, json } of dashboards) {
      const heads = headsOf(json);
      const tabs = heads.map(({ tab }) => tab);
      for (const [i, { title, tab, tabShowIf }] of heads.entries()) {
        if (tab === undefined && tabShowIf !== undefined)
          yield {
            file,
            path: ["rows", `${i}`],
            message: `the row "${title}" has the condition of a tab, and is in none`,
            hint: "give showIf() one row, or the rows that tab() returns",
          };
        else if (tab === undefined && tabs.some((one) => one !== undefined))
          yield {
            file,
            path: ["rows", `${i}`],
            message: `the row "${title}" is in no tab, and others are`,
            hint: "put it in a tab with tab()",
          };
        else if (tab !== undefined && tabs.indexOf(tab) < i && tabs[i - 1] !== tab)
          yield {
            file,
            path: ["rows", `${i}`],
            message: `the tab "${tab}" has other tabs between its rows`,
            hint: "write all rows of a tab after each other",
          };
        else if (tabs[i - 1] === tab && !isDeepStrictEqual(heads[i - 1]?.tabShowIf, tabShowIf))
          yield {
            file,
            path: ["rows", `${i}`],
            message: `the rows of the tab "${tab}" say different conditions for it`,
            hint: "write the condition once: showIf(condition, tab(...))",
          };
      }
    }
  },
};

const panelCondition: Check = {
  name: "panel-condition",
  description: "Grafana shows a panel under a condition in an auto grid only, whose columns are a whole number.",
  *find({ dashboards }) {
    for (const { file, json } of dashboards) {
      let grid: RowHead["autoGrid"];
      for (const panel of json.panels ?? []) {
        if (isRow(panel)) {
          const { title, autoGrid, panels } = panel as RowHead;
          grid = autoGrid;
          const { columns = 1 } = autoGrid ?? {};
          if (!(Number.isInteger(columns) && columns > 0))
            yield {
              file,
              path: [title ?? "", "autoGrid"],
              message: `${columns} columns`,
              hint: "write a whole number, at least 1",
            };
          if (!autoGrid) yield* conditional(panels, file);
        } else if (!grid) yield* conditional([panel], file);
      }
    }
  },
};

function* conditional(panels: readonly Panel[], file: string): Generator<Finding> {
  for (const { title = "(no title)", showIf } of panels as readonly ShownPanel[])
    if (showIf !== undefined)
      yield {
        file,
        path: [title],
        message: "has a condition, and stands in no auto grid: it is always shown",
        hint: "write its row with autoRow(), or give the condition to the row",
      };
}

/** Checks of dashboards as a whole: titles, links, variables and tabs, and panels of which nothing is known. */
export const dashboardChecks: readonly Check[] = [
  dashboardLink,
  dashboardTitle,
  dashboardVariable,
  dashboardTab,
  panelCondition,
  panelUnchecked,
];
