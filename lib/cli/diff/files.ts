import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { Command } from "commander";
import { readFiles } from "../../diff/read-files.ts";
import type { Snapshot } from "../../diff/snapshot.ts";
import { composeTarget } from "../../emit/emit.ts";
import { emit } from "../../emit/index.ts";
import { loadModel } from "../load.ts";
import { UserError } from "../outcome.ts";

/** What a built folder contains for the servers. @throws UserError when it is no folder that `build` wrote, or cannot be read */
export async function snapshotOfFolder(folder: string): Promise<Snapshot> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: Error) => {
    throw new UserError(`${folder}: cannot be read: ${error.message}`);
  });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  if (!paths.includes(join(folder, "manifest.json")))
    throw new UserError(`${folder} holds no manifest.json: name a folder that \`npm run build\` wrote`);
  const files = await Promise.all(
    paths.map(async (path) => ({
      path: relative(folder, path).split(sep).join("/"),
      text: await readFile(path, "utf8"),
    })),
  );
  return snapshotOfFiles(folder, files);
}

/** The same for files that are in memory already. @param where for messages: a folder, a revision */
export function snapshotOfFiles(where: string, files: readonly { path: string; text: string }[]): Snapshot {
  try {
    return readFiles(files);
  } catch (error) {
    throw new UserError(`${where}: ${error instanceof Error ? error.message : error}`);
  }
}

/** For `diff`, which asks the library of another revision: writes all that a project emits, unchecked, as JSON. Definitions may print. */
export default new Command("emit-files")
  .argument("<project>")
  .argument("<file>")
  .action(async (project: string, file: string) => {
    const model = await loadModel(resolve(project));
    const files = emit(model, composeTarget(model), []);
    await writeFile(file, JSON.stringify(files.map(({ path, text }) => ({ path, text }))));
  });
