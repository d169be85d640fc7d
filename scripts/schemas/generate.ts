import { fileURLToPath } from "node:url";
import { createGenerator } from "ts-json-schema-generator";
import { snakeCase } from "../../lib/emit/alertmanager.ts";

const typesFile = new URL("../../lib/schemas/documents.ts", import.meta.url);
const kubernetesTypesFile = new URL("../../lib/schemas/kubernetes.ts", import.meta.url);
const tsconfig = new URL("../../tsconfig.json", import.meta.url);

/** Documents and definitions that have a schema: the types of lib/schemas/documents.ts. */
const documents = [
  "Alerting",
  "AlertmanagerConfig",
  "BlackboxConfig",
  "DashboardDocument",
  "DashboardOutline",
  "DashboardProvisioning",
  "DashboardV2Document",
  "DatasourceDefinition",
  "DatasourceProvisioning",
  "GroupExamples",
  "GroupRunbooks",
  "MetricCatalog",
  "LogPipelineDefinition",
  "LogRuleGroup",
  "LokiConfig",
  "LokiOverrides",
  "PanelDocuments",
  "ProjectConfig",
  "PrometheusConfig",
  "PromtailConfig",
  "RuleFile",
  "RuleGroupDraft",
  "RuleTestFile",
  "Scale",
  "Stack",
  "Teams",
];

/** Kinds of objects that have a schema: the types of lib/schemas/kubernetes.ts. */
const kinds = [
  "Alertmanager",
  "AlertmanagerConfig",
  "ClusterRole",
  "ClusterRoleBinding",
  "ConfigMap",
  "Deployment",
  "GrafanaDashboard",
  "GrafanaDatasource",
  "GrafanaFolder",
  "Kustomization",
  "NetworkPolicy",
  "PersistentVolumeClaim",
  "PodMonitor",
  "Probe",
  "Prometheus",
  "PrometheusRule",
  "ScrapeConfig",
  "Service",
  "ServiceAccount",
  "ServiceMonitor",
];

/** JSON Schema of every document by its type's name, as one text. A type's unknown fields are refused. */
export const generateSchemas = (): string => schemasOf(typesFile, documents, withFileNames);

/** The same for the objects of Kubernetes. */
export const generateKubernetesSchemas = (): string => schemasOf(kubernetesTypesFile, kinds, (schema) => schema);

function schemasOf(types: URL, names: readonly string[], rename: (schema: Named) => Named): string {
  const generator = createGenerator({
    path: fileURLToPath(types),
    tsconfig: fileURLToPath(tsconfig),
    skipTypeCheck: true,
    additionalProperties: false,
    functions: "comment",
    jsDoc: "basic",
  });
  const schemas = names.map((name): Named => [name, withFunctions(generator.createSchema(name) as Json)]);
  return JSON.stringify(Object.fromEntries(schemas.map(rename)), null, 1);
}

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** JSON has no functions: a field that holds one, such as that of `Samples`, may hold anything. */
function withFunctions(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(withFunctions);
  if (typeof schema !== "object" || schema === null) return schema;
  if (typeof schema.$comment === "string" && schema.$comment.includes("=>")) return { $comment: schema.$comment };
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, withFunctions(value)]));
}

type Named = [name: string, schema: Json];

/** Definitions say `groupWait`, Alertmanager's file says `group_wait`. */
const withFileNames = ([name, schema]: Named): Named => [
  name,
  name === "AlertmanagerConfig" ? snakeCased(schema) : schema,
];

function snakeCased(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(snakeCased);
  if (typeof schema !== "object" || schema === null) return schema;
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, renamedField(key, snakeCased(value))]));
}

/** Field names stand as the keys of `properties` and in the list of `required` ones; all else is the schema's own. */
function renamedField(key: string, value: Json): Json {
  if (key === "required" && Array.isArray(value)) return value.map((field) => snakeCase(String(field)));
  if (key !== "properties" || typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([field, inner]) => [snakeCase(field), inner]));
}
