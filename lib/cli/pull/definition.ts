import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { about } from "../../diff/change.ts";
import { boardChanges } from "../../diff/dashboards.ts";
import type { Json } from "../../diff/json.ts";
import { renderText } from "../../diff/render.ts";
import { compileDashboard } from "../../emit/grafana/compile.ts";
import type { DashboardDefinition, Stack } from "../../model/model.ts";
import { pullDashboard } from "../../pull/dashboard.ts";
import { allowedWords, type ModulePaths, packagePaths } from "../../pull/imports.ts";
import { strictDetails } from "../../pull/proof.ts";
import { refusals } from "../../source/allowed.ts";
import { nameIn, pathIn } from "../contain.ts";
import { exists } from "../load/import.ts";
import { importFacts } from "../load.ts";
import { UserError } from "../outcome.ts";

/**
 * Writes a dashboard's definition. Nothing is run that is more than one, and nothing stays where it does not build the
 * same.
 * @param codeOf what writes the code
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
    throw new UserError(`${file} is there already: name another --uid, or overwrite it with --force`);
  const paths = await modulePaths(root);
  const code = codeOf(uid, board, paths);
  const refused = refusals(code, allowedWords(paths));
  if (refused.length > 0)
    throw new UserError(
      `${uid}: its definition would hold more than a dashboard, so it was neither run nor written; look at the ` +
        `dashboard's JSON, and report what pull cannot write:\n  ${refused.slice(0, 5).join("\n  ")}`,
    );
  const draft = join("dashboards", `.pulled-${process.pid}-${uid}.ts`);
  await mkdir(join(root, "dashboards"), { recursive: true });
  await writeFile(join(root, draft), code);
  try {
    await prove(root, draft, uid, board);
    await rename(join(root, draft), join(root, file));
  } finally {
    await rm(join(root, draft), { force: true });
  }
  return file;
}

async function modulePaths(root: string): Promise<ModulePaths> {
  const { stack, job } = await importFacts(root, "stack.ts");
  const services = Object.keys((stack ?? {}) as Stack);
  const isOurs = typeof job === "function" && services.every((name) => job(name) === `job="${name}"`);
  return isOurs ? { ...packagePaths, facts: { path: "../stack.ts", services } } : packagePaths;
}

/** @throws UserError with what would change, if the definition does not build the dashboard */
async function prove(root: string, draft: string, uid: string, board: Json): Promise<void> {
  const { default: definition } = (await importFacts(root, draft)) as { default: DashboardDefinition };
  const built = compileDashboard(uid, definition) as unknown as Json;
  const changes = boardChanges(uid, board, built);
  if (changes.length === 0) changes.push(...about("dashboards", uid, strictDetails(board, built)));
  if (changes.length > 0)
    throw new UserError(
      `${uid}: cannot be written so that it builds the same; this would change:\n${renderText(changes)}`,
    );
}
