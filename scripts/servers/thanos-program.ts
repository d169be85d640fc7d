import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { searchPath } from "../../lib/cli/env.ts";
import { ask } from "../../lib/cli/programs/programs.ts";

/** Where `scripts/thanos.ts` puts it. */
export const thanosFolder = fileURLToPath(new URL("../../.tools/thanos", import.meta.url));

/** The Thanos in PATH, or the one that was built; undefined where there is neither. Debian has none. */
export async function findThanos(): Promise<string | undefined> {
  for (const path of [...searchPath(), thanosFolder].map((folder) => join(folder, "thanos")))
    if ((await ask(path, "--version"))?.startsWith("thanos, version ")) return path;
  return undefined;
}

/** What to say where Thanos is missing. */
export const whatThanosNeeds =
  "No Thanos here: put the program `thanos` in PATH, or build it by `npm run script -- scripts/thanos.ts`, which needs Go.";
