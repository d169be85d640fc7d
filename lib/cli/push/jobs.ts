import pLimit from "p-limit";
import { stringify } from "yaml";
import { type Json, type Shape, textOf } from "../../diff/json.ts";
import { datasourceJson } from "../../emit/datasources.ts";
import { composeTarget } from "../../emit/emit.ts";
import { compileDashboard } from "../../emit/grafana.ts";
import { specV2 } from "../../emit/grafana-v2.ts";
import { emitRules } from "../../emit/rules.ts";
import { defaultSettings } from "../../model/config.ts";
import type { Model } from "../../model/model.ts";
import {
  type Action,
  fingerprintOf,
  isSaidByClassic,
  type LocalDashboard,
  type PlanOptions,
  plan,
} from "../../push/dashboards.ts";
import { type DashboardJson, withMarker } from "../../push/decision.ts";
import {
  type DatasourceDecision,
  type DatasourceJson,
  type DatasourcePlanOptions,
  type LiveDatasource,
  planDatasource,
  planRules,
  type RuleDecision,
  type RuleGroupJson,
  withDatasourceMarker,
} from "../../push/resources.ts";
import { targetOf } from "../build.ts";
import { rulerLogin } from "../env.ts";
import { ConflictError, type GrafanaApi } from "../grafana/api.ts";
import { connect } from "../grafana/connect.ts";
import { request, type ServerAccess, yamlOf } from "../http/client.ts";
import { assertAnswer, errorMessageOf, segment, serverAddress } from "../http/server.ts";
import { UserError } from "../outcome.ts";
import { type Job, jobOf, type Writer } from "./run.ts";

interface DashboardOptions extends PlanOptions {
  /** Title of the folder, where it has to be created. */
  readonly folderTitle: string;
  /** Message in the dashboards' history. */
  readonly message: string;
}

/** Writes dashboards with the ownership marker, into their folder. */
function dashboardWriter(api: GrafanaApi, options: DashboardOptions): Writer<Action> {
  const { project } = options;
  let folder: Promise<boolean> | undefined;
  return {
    async write({ kind, uid, local, live }) {
      if (kind === "prune") return api.remove(uid, live?.lock ?? "");
      if (!local) return;
      folder ??= api.ensureFolder(options.folder, options.folderTitle);
      await folder;
      const own = { uid, source: local.file, project, folder: options.folder };
      const marker = { ...own, fingerprint: fingerprintOf(local) };
      const json = withMarker(local.spec ? { ...local.spec, uid } : local.json, marker);
      if (live) return api.update(json, options.folder, options.message, live.lock);
      return api.create(json, options.folder, options.message);
    },

    async decideAgain({ uid, local, title }) {
      const live = await api.readDashboard(uid);
      const [again] = plan(local ? [local] : [], live ? [live] : [], { ...options, force: false });
      return again ?? { kind: "unchanged", uid, title, reason: "it was deleted, or we no longer own it" };
    },
  };
}

export interface GrafanaJobOptions extends DashboardOptions {
  readonly concurrency: number;
  /** Push the datasources too. */
  readonly datasources: boolean;
  /** JSON file of service to host:port, where Grafana reaches the services at other addresses than in compose. */
  readonly addresses?: string;
  /** Tag of the project's dashboards. Defaults to that of a project without a configuration. */
  readonly tag?: string;
}

/** The jobs for a Grafana: its datasources, where wanted, before the dashboards that use them. */
export async function grafanaJobs(access: ServerAccess, model: Model, options: GrafanaJobOptions): Promise<Job[]> {
  const { tag } = model.settings.grafana;
  const dashboards = await dashboardsJob(access, localDashboards(model), { ...options, tag });
  return options.datasources ? [await datasourcesJob(access, model, options), dashboards] : [dashboards];
}

