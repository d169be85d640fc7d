import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const execFileAsync = promisify(execFile);
/** The folder of this package: its modules run as sources in a checkout, and bundled elsewhere, at another depth. */
export const packageRoot = folderWithManifest(dirname(fileURLToPath(import.meta.url)));

/**
 * Runs a program to its end and returns what it printed.
 * @throws Error with the command and its stderr when it cannot start or does not exit with 0.
 */
export async function run(command: string, ...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return await execFileAsync(command, args, { maxBuffer: 64 * 1024 * 1024 });
}

/** Like {@link run}, for a question that may go unanswered: undefined when the program fails or does not exist. */
export async function ask(command: string, ...args: string[]): Promise<string | undefined> {
  const answer = await run(command, ...args).catch(() => undefined);
  return answer && answer.stdout + answer.stderr;
}

/** The program that runs commands, for those that continue in a process of their own. */
export const program = join(packageRoot, "bin/bigdata-monitoring.js");

function folderWithManifest(folder: string): string {
  if (existsSync(join(folder, "package.json"))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`no package.json above ${import.meta.url}`);
  return folderWithManifest(parent);
}
