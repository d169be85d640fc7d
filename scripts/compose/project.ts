import { spawn } from "node:child_process";
import { copyFile, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../../lib/cli/programs/programs.ts";
import { readEnvFile } from "../../lib/cli/stack/env-file.ts";
import type { Engine } from "./engine.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** What a command printed and how it ended. */
export interface Ended {
  readonly code: number;
  readonly output: string;
}

/** A copy of this project, so that its `.env`, its data and its `dist/` are not those of whoever runs the tests. */
export interface Project {
  readonly folder: string;
  /** Runs a command of `bigdata-monitoring` on the copy. */
  command(...args: string[]): Promise<Ended>;
  /** The same, of its group `stack`. */
  stack(...args: string[]): Promise<Ended>;
}

/** @param settings values that the copy's `.env.example` gets, from which the first `up` makes `.env` */
export async function copyProject(
  engine: Engine,
  folder: string,
  settings: Readonly<Record<string, string>>,
): Promise<Project> {
  const listing = await run("git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard");
  for (const path of listing.stdout.split("\0").filter(Boolean)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    // A file that was deleted and not yet committed is listed too.
    await copyFile(join(root, path), join(folder, path)).catch(() => {});
  }
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  const example = join(folder, "compose/.env.example");
  let text = await readFile(example, "utf8");
  for (const [name, value] of Object.entries(settings))
    text = text.replace(new RegExp(`^${name}=.*$`, "m"), () => `${name}=${value}`);
  await writeFile(example, text);
  return projectAt(engine, folder);
}

/** The copy in a folder. */
export function projectAt(engine: Engine, folder: string): Project {
  const cli = join(root, "lib/bin/bigdata-monitoring.js");
  const command = async (...args: string[]) => {
    const GRAFANA_PASSWORD = (await readEnvFile(folder)).get("GRAFANA_ADMIN_PASSWORD") ?? "";
    return output({ ...engine.env, GRAFANA_PASSWORD }, process.execPath, [cli, ...args, "--project", folder]);
  };
  return { folder, command, stack: (...args) => command("stack", ...args) };
}

function output(env: NodeJS.ProcessEnv, program: string, args: readonly string[]): Promise<Ended> {
  const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (text += chunk));
  return new Promise((done) => child.on("close", (code) => done({ code: code ?? -1, output: text })));
}
