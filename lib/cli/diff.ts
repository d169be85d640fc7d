import { resolve } from "node:path";
import { Command, Option } from "commander";
import type { Change } from "../diff/change.ts";
import { diff, renderMarkdown, renderText } from "../diff/diff.ts";
import { type Json, objectOf, objectsOf, without } from "../diff/json.ts";
import { alertingOf, liveRuleGroupOf, type Snapshot, scrapeJobsOf, snapshotOf } from "../diff/snapshot.ts";
import type { Model } from "../model/model.ts";
import { classicOfV2 } from "../pull/schema-v2.ts";
import { content, type DashboardJson } from "../push/decision.ts";
import { connect, grafanaAccess } from "./grafana/connect.ts";
import { requestJson, requestOnce, yamlOf } from "./http/client.ts";
import { addressesOf } from "./http/server.ts";
import { loadModel } from "./load.ts";
import { exitCodes, fitToShow, messageOf, UserError } from "./outcome.ts";
import { snapshotAt, snapshotOfFolder } from "./revision.ts";

/** The servers that report what they hold. */
const liveServers = ["grafana", "prometheus", "alertmanager"] as const;
type LiveServer = (typeof liveServers)[number];

interface DiffOptions {
  readonly project: string;
  readonly base: string;
  readonly dist?: string;
  readonly live?: true | readonly LiveServer[];
  readonly markdown: boolean;
  readonly json: boolean;
}

export default new Command("diff")
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .option("--base <revision>", "the git revision to compare the definitions with", "HEAD")
  .addOption(new Option("--dist <dir>", "compare with a built folder instead").conflicts("live"))
  .addOption(
    new Option("--live [servers...]", "print what was changed on running servers instead").choices(liveServers),
  )
  .addOption(new Option("--markdown", "for a pull request").default(false).conflicts("json"))
  .option("--json", "a list of changes, for a program", false)
  .addHelpText(
    "after",
    `
--base and --dist print what the definitions change. --live prints what changed on the servers since these definitions.
The addresses are PROMETHEUS_URL and ALERTMANAGER_URL, by default those of stack.ts, and GRAFANA_SERVER with
GRAFANA_TOKEN. Exits 0 if nothing differs, 1 if something does, 2 if one side cannot be read.`,
  )
  .action(async (options: DiffOptions) => {
    const { changes, errors } = await changesOf(options);
    // "nothing differs" would be false where a server did not answer.
    if (changes.length > 0 || errors.length === 0 || options.json)
      process.stdout.write(options.json ? rendered(changes, options) : fitToShow(rendered(changes, options)));
    for (const error of errors) process.stderr.write(fitToShow(`not compared: ${error}\n`));
    process.exitCode = errors.length > 0 ? exitCodes.error : changes.length > 0 ? exitCodes.problems : exitCodes.ok;
  });

interface Compared {
  readonly changes: readonly Change[];
  /** Why parts were not compared. */
  readonly errors: readonly string[];
}

async function changesOf({ project, base, dist, live }: DiffOptions): Promise<Compared> {
  const root = resolve(project);
  const model = await loadModel(root);
  const defined = snapshotOf(model);
  if (live) {
    const { snapshot, errors, unread } = await snapshotOfServers(model, live === true ? liveServers : live);
    return { changes: diff(withoutBoards(defined, unread), snapshot), errors };
  }
  const before = dist === undefined ? await snapshotAt(root, base) : await snapshotOfFolder(resolve(dist));
  return { changes: diff(before, defined), errors: [] };
}

function rendered(changes: readonly Change[], { json, markdown }: DiffOptions): string {
  if (json) return `${JSON.stringify({ changes })}\n`;
  if (markdown) return renderMarkdown(changes);
  return changes.length > 0 ? renderText(changes) : "nothing differs\n";
}

const concurrency = 8;

/** What running servers hold, and why others did not report what they hold. */
interface LiveSnapshot {
  readonly snapshot: Snapshot;
  readonly errors: readonly string[];
  /** The uids of dashboards that are there and cannot be read. */
  readonly unread: readonly string[];
}

const withoutBoards = ({ dashboards = {}, folders = {}, ...rest }: Snapshot, uids: readonly string[]): Snapshot => ({
  ...rest,
  dashboards: without(dashboards, ...uids) as NonNullable<Snapshot["dashboards"]>,
  folders: without(folders, ...uids) as NonNullable<Snapshot["folders"]>,
});

/** What running servers hold. A server that does not answer leaves out its part. */
async function snapshotOfServers(model: Model, servers: readonly LiveServer[]): Promise<LiveSnapshot> {
  const addresses = addressesOf(model.stack);
  const whole = (snapshot: Snapshot): LiveSnapshot => ({ snapshot, errors: [], unread: [] });
  const ask: Record<LiveServer, () => Promise<LiveSnapshot>> = {
    grafana: () => grafanaSnapshot(model),
    prometheus: () => prometheusSnapshot(addresses.prometheus).then(whole),
    alertmanager: () => alertmanagerSnapshot(addresses.alertmanager).then(whole),
  };
  const asked = await Promise.allSettled(servers.map((server) => ask[server]()));
  const failed = asked.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  const bug = failed.find((error) => !(error instanceof UserError));
  if (bug) throw bug;
  const parts = asked.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  return {
    snapshot: Object.assign({}, ...parts.map(({ snapshot }) => snapshot)),
    errors: [...failed.map(messageOf), ...parts.flatMap(({ errors }) => errors)],
    unread: parts.flatMap(({ unread }) => unread),
  };
}

