import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Command } from "commander";
import { compileDashboard, dashboardTag } from "../lib/dashboards/compile.ts";
import { about } from "../lib/diff/change.ts";
import { boardChanges } from "../lib/diff/dashboards/board.ts";
import type { Json } from "../lib/diff/json.ts";
import { renderText } from "../lib/diff/render/text.ts";
import type { DashboardDefinition, Stack } from "../lib/model.ts";
import { pullDashboard } from "../lib/pull/dashboard.ts";
import { allowedWords, type ModulePaths, ownPaths, packagePaths } from "../lib/pull/imports.ts";
import { isDashboard, withoutLegacyRows } from "../lib/pull/legacy.ts";
import { strictDetails } from "../lib/pull/proof.ts";
import { contentAsWritten } from "../lib/push/canonical.ts";
import { refusals } from "../lib/source/allowed.ts";
import { type AccessOptions, grafanaAccess } from "./grafana/access.ts";
import { connect } from "./grafana/connect.ts";
import { exists } from "./load/import.ts";
import { importFacts } from "./load.ts";
import { exitCodes, Trouble } from "./outcome.ts";

interface PullOptions extends AccessOptions {
  readonly project: string;
  readonly uid?: string;
  readonly force: boolean;
}

export default new Command("pull")
  .description("Write a Grafana dashboard as a definition, and prove that it builds the same dashboard again.")
  .argument("<sources...>", "uids of dashboards on GRAFANA_SERVER, or files with their JSON")
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .option("--server <url>", "address of Grafana; defaults to GRAFANA_SERVER")
  .option("--uid <uid>", "uid to give it here, which becomes the file's name; defaults to its own")
  .option("--force", "write over a definition that is there already", false)
  .action(async (sources: readonly string[], options: PullOptions) => {
    if (options.uid !== undefined && sources.length > 1) throw new Trouble("--uid names one dashboard, not several");
    for (const source of sources) process.stdout.write(`${await pull(source, options)}\n`);
    process.exitCode = exitCodes.fine;
  });

/** @returns the file that was written */
async function pull(source: string, options: PullOptions): Promise<string> {
  const json = source.endsWith(".json") ? await fromFile(source) : await fromGrafana(source, options);
  const uid = options.uid ?? nameFor(json, source);
  return writeDefinition(resolve(options.project), uid, { ...contentAsWritten(json), uid }, options.force);
}

/** A dashboard's JSON as people share it: as it is, or as one of Grafana's APIs wraps it. */
async function fromFile(file: string): Promise<Json> {
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new Trouble(`${file}: cannot be read: ${error.message}`);
  });
  try {
    const json = JSON.parse(text);
    const board = [json?.dashboard, json?.spec, json].find(isDashboard);
    if (board) return withoutLegacyRows(board);
  } catch (error) {
    throw new Trouble(`${file}: is no JSON: ${error instanceof Error ? error.message : error}`);
  }
  throw new Trouble(`${file}: is no dashboard: it has neither panels nor rows`);
}

async function fromGrafana(uid: string, options: PullOptions): Promise<Json> {
  const api = await connect(await grafanaAccess(options), 1);
  const found = (await api.readDashboards([uid], dashboardTag)).find((one) => one.uid === uid);
  if (!found) throw new Trouble(`${api.description}: has no dashboard with the uid "${uid}"`);
  // The newer API keeps it beside the JSON.
  return { ...found.json, uid };
}

/** The uid if it can name a file, else the title or the file in small letters. */
function nameFor({ uid, title }: Json, source: string): string {
  if (typeof uid === "string" && /^[\w-]+$/.test(uid)) return uid;
  const words = String(title ?? basename(source, ".json"));
  return words
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .slice(0, 40);
}

/** Nothing stays where it does not build the same. @returns the file's path within the project */
async function writeDefinition(root: string, uid: string, board: Json, force: boolean): Promise<string> {
  const file = join("dashboards", `${uid}.ts`);
  if (!force && (await exists(join(root, file))))
    throw new Trouble(`${file} is there already: name another --uid, or overwrite it with --force`);
  const paths = await modulePaths(root);
  const code = pullDashboard(uid, board, paths);
  const refused = refusals(code, allowedWords(paths));
  if (refused.length > 0)
    throw new Trouble(
      `${uid}: its definition would hold more than a dashboard, so it was neither run nor written; look at the ` +
        `dashboard's JSON, and report what pull cannot write:\n  ${refused.slice(0, 5).join("\n  ")}`,
    );
  const draft = join(root, "dashboards", `.pulled-${process.pid}-${uid}.ts`);
  await mkdir(join(root, "dashboards"), { recursive: true });
  await writeFile(draft, code);
  try {
    await prove(draft, uid, board);
    await rename(draft, join(root, file));
  } finally {
    await rm(draft, { force: true });
  }
  return file;
}

async function modulePaths(root: string): Promise<ModulePaths> {
  const paths = (await exists(join(root, "lib/define.ts"))) ? ownPaths : packagePaths;
  const { stack, job } = await importFacts(root, "stack.ts");
  const services = Object.keys((stack ?? {}) as Stack);
  const isOurs = typeof job === "function" && services.every((name) => job(name) === `job="${name}"`);
  return isOurs ? { ...paths, facts: { path: "../stack.ts", services } } : paths;
}

/** @throws Trouble with what would change, if the definition does not build the dashboard */
async function prove(draft: string, uid: string, board: Json): Promise<void> {
  const { default: definition } = (await import(pathToFileURL(draft).href)) as { default: DashboardDefinition };
  const built = compileDashboard(uid, definition) as unknown as Json;
  const changes = boardChanges(uid, board, built);
  if (changes.length === 0) changes.push(...about("dashboards", uid, strictDetails(board, built)));
  if (changes.length > 0)
    throw new Trouble(
      `${uid}: cannot be written so that it builds the same; this would change:\n${renderText(changes)}`,
    );
}