/** Reads all dashboards, then plans. */
export async function dashboardsJob(
  access: ServerAccess,
  defined: readonly LocalDashboard[],
  options: GrafanaJobOptions,
): Promise<Job> {
  const isV2 = defined.some(({ spec }) => spec !== undefined);
  const api = await connect(access, options.concurrency, isV2 ? "v2" : "classic");
  const local = api.schema === "v2" ? defined : defined.map(({ spec: _, ...classic }) => classic);
  const flat = api.schema === "v2" ? [] : defined.filter(({ spec }) => spec && !isSaidByClassic(spec));
  if (flat.length > 0)
    process.stderr.write(
      `${api.description}: it has no schema v2: ${flat.map(({ uid }) => uid).join(", ")} ${flat.length === 1 ? "is" : "are"} written without tabs and conditions\n`,
    );
  const uids = local.map(({ uid }) => uid);
  const live = await api.readDashboards(uids, options.tag ?? defaultSettings.grafana.tag, options.folder);
  const decisions = plan(local, live, { ...options, uniqueTitles: api.uniqueTitles });
  // Before anything is written: the folder may have to be created, and another folder may have its title.
  if (decisions.some(({ kind }) => kind === "create" || kind === "update"))
    await api.findFolder(options.folder, options.folderTitle);
  return jobOf(api.description, local.length, decisions, dashboardWriter(api, options));
}

async function datasourcesJob(access: ServerAccess, model: Model, options: GrafanaJobOptions): Promise<Job> {
  const target = await targetOf(model, composeTarget(model), options.addresses);
  const local = model.datasources.map((datasource) => datasourceJson(datasource, target, model.scale));
  const decisions = await planDatasources(access, local, options);
  return jobOf("datasources", local.length, decisions, datasourceWriter(access, options));
}

/** In classic JSON, and in schema v2 too where files are written in it. */
export function localDashboards({ dashboards, settings }: Model): LocalDashboard[] {
  const classic = { ...settings, grafana: { ...settings.grafana, schema: "classic" as const } };
  return dashboards.map(({ name, file, definition, json }) => {
    if (settings.grafana.schema !== "v2") return { uid: name, file, json: json as unknown as DashboardJson };
    const board = compileDashboard(name, definition, classic) as unknown as DashboardJson;
    // As it is written: without fields that are undefined.
    return { uid: name, file, json: board, spec: JSON.parse(JSON.stringify(specV2(json))) as Json };
  });
}

/** Reads the datasources from the server, and plans an action for each. */
export async function planDatasources(
  access: ServerAccess,
  local: readonly DatasourceJson[],
  options: DatasourcePlanOptions & { readonly concurrency: number },
): Promise<DatasourceDecision[]> {
  const taken = await namesTaken(access);
  return pLimit(options.concurrency).map(local, async (one) =>
    planDatasource(one, await readDatasource(access, one.uid), { ...options, taken }),
  );
}

/** The uid of every datasource by its name. */
async function namesTaken(access: ServerAccess): Promise<Map<string, string>> {
  const { body } = await request(access, "GET", "/api/datasources", [200]);
  assertAnswer(body, [{ uid: "text", name: "text" }], access, "/api/datasources");
  return new Map((body as { uid: string; name: string }[]).map(({ uid, name }) => [name, uid]));
}

/** Writes datasources with the ownership marker. Secrets stay as they are on the server. */
export const datasourceWriter = (access: ServerAccess, options: DatasourcePlanOptions): Writer<DatasourceDecision> => ({
  async write({ local, live }) {
    const marked = withDatasourceMarker(local, options.project);
    if (live) return updateDatasource(access, live, marked);
    return createDatasource(access, marked);
  },

  async decideAgain({ local }) {
    const taken = await namesTaken(access);
    return planDatasource(local, await readDatasource(access, local.uid), { ...options, taken, force: false });
  },
});

/** The datasource with a uid, without its secrets: the API does not show them. */
async function readDatasource(access: ServerAccess, uid: string): Promise<LiveDatasource | undefined> {
  const { status, body } = await request(access, "GET", `/api/datasources/uid/${segment(uid)}`, [200, 404]);
  if (status === 404) return undefined;
  assertAnswer(body, { name: "text", type: "text", "jsonData?": {} }, access, `/api/datasources/uid/${uid}`);
  const live = body as LiveDatasource;
  return { ...live, jsonData: live.jsonData ?? {} };
}

