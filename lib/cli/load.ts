import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { parse } from "yaml";
import { dashboardShape, misshapenPart } from "../diff/json.ts";
import { compileDashboard } from "../emit/grafana.ts";
import { readyCatalogNames, readyCatalogsOf } from "../metrics/ready-catalogs.ts";
import type { Alerting } from "../model/alerting.ts";
import type { ComposeFile } from "../model/compose.ts";
import {
  configFile,
  deployedLinks,
  linksOf,
  type ProjectConfig,
  type Settings,
  settingsOf,
  withUrls,
} from "../model/config.ts";
import type { Probes } from "../model/facts.ts";
import type { LogPipelineDefinition } from "../model/logs.ts";
import type {
  DashboardDefinition,
  DatasourceDefinition,
  Defined,
  DefinedDashboard,
  GroupExamples,
  GroupRunbooks,
  Links,
  LogRuleGroup,
  MetricCatalog,
  Model,
  Retention,
  RuleGroupDefinition,
  RuleGroupDraft,
  Scale,
  Stack,
  Team,
} from "../model/model.ts";
import { didYouMean, formatProblem } from "../model/problem.ts";
import { type DocumentName, validateDefinition } from "../schemas/validate.ts";
import { all, type Bundle, bundle, bundleOrKept, exists, type Import } from "./load/bundle.ts";
import { isExamplesFile, isRunbooksFile, withExamples, withRunbooks } from "./load/companions.ts";
import { parsedText } from "./load/kept-results.ts";
import { messageOf, UserError } from "./outcome.ts";
import { publicUrlOf } from "./stack/env-file.ts";

const alertmanager = "alerting/alertmanager.ts";

/**
 * Imports everything that a project defines: its configuration, its facts (`stack.ts`, `teams.ts`) and its folders, each a registry.
 * @param root the project's folder
 * @param importFile what imports its files; by default all of them as they are saved now, in one bundle
 * @throws UserError naming every file that cannot be imported or exports no definition
 */
export async function loadModel(root: string, importFile?: Import): Promise<Model> {
  if (importFile) return loadAll(root, importFile);
  const own = importer(root);
  const model = await loadAll(root, own.importFile);
  own.keep();
  return model;
}

/**
 * Imports what the series of a project depend on, and neither its rules nor its dashboards.
 * @throws UserError as `loadModel`
 */
export async function loadMetrics(root: string): Promise<Pick<Model, "settings" | "catalogs">> {
  await assertProject(root);
  const own = importer(root, factFiles);
  const { config, catalogs } = await loadFacts(root, own.importFile, loadConfig(root, own.importFile));
  own.keep();
  return { settings: settingsOf(config), catalogs };
}

/** A project's configuration, its services and other facts, and the catalogs of all that it scrapes. */
async function loadFacts(root: string, importFile: Import, configured: Promise<ProjectConfig>) {
  const [config, publicUrl, stack, facts, catalogs] = await all([
    configured,
    publicUrlOf(root),
    importFacts(root, "stack.ts", importFile),
    optionalFacts(root, importFile),
    loadCatalogs(root, importFile),
  ]);
  const base = shaped<Stack>("Stack", stack.stack ?? {}, "stack.ts");
  const services = withUrls({ ...base, ...facts.scale?.services }, config.urls, publicUrl);
  const ready = await readyCatalogsOf({ stack: services, ...facts }, catalogs);
  return { config, publicUrl, stack, services, facts, catalogs: [...catalogs, ...ready] };
}

async function loadAll(root: string, importFile: Import): Promise<Model> {
  await assertProject(root);
  const configured = loadConfig(root, importFile);
  const [known, teams, dashboards, rules, alerting, datasources, logs, logAlerts, compose] = await all([
    loadFacts(root, importFile, configured),
    importFacts(root, "teams.ts", importFile),
    loadDashboards(root, importFile, configured),
    loadRules(root, importFile),
    loadOptional<Alerting>(root, alertmanager, "Alerting", importFile),
    loadFolder<DatasourceDefinition>(root, "datasources", "DatasourceDefinition", importFile),
    loadFolder<LogPipelineDefinition>(root, "logs", "LogPipelineDefinition", importFile),
    loadFolder<LogRuleGroup>(root, "log-alerts", "LogRuleGroup", importFile),
    loadCompose(root, configured),
  ]);
  const { config, publicUrl, stack, services, facts, catalogs } = known;
  // Projects wrote `links` in stack.ts before there was a configuration.
  const links = { ...linksOf(services, config.urls), ...(config.urls ? {} : (stack.links as Partial<Links>)) };
  const settings = settingsOf(config);
  const overlay = facts.scale && (await loadOverlay(root, settings));
  return {
    settings,
    stack: services,
    links: deployedLinks(links, publicUrl),
    teams: shaped<Record<string, Team>>("Teams", teams.teams ?? {}, "teams.ts"),
    ...facts,
    catalogs,
    dashboards,
    rules: rules.filter((group) => isMet(group, services, facts.scale)),
    ...(alerting && { alerting }),
    datasources,
    logs,
    logAlerts,
    ...(compose && { compose }),
    ...(overlay && { overlay }),
  };
}

