import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { about, renderText } from "../../diff/change.ts";
import { boardChanges } from "../../diff/dashboards.ts";
import type { Json } from "../../diff/json.ts";
import { compileDashboard } from "../../emit/grafana.ts";
import type { DashboardDefinition, Stack } from "../../model/model.ts";
import { pullDashboard } from "../../pull/dashboard.ts";
import { allowedWords, type JobModule } from "../../pull/imports.ts";
import { strictDetails } from "../../pull/proof.ts";
import { refusals } from "../../source/allowed.ts";
import { nameIn, pathIn } from "../contain.ts";
import { exists } from "../load/import.ts";
import { importFacts } from "../load.ts";
import { UserError } from "../outcome.ts";

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
  const refused = refusals(code, allowedWords(jobs));
  if (refused.length > 0)
    throw new UserError(
      `${uid}: its definition would contain more than a dashboard, so it was neither run nor written; look at the ` +
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

/** The project's stack.ts, where it exports a `job()` that makes the usual matchers. */
async function jobModule(root: string): Promise<JobModule | undefined> {
  const { stack, job } = await importFacts(root, "stack.ts");
  const services = Object.keys((stack ?? {}) as Stack);
  const isUsual = typeof job === "function" && services.every((name) => job(name) === `job="${name}"`);
  return isUsual ? { path: "../stack.ts", services } : undefined;
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
