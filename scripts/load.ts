import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import type { Alerting } from "../lib/alerting/model.ts";
import type { ComposeFile } from "../lib/compose/compose.ts";
import { compileDashboard } from "../lib/dashboards/compile.ts";
import type { LogPipelineDefinition } from "../lib/logs/logs.ts";
import type {
  DashboardDefinition,
  DatasourceDefinition,
  Defined,
  DefinedDashboard,
  Exporter,
  Links,
  Model,
  Retention,
  RuleGroupDefinition,
  Stack,
  Team,
} from "../lib/model.ts";
import type { Probes } from "../lib/probes/probes.ts";
import { describe } from "../lib/problem.ts";
import { type DocumentName, validateDefinition } from "../lib/schemas/validate.ts";
import { all, exists, importFrom } from "./load/import.ts";
import { Trouble } from "./outcome.ts";

/**
 * Imports everything that a project defines: its facts (`stack.ts`, `teams.ts`) and its folders, each a registry.
 * @param root the project's folder
 * @throws Trouble naming every file that cannot be imported or exports no definition
 */
export async function loadModel(root: string): Promise<Model> {
  await assertProject(root);
  const [stack, teams, facts, exporters, dashboards, rules, alerting, datasources, logs, compose] = await all([
    importFacts(root, "stack.ts"),
    importFacts(root, "teams.ts"),
    optionalFacts(root),
    loadExporters(root),
    loadDashboards(root),
    loadFolder<RuleGroupDefinition>(root, "rules", "RuleGroupDefinition"),
    loadOptional<Alerting>(root, "alerting/alertmanager.ts", "Alerting"),
    loadFolder<DatasourceDefinition>(root, "datasources", "DatasourceDefinition"),
    loadFolder<LogPipelineDefinition>(root, "logs", "LogPipelineDefinition"),
    loadCompose(root),
  ]);
  return {
    stack: shaped<Stack>("Stack", stack.stack ?? {}, "stack.ts"),
    links: stack.links as Links,
    teams: shaped<Record<string, Team>>("Teams", teams.teams ?? {}, "teams.ts"),
    ...facts,
    exporters,
    dashboards,
    rules,
    ...(alerting && { alerting }),
    datasources,
    logs,
    ...(compose && { compose }),
  };
}

async function assertProject(root: string): Promise<void> {
  if (!(await exists(join(root, "stack.ts"))))
    throw new Trouble(`${root} holds no stack.ts: run this in a project's folder, or name it with --project`);
}

/** The default exports of a folder's files, by name. A folder that does not exist defines nothing. */
async function loadFolder<T>(root: string, folder: string, type: DocumentName): Promise<Defined<T>[]> {
  const entries = await readdir(join(root, folder)).catch(() => []);
  const files = entries.filter((name) => name.endsWith(".ts")).sort();
  return all(files.map((file) => loadFile<T>(root, `${folder}/${file}`, type)));
}

/** Every exporter's vocabulary in a project's `metrics/`. @throws Trouble */
export const loadExporters = (root: string): Promise<Defined<Exporter>[]> =>
  loadFolder<Exporter>(root, "metrics", "Exporter");

/** Every dashboard of a project, compiled. @throws Trouble */
export async function loadDashboards(root: string): Promise<DefinedDashboard[]> {
  const dashboards = await loadFolder<DashboardDefinition>(root, "dashboards", "DashboardOutline");
  return all(dashboards.map(compiled));
}

async function compiled(dashboard: Defined<DashboardDefinition>): Promise<DefinedDashboard> {
  try {
    return { ...dashboard, json: compileDashboard(dashboard.name, dashboard.definition) };
  } catch (error) {
    throw new Trouble(`${dashboard.file}: cannot be compiled: ${error instanceof Error ? error.message : error}`);
  }
}

async function loadFile<T>(root: string, file: string, type: DocumentName): Promise<Defined<T>> {
  const definition = (await importFrom(root, file)).default;
  if (typeof definition !== "object" || definition === null)
    throw new Trouble(`${file}: has no default export — end it with \`export default define...({ ... })\``);
  const name = file.slice(file.lastIndexOf("/") + 1, -".ts".length);
  return { name, file, definition: shaped<T>(type, definition, file) };
}

/** Types hold only what TypeScript has read; tsx runs a definition whatever they say. @throws Trouble */
function shaped<T>(type: DocumentName, value: unknown, file: string): T {
  const problems = validateDefinition(type, value, file);
  if (problems.length > 0) throw new Trouble(problems.map(describe).join("\n"));
  return value as T;
}

const loadOptional = async <T>(root: string, file: string, type: DocumentName): Promise<Defined<T> | undefined> =>
  (await exists(join(root, file))) ? loadFile<T>(root, file, type) : undefined;

/** @throws Trouble when the file is no YAML */
async function loadCompose(root: string): Promise<Model["compose"]> {
  const file = "compose/docker-compose.monitoring.yml";
  const text = await readFile(join(root, file), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return { name: "docker-compose.monitoring", file, definition: parse(text, { merge: true }) as ComposeFile };
  } catch (error) {
    throw new Trouble(`${file}: ${error instanceof Error ? error.message : error}`);
  }
}

/** What a project may leave out. */
async function optionalFacts(root: string): Promise<Pick<Model, "probes" | "retention">> {
  const [{ probes }, { retention }] = await Promise.all([
    importFacts(root, "probes.ts"),
    importFacts(root, "retention.ts"),
  ]);
  return {
    ...(probes ? { probes: probes as Probes } : {}),
    ...(retention ? { retention: retention as Retention } : {}),
  };
}

/** Facts are optional: a project without teams simply has none. */
export const importFacts = async (root: string, file: string): Promise<Record<string, unknown>> =>
  (await exists(join(root, file))) ? importFrom(root, file) : {};