/** Whether the project has what a rule group requires. @throws UserError where nothing of that name can exist */
function isMet({ file, definition: { requires } }: Defined<RuleGroupDefinition>, stack: Stack, scale?: Scale): boolean {
  if (requires === undefined) return true;
  if (requires === "scale") return scale !== undefined;
  const names = ["scale", ...readyCatalogNames, ...Object.keys(stack)];
  if (!names.includes(requires))
    throw new UserError(
      `${file}: requires: nothing is named "${requires}" — ${didYouMean(requires, names) ?? "write scale, or the name of a service"}`,
    );
  return stack[requires]?.scrape !== undefined;
}

/** A project's configuration, empty where it has none. @throws UserError */
export async function loadConfig(root: string, importFile: Import = importAlone): Promise<ProjectConfig> {
  if (!(await exists(join(root, configFile)))) return {};
  return (await loadFile<ProjectConfig>(root, configFile, "ProjectConfig", importFile)).definition;
}

async function assertProject(root: string): Promise<void> {
  if (!(await exists(join(root, "stack.ts"))))
    throw new UserError(`${root} holds no stack.ts: run this in a project's folder, or name it with --project`);
}

/**
 * Imports a project's files from one bundle. Where one cannot be made, each file is bundled by itself, so that one
 * broken file does not hide what is wrong with the others.
 */
function importer(root: string, filesOf = definitionFiles): { importFile: Import; keep: () => void } {
  let made: Promise<Bundle> | undefined;
  let used: Bundle | undefined;
  return {
    importFile: async (_, file) => {
      made ??= filesOf(root).then((files) => bundleOrKept(root, files));
      used = await made.catch(() => undefined);
      return used ? used.load(file) : importAlone(root, file);
    },
    keep: () => used?.keep(),
  };
}

const importAlone = async (root: string, file: string): Promise<Record<string, unknown>> =>
  (await bundle(root, [file])).load(file);

const definitionFiles = async (root: string): Promise<string[]> =>
  (await Promise.all([dashboardFiles(root), otherFiles(root)])).flat();

const factFiles = async (root: string): Promise<string[]> =>
  (await otherFiles(root)).filter((file) => !file.includes("/") || file.startsWith("metrics/"));

/** The default exports of a folder's files, by name. */
const loadFolder = async <T>(
  root: string,
  folder: string,
  type: DocumentName,
  importFile: Import,
): Promise<Defined<T>[]> => all((await filesIn(root, folder)).map((file) => loadFile<T>(root, file, type, importFile)));

/** The definitions that stand in a folder, in order. A folder that does not exist defines nothing. */
async function filesIn(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder)).catch(() => []);
  return entries
    .filter((name) => name.endsWith(".ts"))
    .sort()
    .map((name) => `${folder}/${name}`);
}

/** The files that define a project's dashboards, each one of them. */
export const dashboardFiles = (root: string): Promise<string[]> => filesIn(root, "dashboards");

/** All other files that a model is made of. */
export async function otherFiles(root: string): Promise<string[]> {
  const single = [configFile, "stack.ts", "teams.ts", "probes.ts", "retention.ts", "scale.ts", alertmanager];
  const there = await Promise.all(single.map((file) => exists(join(root, file))));
  const folders = await Promise.all(
    ["metrics", "rules", "datasources", "logs", "log-alerts"].map((one) => filesIn(root, one)),
  );
  return [...single.filter((_, i) => there[i]), ...folders.flat()];
}

/** The catalog of every exporter in a project's `metrics/`. @throws UserError */
export const loadCatalogs = (
  root: string,
  importFile: Import = importer(root).importFile,
): Promise<Defined<MetricCatalog>[]> => loadFolder<MetricCatalog>(root, "metrics", "MetricCatalog", importFile);

/** Every rule group, with the examples and runbooks that stand in files of their own. @throws UserError */
async function loadRules(root: string, importFile: Import): Promise<Defined<RuleGroupDefinition>[]> {
  const files = await filesIn(root, "rules");
  const [groups, examples, runbooks] = await all([
    all(
      files
        .filter((file) => !isExamplesFile(file) && !isRunbooksFile(file))
        .map((file) => loadFile<RuleGroupDraft>(root, file, "RuleGroupDraft", importFile)),
    ),
    all(files.filter(isExamplesFile).map((file) => loadFile<GroupExamples>(root, file, "GroupExamples", importFile))),
    all(files.filter(isRunbooksFile).map((file) => loadFile<GroupRunbooks>(root, file, "GroupRunbooks", importFile))),
  ]);
  return withRunbooks(withExamples(groups, examples), runbooks);
}

