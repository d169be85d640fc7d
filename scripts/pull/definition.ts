import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { compileDashboard } from "../../lib/dashboards/compile.ts";
import { about } from "../../lib/diff/change.ts";
import { boardChanges } from "../../lib/diff/dashboards/board.ts";
import type { Json } from "../../lib/diff/json.ts";
import { renderText } from "../../lib/diff/render/text.ts";
import type { DashboardDefinition, Stack } from "../../lib/model.ts";
import { pullDashboard } from "../../lib/pull/dashboard.ts";
import { allowedWords, type ModulePaths, ownPaths, packagePaths } from "../../lib/pull/imports.ts";
import { strictDetails } from "../../lib/pull/proof.ts";
import { refusals } from "../../lib/source/allowed.ts";
import { exists } from "../load/import.ts";
import { importFacts } from "../load.ts";
import { Trouble } from "../outcome.ts";

/**
 * Writes a dashboard's definition. Nothing is run that is more than one, and nothing stays where it does not build the
 * same.
 * @param codeOf what writes the code
 * @returns the file's path within the project
 * @throws Trouble
 */
export async function writeDefinition(
  root: string,
  uid: string,
  board: Json,
  force: boolean,
  codeOf: typeof pullDashboard = pullDashboard,
): Promise<string> {
  const file = join("dashboards", `${uid}.ts`);
  if (!force && (await exists(join(root, file))))
    throw new Trouble(`${file} is there already: name another --uid, or overwrite it with --force`);
  const paths = await modulePaths(root);
  const code = codeOf(uid, board, paths);
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
