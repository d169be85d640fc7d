import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { Command } from "commander";
import { about } from "../diff/change.ts";
import { boardChanges } from "../diff/dashboards.ts";
import { renderText } from "../diff/diff.ts";
import { dashboardShape, isDeeperThan, type Json, misshapenPart } from "../diff/json.ts";
import { compileDashboard } from "../emit/grafana.ts";
import { refusals } from "../generated-code.ts";
import { settingsOf } from "../model/config.ts";
import type { DashboardDefinition, Stack } from "../model/model.ts";
import { allowedInDashboards, pullDashboard } from "../pull/dashboard.ts";
import type { JobModule } from "../pull/queries.ts";
import { classicOfV2, specV2Of, uidOfResource } from "../pull/schema-v2.ts";
import { asLoaded, isDashboard, strictDetails } from "../pull/strict-diff.ts";
import { contentAsWritten } from "../push/decision.ts";
import { nameIn, pathIn } from "./folders.ts";
import { folderExists } from "./grafana/api.ts";
import { type AccessOptions, connect, grafanaAccess } from "./grafana/connect.ts";
import { exists } from "./load/bundle.ts";
import { importFacts, loadConfig } from "./load.ts";
import { exitCodes, fitToShow, UserError } from "./outcome.ts";

interface PullOptions extends AccessOptions {
  readonly project: string;
  readonly uid?: string;
  readonly force: boolean;
}

export default new Command("pull")
  .argument("<sources...>", "uids of dashboards on GRAFANA_SERVER, or files with their JSON")
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .option("--server <url>", "address of Grafana; defaults to GRAFANA_SERVER")
  .option("--uid <uid>", "uid of the definition, which is the name of its file; defaults to its own")
  .option("--force", "overwrite an existing definition", false)
  .action(async (sources: readonly string[], options: PullOptions) => {
    if (options.uid !== undefined && sources.length > 1) throw new UserError("--uid names one dashboard, not several");
    if (options.uid !== undefined && !isFileName(options.uid))
      throw new UserError(`--uid ${options.uid}: a uid has letters, digits, "-" and "_", at most 40 of them`);
    const failed: string[] = [];
    for (const source of sources)
      await pull(source, options).then(
        (file) => process.stdout.write(`${file}\n`),
        (error) => {
          if (!(error instanceof UserError)) throw error;
          failed.push(error.message);
        },
      );
    if (failed.length === sources.length) throw new UserError(failed.join("\n"));
    for (const message of failed) process.stderr.write(`${message}\n`);
    process.exitCode = failed.length > 0 ? exitCodes.partial : exitCodes.ok;
  });

/** @returns the file that was written */
async function pull(source: string, options: PullOptions): Promise<string> {
  const { grafana } = settingsOf(await loadConfig(resolve(options.project)));
  const keep = grafana.schema === "v2";
  const found = source.endsWith(".json") ? await fromFile(source, keep) : await fromGrafana(source, options, keep);
  if (isDeeperThan(found, deepest))
    throw new UserError(`${source}: is nested deeper than ${deepest} levels, which no dashboard needs`);
  const json = asLoaded(withUsualNumbers(found, source, "") as Json);
  const part = misshapenPart(json, dashboardShape);
  if (part !== undefined)
    throw new UserError(`${source}: ${part} — save it in Grafana, which repairs it, or edit its JSON`);
  const uid = options.uid ?? nameFor(json, source);
  if (typeof json.uid === "string" && json.uid !== "" && json.uid !== uid && options.uid === undefined)
    process.stderr.write(
      `${source}: its uid ${JSON.stringify(json.uid)} cannot be the name of a file: the definition has the uid "${uid}", so links to the old one break; choose another with --uid\n`,
    );
  const board = { ...contentAsWritten(json), uid };
  return writeDefinition(resolve(options.project), uid, board, options.force);
}

