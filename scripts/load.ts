import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
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
import { Trouble } from "./outcome.ts";

/**
 * Imports everything that a project defines: its facts (`stack.ts`, `teams.ts`) and its folders, each a registry.
 * @param root the project's folder
 * @throws Trouble naming every file that cannot be imported or exports no definition
 */
export async function loadModel(root: string): Promise<Model> {
  await assertProject(root);
  const [stack, teams, facts, exporters, dashboards, rules, alerting, datasources, logs, compose] = await Promise.all([
    importFacts(root, "stack.ts"),
    importFacts(root, "teams.ts"),
    optionalFacts(root),
    loadExporters(root),
    loadDashboards(root),
    loadFolder<RuleGroupDefinition>(root, "rules"),
    loadOptional<Alerting>(root, "alerting/alertmanager.ts"),
    loadFolder<DatasourceDefinition>(root, "datasources"),
    loadFolder<LogPipelineDefinition>(root, "logs"),
    loadCompose(root),
  ]);
  return {
    stack: (stack.stack ?? {}) as Stack,
    links: stack.links as Links,
    teams: (teams.teams ?? {}) as Record<string, Team>,
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

/** Whether something stands at the path. */
export const exists = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined)) !== undefined;

/** The default exports of a folder's files, by name. A folder that does not exist defines nothing. */
async function loadFolder<T>(root: string, folder: string): Promise<Defined<T>[]> {
  const entries = await readdir(join(root, folder)).catch(() => []);
  const files = entries.filter((name) => name.endsWith(".ts")).sort();
  const loaded = await Promise.allSettled(files.map((file) => loadFile<T>(root, `${folder}/${file}`)));
  const failures = loaded.flatMap((result) => (result.status === "rejected" ? [String(result.reason.message)] : []));
  if (failures.length > 0) throw new Trouble(failures.join("\n"));
  return loaded.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
}

/** Every exporter's vocabulary in a project's `metrics/`. @throws Trouble */
export const loadExporters = (root: string): Promise<Defined<Exporter>[]> => loadFolder<Exporter>(root, "metrics");

/** Every dashboard of a project, compiled. @throws Trouble */
export async function loadDashboards(root: string): Promise<DefinedDashboard[]> {
  const dashboards = await loadFolder<DashboardDefinition>(root, "dashboards");
  return dashboards.map((d) => ({ ...d, json: compileDashboard(d.name, d.definition) }));
}

async function loadFile<T>(root: string, file: string): Promise<Defined<T>> {
  const definition = (await importFrom(root, file)).default;
  if (typeof definition !== "object" || definition === null)
    throw new Trouble(`${file}: has no default export — end it with \`export default define...({ ... })\``);
  const name = file.slice(file.lastIndexOf("/") + 1, -".ts".length);
  return { name, file, definition: definition as T };
}

const loadOptional = async <T>(root: string, file: string): Promise<Defined<T> | undefined> =>
  (await exists(join(root, file))) ? loadFile<T>(root, file) : undefined;

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

async function importFrom(root: string, file: string): Promise<Record<string, unknown>> {
  try {
    return await import(pathToFileURL(join(root, file)).href);
  } catch (error) {
    throw new Trouble(`${file}: cannot be imported: ${error instanceof Error ? error.stack : error}`);
  }
}
