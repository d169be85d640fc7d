import { join } from "node:path";
import { searchPath } from "../../lib/cli/env.ts";
import { ask } from "../../lib/cli/programs/programs.ts";

/** The Loki 3 in PATH; undefined where there is none. Nothing here builds or downloads one: docs/adr/0008. */
export async function findLoki(): Promise<string | undefined> {
  for (const path of searchPath().map((folder) => join(folder, "loki")))
    if ((await ask(path, "--version"))?.includes("version 3.")) return path;
  return undefined;
}

/** What to say where Loki is missing. */
export const whatLokiNeeds = "No Loki 3 here: put the program `loki` of a release of Loki 3 in PATH.";