/** A dashboard's JSON: as it is, or inside a response of one of Grafana's APIs. */
async function fromFile(file: string, keep: boolean): Promise<Json> {
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new UserError(`${file}: cannot be read: ${error.message}`);
  });
  try {
    // Some editors write a byte order mark, which JSON must not have.
    const json = JSON.parse(text.replace(/^\ufeff/, ""));
    const spec = specV2Of(json?.dashboard ?? json) ?? specV2Of(json?.status?.conversion?.source);
    if (spec) return { ...fromV2(file, spec, keep), uid: uidOfResource(json) };
    const board = [json?.dashboard, json?.spec, json].find(isDashboard);
    if (board) return board;
    if (json?.status?.conversion?.failed === true)
      throw new UserError(
        `${file}: Grafana could not convert it: ${json.status.conversion.error ?? "no reason given"}`,
      );
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${file}: is not JSON: ${error instanceof Error ? error.message : error}`);
  }
  throw new UserError(`${file}: is not a dashboard: it has neither panels nor rows`);
}

/** Schema v2 as classic JSON. What that cannot say is named. */
function fromV2(source: string, spec: Json, keep: boolean): Json {
  const { board, lost } = classicOfV2(spec, keep);
  reportLost(source, lost);
  return board;
}

function reportLost(source: string, lost: readonly string[]): void {
  for (const what of lost) process.stderr.write(fitToShow(`${source}: lost in a definition: ${what}\n`));
}

async function fromGrafana(uid: string, options: PullOptions, keep: boolean): Promise<Json> {
  const access = await grafanaAccess(options);
  const api = await connect(access, 1);
  const found = await api.readDashboard(uid);
  if (found?.isFolder || (!found && (await folderExists(access, uid))))
    throw new UserError(`${api.description}: "${uid}" is a folder — name its dashboards, each by its uid`);
  if (!found) throw new UserError(`${api.description}: has no dashboard with the uid "${uid}"`);
  if (found.unreadable !== undefined) throw new UserError(`${api.description}: "${uid}": ${found.unreadable}`);
  if (keep && found.spec) return { ...fromV2(uid, found.spec, keep), uid };
  reportLost(uid, found.flattened ?? []);
  // The newer API does not keep the uid in the JSON.
  return { ...found.json, uid };
}

/**
 * A value of JSON without what a definition cannot write as JSON again: -0 becomes 0, and a number that JavaScript reads
 * as infinite is refused.
 */
function withUsualNumbers(value: unknown, source: string, path: string): unknown {
  if (value === 0) return 0;
  if (typeof value === "number" && !Number.isFinite(value))
    throw new UserError(`${source}: ${path} is larger than any number that Grafana can store — edit its JSON`);
  if (Array.isArray(value)) return value.map((one, i) => withUsualNumbers(one, source, `${path}[${i}]`));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      withUsualNumbers(one, source, path === "" ? key : `${path}.${key}`),
    ]),
  );
}

/** The uid if it is a valid file name, else the title or the file's name in small letters. @throws UserError */
function nameFor({ uid, title }: Json, source: string): string {
  if (typeof uid === "string" && isFileName(uid)) return uid;
  const names = [title, basename(source, ".json")].map((text) =>
    String(text ?? "")
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .slice(0, 40)
      .replaceAll(/^-|-$/g, ""),
  );
  const name = names.find((one) => one !== "");
  if (name === undefined) throw new UserError(`${source}: neither its uid nor its title can name a file: add --uid`);
  return name;
}

/** Whether Grafana accepts it as a uid and a file system as a name. */
const isFileName = (uid: string): boolean => /^[\w-]{1,40}$/.test(uid);

const deepest = 200;

/**
 * Writes a dashboard's definition. Code that is more than a definition is not run, and no file is written if the
 * definition does not build the same dashboard.
 * @param codeOf writes the code
 * @returns the file's path within the project
 * @throws UserError
 */
export async function writeDefinition(
  root: string,
  uid: string,
  board: Json,
  force: boolean,
  codeOf: typeof pullDashboard = pullDashboard,
): Promise<string> {
  await nameIn(await pathIn(root, "dashboards"), `${uid}.ts`);
  const file = join("dashboards", `${uid}.ts`);
  if (!force && (await exists(join(root, file))))
    throw new UserError(`${file} exists already: choose another --uid, or overwrite it with --force`);
  const jobs = await jobModule(root);
  const code = codeOf(uid, board, jobs);
  const refused = refusals(code, allowedInDashboards(jobs));
  if (refused.length > 0)
    throw new UserError(
      `${uid}: its definition was not run and not written, because it would contain more than a dashboard; look at the ` +
        `dashboard's JSON, and report what pull cannot write:\n  ${refused.slice(0, 5).join("\n  ")}`,
    );
  const draft = join("dashboards", `.pulled-${process.pid}-${uid}.ts`);
  await mkdir(join(root, "dashboards"), { recursive: true });
  await writeFile(join(root, draft), code);
  try {
    await verify(root, draft, uid, board);
    await rename(join(root, draft), join(root, file));
  } finally {
    await rm(join(root, draft), { force: true });
  }
  return file;
}

/** The project's stack.ts, where it exports a `job()` that makes the usual matchers. */
async function jobModule(root: string): Promise<JobModule | undefined> {
  const { stack, job } = await importFacts(root, "stack.ts");
  const services = Object.keys((stack ?? {}) as Stack);
  const isUsual = typeof job === "function" && services.every((name) => job(name) === `job="${name}"`);
  return isUsual ? { path: "../stack.ts", services } : undefined;
}

/** @throws UserError with what would change, if the definition does not build the dashboard */
async function verify(root: string, draft: string, uid: string, board: Json): Promise<void> {
  const { default: definition } = (await importFacts(root, draft)) as { default: DashboardDefinition };
  // In the form that has tabs and conditions: a board without any is the same in both.
  const built = compileDashboard(uid, definition, settingsOf({ grafana: { schema: "v2" } })) as unknown as Json;
  const changes = boardChanges(uid, board, built);
  if (changes.length === 0) changes.push(...about("dashboards", uid, strictDetails(board, built)));
  if (changes.length > 0)
    throw new UserError(
      `${uid}: cannot be written as a definition that builds the same dashboard; this would change:\n${renderText(changes)}`,
    );
}
