import type {
  Dashboard,
  DashboardLink,
  Panel,
  RowPanel,
  Threshold,
  VariableModel,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { variablesOf } from "../../lib/emit/grafana.ts";
import { isRow } from "../../lib/emit/layout.ts";
import type { DefinedDashboard } from "../../lib/model/model.ts";

/** A query as it is written to JSON. */
interface Target {
  readonly refId?: string;
  readonly expr?: string;
  readonly legendFormat?: string;
}

/**
 * A dashboard in readable lines: a line for each row, panel, query, column and link. What changes in it is
 * what a reviewer wants to know; ids and defaults are left out.
 */
export function outlineDashboard({ name, definition, json }: DefinedDashboard): string {
  const head = [
    `${json.title} (${name})`,
    json.description ?? "",
    `Opens at ${json.time?.from}, refreshes every ${json.refresh}, marks alerts of ${definition.domains?.join(", ") ?? "every domain"}.`,
    ...variablesOf(json).map(outlineVariable),
  ];
  return `${[...head, ...outlineRows(json)].join("\n")}\n`;
}

const outlineVariable = ({ name, type, label, multi, definition }: VariableModel): string =>
  `$${name} "${label ?? name}": ${multi ? "several " : "one "}${oneLine(definition ?? type)}`;

const outlineRows = ({ panels = [] }: Dashboard): string[] =>
  panels.flatMap((panel) => (isRow(panel) ? outlineRow(panel) : outlinePanel(panel)));

const outlineRow = ({ title, collapsed, panels }: RowPanel): string[] => [
  "",
  `## ${title}${collapsed ? " (collapsed)" : ""}`,
  ...panels.flatMap(outlinePanel),
];

function outlinePanel({ title, type, gridPos, fieldConfig, targets = [], links = [] }: Panel): string[] {
  const { defaults, overrides = [] } = fieldConfig ?? {};
  const looks = [
    `${type} ${gridPos?.w}×${gridPos?.h}`,
    ...(defaults?.unit ? [defaults.unit] : []),
    ...outlineSteps(defaults?.thresholds?.steps),
  ];
  return [
    `${title}: ${looks.join(", ")}`,
    ...(targets as readonly Target[]).map(outlineTarget),
    ...overrides.flatMap(({ matcher, properties }) => outlineOverride(String(matcher.options), properties)),
    ...[...links, ...(defaults?.links ?? [])].map(outlineLink),
  ];
}

const outlineTarget = ({ refId, expr, legendFormat }: Target): string =>
  `  ${refId}${legendFormat && legendFormat !== "__auto" ? ` "${legendFormat}"` : ""} = ${oneLine(expr ?? "")}`;

function outlineOverride(field: string, properties: readonly { id: string; value?: unknown }[]): string[] {
  const property = (id: string) => properties.find((candidate) => candidate.id === id)?.value;
  const looks = [
    property("unit"),
    (property("color") as { fixedColor?: string } | undefined)?.fixedColor,
    ...outlineSteps((property("thresholds") as { steps: Threshold[] } | undefined)?.steps),
  ].filter((look) => look !== undefined);
  return looks.length > 0 ? [`  ${field}: ${looks.join(", ")}`] : [];
}

/** "green", "orange from 0.8", "red from 0.9"; nothing for a colour that never changes. */
const outlineSteps = (steps: readonly Threshold[] = []): string[] =>
  (steps.length > 1 ? steps : []).map(({ color, value }) => (value === null ? color : `${color} from ${value}`));

const outlineLink = ({ title, url }: DashboardLink): string => `  → ${title}: ${url?.split("?")[0]}`;

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();
