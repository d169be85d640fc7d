import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of this package: its modules run as sources in a checkout, and bundled elsewhere, at another depth. */
export const packageRoot = folderWithManifest(dirname(fileURLToPath(import.meta.url)));

/** The program that runs commands, for those that continue in a process of their own. */
export const program = join(packageRoot, "bin/bigdata-monitoring.js");

function folderWithManifest(folder: string): string {
  if (existsSync(join(folder, "package.json"))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`no package.json above ${import.meta.url}`);
  return folderWithManifest(parent);
}
