import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { environmentWith, searchPath } from "../../lib/cli/env.ts";
import { UserError } from "../../lib/cli/outcome.ts";
import { isExecutable } from "../../lib/cli/programs/installed.ts";
import { ask } from "../../lib/cli/programs/run.ts";

/** The version that the compose file runs. */
const version = "3.7.8";
const module = "github.com/grafana/loki/v3";
const built = fileURLToPath(new URL(`../../.tools/loki-${version}/loki`, import.meta.url));

/** Debian has no Loki 3. The one that `build-loki` made, else this machine's own; undefined where there is neither. */
export async function findLoki(): Promise<string | undefined> {
  if (isExecutable(built)) return built;
  for (const path of searchPath().map((folder) => join(folder, "loki")))
    if ((await ask(path, "--version"))?.includes("version 3.")) return path;
  return undefined;
}

/** What to say where Loki is missing. */
export const whatLokiNeeds =
  "No Loki 3 here: put one in PATH, or have Go and run `npm run build-loki` (about 5 minutes of two cores, once).";

/**
 * Builds Loki from its Go module into `.tools/`, unless it is there.
 * @returns the program's path
 * @throws UserError where there is no Go, or where the build fails
 */
export async function buildLoki(): Promise<string> {
  if (isExecutable(built)) return built;
  if ((await ask("go", "version")) === undefined) throw new UserError("Loki is built with Go, which is not in PATH");
  await mkdir(dirname(built), { recursive: true });
  const folder = await mkdtemp(`${dirname(built)}-`);
  try {
    await writeFile(join(folder, "go.mod"), await goModule(folder));
    const flags = ["-mod=mod", "-buildvcs=false", "-trimpath", "-ldflags=-s -w"];
    await go(folder, "build", ...flags, "-o", "loki", `${module}/cmd/loki`);
    await rename(join(folder, "loki"), built);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return built;
}

/** `go install` refuses a module that replaces others, so a module of our own takes over what Loki's replaces. */
async function goModule(folder: string): Promise<string> {
  const { GoMod } = JSON.parse(await go(folder, "mod", "download", "-json", `${module}@v${version}`)) as {
    GoMod: string;
  };
  const theirs = (await readFile(GoMod, "utf8")).split("\n");
  const kept = theirs.filter(
    (line) => /^go |^exclude /.test(line) || (/^replace /.test(line) && !line.includes("=> .")),
  );
  return ["module loki-for-tests", ...kept, `require ${module} v${version}`, ""].join("\n");
}

async function go(folder: string, ...args: string[]): Promise<string> {
  const options = { cwd: folder, env: environmentWith({ CGO_ENABLED: "0" }), maxBuffer: 64 * 1024 * 1024 };
  return promisify(execFile)("go", args, options).then(
    ({ stdout }) => stdout,
    (error: Error) => {
      throw new UserError(`go ${args[0]}: ${error.message}`);
    },
  );
}