const loadDashboards = async (
  root: string,
  importFile: Import,
  config: Promise<ProjectConfig>,
): Promise<DefinedDashboard[]> =>
  all((await dashboardFiles(root)).map((file) => loadDashboard(root, file, importFile, config)));

/** A dashboard, compiled. @param file such as `dashboards/kafka.ts` @throws UserError */
export async function loadDashboard(
  root: string,
  file: string,
  importFile: Import,
  config = loadConfig(root, importFile),
): Promise<DefinedDashboard> {
  const dashboard = await loadFile<DashboardDefinition>(root, file, "DashboardOutline", importFile);
  const settings = settingsOf(await config);
  const refuse = (reason: string) => new UserError(`${dashboard.file}: cannot be compiled: ${reason}`);
  let json: DefinedDashboard["json"];
  try {
    json = compileDashboard(dashboard.name, dashboard.definition, settings);
  } catch (error) {
    throw refuse(messageOf(error));
  }
  const part = misshapenPart(json, dashboardShape);
  if (part !== undefined) throw refuse(part);
  return { ...dashboard, json };
}

async function loadFile<T>(root: string, file: string, type: DocumentName, importFile: Import): Promise<Defined<T>> {
  const definition = (await importFile(root, file)).default;
  if (typeof definition !== "object" || definition === null)
    throw new UserError(`${file}: has no default export — end it with \`export default define...({ ... })\``);
  const name = file.slice(file.lastIndexOf("/") + 1, -".ts".length);
  return { name, file, definition: shaped<T>(type, definition, file) };
}

/** Types hold only what TypeScript has read; tsx runs a definition whatever they say. @throws UserError */
function shaped<T>(type: DocumentName, value: unknown, file: string): T {
  const problems = validateDefinition(type, value, file);
  if (problems.length > 0) throw new UserError(problems.map(formatProblem).join("\n"));
  return value as T;
}

const loadOptional = async <T>(
  root: string,
  file: string,
  type: DocumentName,
  importFile: Import,
): Promise<Defined<T> | undefined> =>
  (await exists(join(root, file))) ? loadFile<T>(root, file, type, importFile) : undefined;

/** @throws UserError when the configured file is missing, or when the file is not YAML */
async function loadCompose(root: string, config: Promise<ProjectConfig>): Promise<Model["compose"]> {
  const { compose } = await config;
  const { file } = settingsOf({ ...(compose && { compose }) }).compose;
  const found = await readCompose(root, file);
  if (!found && compose?.file !== undefined)
    throw new UserError(`${configFile} › compose.file: no file ${file} — write its path from the project's root`);
  return found;
}

/** What `up --scale` adds to the compose file. */
const loadOverlay = (root: string, settings: Settings): Promise<Model["overlay"]> =>
  readCompose(root, `${dirname(settings.compose.file)}/docker-compose.scale.yml`);

/** Docker Compose has tags of its own, such as `!reset`. */
const composeYaml = { merge: true, logLevel: "error" } as const;

async function readCompose(root: string, file: string): Promise<Model["compose"]> {
  const text = await readFile(join(root, file), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const definition = parsedText(root, basename(file), text, (yaml) => parse(yaml, composeYaml) as ComposeFile);
    return { name: basename(file, extname(file)), file, definition };
  } catch (error) {
    throw new UserError(`${file}: ${error instanceof Error ? error.message : error}`);
  }
}

/** What a project may leave out. */
async function optionalFacts(root: string, importFile: Import): Promise<Pick<Model, "probes" | "retention" | "scale">> {
  const [{ probes }, { retention }, { scale }] = await Promise.all([
    importFacts(root, "probes.ts", importFile),
    importFacts(root, "retention.ts", importFile),
    importFacts(root, "scale.ts", importFile),
  ]);
  return {
    ...(scale ? { scale: shaped<Scale>("Scale", scale, "scale.ts") } : {}),
    ...(probes ? { probes: probes as Probes } : {}),
    ...(retention ? { retention: retention as Retention } : {}),
  };
}

/** Facts are optional: a project without teams simply has none. */
export const importFacts = async (
  root: string,
  file: string,
  importFile: Import = importAlone,
): Promise<Record<string, unknown>> => ((await exists(join(root, file))) ? importFile(root, file) : {});