/** @throws ConflictError if its uid or name was taken meanwhile */
async function createDatasource(access: ServerAccess, datasource: DatasourceJson): Promise<void> {
  const { status, body } = await request(access, "POST", "/api/datasources", [200, 409], { body: datasource });
  if (status === 409) throw new ConflictError(errorMessageOf(body));
  assertAnswer(body, {}, access, "/api/datasources");
}

/** Changes the defined fields only. @throws ConflictError if it has changed since it was read */
async function updateDatasource(access: ServerAccess, live: LiveDatasource, datasource: DatasourceJson): Promise<void> {
  const body = { ...live, ...datasource, version: live.version };
  const path = `/api/datasources/uid/${segment(datasource.uid)}`;
  const answer = await request(access, "PUT", path, [200, 404, 409], { body });
  if (answer.status !== 200) throw new ConflictError(errorMessageOf(answer.body));
}

export interface RulerOptions {
  /** Address of the ruler's rules. */
  readonly ruler?: string;
  readonly namespace: string;
  readonly tenant?: string;
  readonly prune: boolean;
}

/** The job for a ruler's namespace. @throws UserError where no ruler is given */
export async function rulesJob(model: Model, options: RulerOptions): Promise<Job> {
  if (options.ruler === undefined)
    throw new UserError(
      "no address of a ruler: give --ruler with the address of its rules, or --reload for Prometheus",
    );
  const place = rulerNamespace(options.ruler, options.namespace, options.tenant);
  const local = ruleGroups(model);
  const decisions = planRules(local, await readGroups(place), options);
  const server = `ruler ${options.ruler}, namespace ${options.namespace}`;
  return jobOf(server, local.length, decisions, ruleWriter(place));
}

const ruleGroups = (model: Model): RuleGroupJson[] =>
  emitRules(model, composeTarget(model)).flatMap(({ document }) => (document as { groups: RuleGroupJson[] }).groups);

/** One namespace of a ruler, with the credentials for it. */
interface RulerNamespace {
  readonly access: ServerAccess;
  readonly namespace: string;
}

/**
 * A namespace of a ruler, with `RULER_TOKEN`, or `RULER_USER` and `RULER_PASSWORD`, where they are set.
 * @param url of its rules: Mimir's `/prometheus/config/v1/rules`, Cortex' `/api/v1/rules`, Loki's `/loki/api/v1/rules`
 */
function rulerNamespace(url: string, namespace: string, tenant: string | undefined): RulerNamespace {
  const server = serverAddress(url, "RULER_TOKEN, or RULER_USER and RULER_PASSWORD");
  const headers = { accept: "application/yaml", ...(tenant !== undefined && { "x-scope-orgid": tenant }) };
  const credentials = "set RULER_TOKEN, or RULER_USER and RULER_PASSWORD; --tenant where it has several";
  const access = { server, headers, hints: { 401: credentials, 403: credentials }, ...rulerLogin() };
  return { access, namespace };
}

/** The rule groups of a namespace; a ruler that has none answers 404. */
async function readGroups({ access, namespace }: RulerNamespace): Promise<RuleGroupJson[]> {
  const path = `/${segment(namespace)}`;
  const { status, body } = await request(access, "GET", path, [200, 404], { as: "text" });
  if (status === 404) return [];
  const answer = yamlOf(`${access.server}${path}`, textOf(body)) ?? {};
  const rule: Shape = { expr: "text", "alert?": "text", "record?": "text" };
  assertAnswer(answer, { "*": [{ name: "text", "rules?": [rule] }] }, access, path);
  return (answer as Readonly<Record<string, RuleGroupJson[]>>)[namespace] ?? [];
}

/** Writes rule groups, each whole: a ruler replaces the group of that name. */
const ruleWriter = ({ access, namespace }: RulerNamespace): Writer<RuleDecision> => ({
  async write({ kind, uid, local }) {
    const path = `/${segment(namespace)}`;
    // Without a group's name, this would delete the namespace.
    if (kind === "prune") await request(access, "DELETE", `${path}/${segment(uid)}`, [200, 202, 404], { as: "text" });
    else await request(access, "POST", path, [200, 202], { body: stringify(local), as: "text" });
  },
  decideAgain: async (decision) => decision,
});