/** A board that cannot be read leaves out itself. */
async function grafanaSnapshot({ dashboards, settings }: Model): Promise<LiveSnapshot> {
  const api = await connect(await grafanaAccess({}), concurrency);
  const all = await api.readDashboards(
    dashboards.map(({ name }) => name),
    settings.grafana.tag,
  );
  const [live, unread] = [all.filter((one) => !one.unreadable), all.filter((one) => one.unreadable)];
  const defined = new Map(dashboards.map(({ name, json }) => [name, json as unknown as Json]));
  return {
    snapshot: {
      dashboards: Object.fromEntries(
        live.map(({ uid, json, spec }) => [
          uid,
          // Grafana's own conversion has no tabs and no conditions.
          withoutSeen(content(spec ? (classicOfV2(spec, true).board as DashboardJson) : json), defined.get(uid)),
        ]),
      ),
      folders: Object.fromEntries(live.map(({ uid, folder }) => [uid, folder])),
    },
    errors: unread.map(({ uid, unreadable }) => `${api.description}: ${uid}: ${unreadable}`),
    unread: unread.map(({ uid }) => uid),
  };
}

/** Without the selections that Grafana stores with a variable where the definition has none. */
function withoutSeen(live: Json, defined: Json = {}): Json {
  const variablesOf = ({ templating }: Json) => objectsOf(objectOf(templating).list);
  const selected = new Set(variablesOf(defined).flatMap(({ name, current }) => (current === undefined ? [] : [name])));
  const list = variablesOf(live).map(({ current, ...variable }) =>
    selected.has(variable.name) ? { current, ...variable } : variable,
  );
  return list.length === 0 ? live : { ...live, templating: { ...objectOf(live.templating), list } };
}

async function prometheusSnapshot(address: string): Promise<Snapshot> {
  const [rules, config] = await Promise.all([
    requestJson<{ data: Json }>(`${address}/api/v1/rules`, { data: {} }),
    requestJson<{ data: { yaml: string } }>(`${address}/api/v1/status/config`, { data: { yaml: "text" } }),
  ]);
  return {
    rules: objectsOf(rules.data.groups).map(liveRuleGroupOf),
    scraping: scrapeJobsOf(objectOf(yamlOf(`${address}/api/v1/status/config`, config.data.yaml))),
  };
}

async function alertmanagerSnapshot(address: string): Promise<Snapshot> {
  const url = `${address}/api/v2/status`;
  const { config } = await requestJson<{ config: { original: string } }>(url, { config: { original: "text" } });
  return { alerting: alertingOf(objectOf(yamlOf(url, config.original))) };
}

const servers = ["prometheus", "alertmanager"] as const;
const timeoutMilliseconds = 60_000;

/**
 * Makes Prometheus and Alertmanager reload their files, then compares their rules and routes with the defined ones.
 * @returns the exit code: 1 where they differ
 * @throws UserError with every server that does not reload, and why
 */
export async function reload(model: Model, { json }: { readonly json: boolean }): Promise<number> {
  const addresses = addressesOf(model.stack);
  const refused = (await Promise.all(servers.map((name) => reloadOne(addresses[name])))).filter(Boolean);
  if (refused.length > 0) throw new UserError(refused.join("\n"));
  const { snapshot, errors } = await snapshotOfServers(model, servers);
  if (errors.length > 0) throw new UserError(errors.join("\n"));
  const { rules, alerting } = snapshot;
  const differences = diff({ ...(rules && { rules }), ...(alerting && { alerting }) }, snapshotOf(model));
  if (json) process.stdout.write(`${JSON.stringify({ reloaded: servers, differences })}\n`);
  else for (const { subject, sentence } of differences) process.stdout.write(fitToShow(`  ${subject}: ${sentence}\n`));
  if (differences.length === 0 && !json)
    process.stdout.write("reloaded: Prometheus and Alertmanager have the defined rules and routes\n");
  if (differences.length > 0)
    process.stderr.write(
      "reloaded, but they read other files — copy dist/ to the folders that they read, and reload again\n",
    );
  return differences.length === 0 ? exitCodes.ok : exitCodes.problems;
}

/** @returns why a server did not reload, or nothing */
async function reloadOne(address: string): Promise<string | undefined> {
  const hints = { 403: "start it with --web.enable-lifecycle" };
  return requestOnce(`${address}/-/reload`, { method: "POST", as: "text", hints, timeoutMilliseconds }).then(
    () => undefined,
    messageOf,
  );
}
