import type { ErrorObject } from "ajv";
import type { OutputFile } from "../emit/emit.ts";
import { durationForm, durationPattern } from "../model/duration.ts";
import type { Problem } from "../model/problem.ts";
import { idOf, nearestErrors } from "./choices.ts";
import { knownPanelTypes } from "./grafana.ts";
import { errorsIn } from "./validators.ts";

/** What has a schema: documents, and definitions. */
export type DocumentName = keyof typeof import("./schemas.json", { with: { type: "json" }});

/** The schema of each file. */
const schemaOfPath: readonly (readonly [path: RegExp, document: DocumentName])[] = [
  [/^grafana\/dashboards\//, "DashboardDocument"],
  [/^prometheus\/prometheus(-\d+)?\.yml$/, "PrometheusConfig"],
  [/^prometheus\/(tests\/)?rules\//, "RuleFile"],
  [/^prometheus\/tests\/[^/]+$/, "RuleTestFile"],
  [/^alertmanager\/alertmanager\.yml$/, "AlertmanagerConfig"],
  [/^blackbox\//, "BlackboxConfig"],
  [/^grafana\/provisioning\/dashboards\//, "DashboardProvisioning"],
  [/^grafana\/provisioning\/datasources\//, "DatasourceProvisioning"],
  [/^loki\/overrides\.yml$/, "LokiOverrides"],
  [/^loki\/rules\//, "RuleFile"],
  [/^loki\//, "LokiConfig"],
  [/^promtail\//, "PromtailConfig"],
];

/** Holds every file that has a schema against it. */
export const validateFiles = (files: readonly OutputFile[]): Problem[] =>
  files.flatMap((file) => [...validateDocument(file), ...validatePanels(file), ...validateResource(file)]);

/** Holds a definition against its type: plain JavaScript compiles whatever it says. @param file where it stands */
export const validateDefinition = (name: DocumentName, definition: unknown, file: string): Problem[] =>
  errorsOf(name, "", definition, { file, path: [] });

function validateDocument({ path, source, document }: OutputFile): Problem[] {
  const name = schemaOfPath.find(([pattern]) => pattern.test(path))?.[1];
  return name === undefined || document === undefined
    ? []
    : errorsOf(name, "", document, { file: source, path: [path] });
}

/** As JSON: fields that are undefined are not written. */
const validateResource = ({ path, source, resource }: OutputFile): Problem[] =>
  resource === undefined ? [] : resourceProblems(JSON.parse(JSON.stringify(resource)), { file: source, path: [path] });

/** What schema v2 does not allow of a dashboard's resource. */
export const resourceProblems = (resource: unknown, where: Where): Problem[] =>
  errorsOf("DashboardV2Document", "", resource, where);

interface PanelDocument {
  readonly type: string;
  readonly title?: string;
  readonly panels?: readonly PanelDocument[];
}

function validatePanels({ path, source, document }: OutputFile): Problem[] {
  if (!path.startsWith("grafana/dashboards/") || document === undefined) return [];
  const panels = (document as { panels?: readonly PanelDocument[] }).panels ?? [];
  return panels
    .flatMap((panel) => [panel, ...(panel.panels ?? [])])
    .flatMap((panel) => validatePanel(panel, { file: source, path: [panel.title ?? "a panel without a title"] }));
}

/** A panel of a type without a schema passes; the check `panel-unchecked` warns of it. */
const validatePanel = (panel: PanelDocument, where: Where): Problem[] =>
  knownPanelTypes.includes(panel.type) ? errorsOf("PanelDocuments", `/properties/${panel.type}`, panel, where) : [];

type Where = Pick<Problem, "file" | "path">;

/** @param pointer to the part of the document's type that the value is held against, such as `/properties/stat` */
const errorsOf = (document: DocumentName, pointer: string, value: unknown, where: Where): Problem[] =>
  nearestErrors(idOf(document, pointer), value, errorsIn).map((error) => ({
    check: "schema",
    severity: "error",
    file: where.file,
    path: [...where.path, ...(error.instancePath ? [error.instancePath.slice(1).replaceAll("/", ".")] : [])],
    message: sentence(error),
  }));

/** The text of an error of a schema. */
export function sentence({ keyword, message, params }: ErrorObject): string {
  if (keyword === "required") return `field "${params.missingProperty}" is missing`;
  if (keyword === "anyOf") return "has none of the forms that its type allows: `npx tsc --noEmit` names the wrong part";
  if (keyword === "additionalProperties") return `unknown field "${params.additionalProperty}"`;
  if (keyword === "enum") return `must be one of ${params.allowedValues.join(", ")}`;
  if (keyword === "pattern" && params.pattern === durationPattern) return `is not a duration: ${durationForm}`;
  return message ?? keyword;
}
