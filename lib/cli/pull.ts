import { readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { Command } from "commander";
import type { Json } from "../diff/json.ts";
import { defaultSettings } from "../model/config.ts";
import { isDashboard, withoutLegacyRows } from "../pull/proof.ts";
import { contentAsWritten } from "../push/decision.ts";
import { type AccessOptions, grafanaAccess } from "./grafana/access.ts";
import { connect } from "./grafana/connect.ts";
import { exitCodes, UserError } from "./outcome.ts";
import { writeDefinition } from "./pull/definition.ts";

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
    if (failed.length > 0) throw new UserError(failed.join("\n"));
    process.exitCode = exitCodes.ok;
  });

/** @returns the file that was written */
async function pull(source: string, options: PullOptions): Promise<string> {
  const json = source.endsWith(".json") ? await fromFile(source) : await fromGrafana(source, options);
  if (isDeep(json, deepest))
    throw new UserError(`${source}: is nested deeper than ${deepest} levels, which no dashboard needs`);
  const uid = options.uid ?? nameFor(json, source);
  const board = { ...contentAsWritten(withoutLegacyRows(json)), uid };
  return writeDefinition(resolve(options.project), uid, board, options.force);
}

/** A dashboard's JSON: as it is, or inside a response of one of Grafana's APIs. */
async function fromFile(file: string): Promise<Json> {
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new UserError(`${file}: cannot be read: ${error.message}`);
  });
  try {
    const json = JSON.parse(text);
    const board = [json?.dashboard, json?.spec, json].find(isDashboard);
    if (board) return board;
  } catch (error) {
    throw new UserError(`${file}: is not JSON: ${error instanceof Error ? error.message : error}`);
  }
  throw new UserError(`${file}: is not a dashboard: it has neither panels nor rows`);
}

async function fromGrafana(uid: string, options: PullOptions): Promise<Json> {
  const api = await connect(await grafanaAccess(options), 1);
  const found = (await api.readDashboards([uid], defaultSettings.grafana.tag)).find((one) => one.uid === uid);
  if (!found) throw new UserError(`${api.description}: has no dashboard with the uid "${uid}"`);
  // The newer API does not keep the uid in the JSON.
  return { ...found.json, uid };
}

/** The uid if it is a valid file name, else the title or the file's name in small letters. @throws UserError */
function nameFor({ uid, title }: Json, source: string): string {
  if (typeof uid === "string" && isFileName(uid)) return uid;
  const words = [title, basename(source, ".json")].map((text) =>
    String(text ?? "")
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .slice(0, 40)
      .replaceAll(/^-|-$/g, ""),
  );
  const name = words.find((word) => word !== "");
  if (name === undefined) throw new UserError(`${source}: neither its uid nor its title can name a file: add --uid`);
  return name;
}

/** Whether Grafana accepts it as a uid and a file system as a name. */
const isFileName = (uid: string): boolean => /^[\w-]{1,40}$/.test(uid);

const deepest = 200;

const isDeep = (value: unknown, left: number): boolean =>
  typeof value === "object" &&
  value !== null &&
  (left === 0 || Object.values(value).some((one) => isDeep(one, left - 1)));
