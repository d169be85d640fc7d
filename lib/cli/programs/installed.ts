import { accessSync, constants, readdirSync } from "node:fs";
import { join } from "node:path";
import { searchPath } from "../env.ts";
import type { Program } from "./programs.ts";
import { ask } from "./run.ts";

/** Where Debian keeps programs that PATH lacks: for administrators, for another program's use, or by version. */
const otherFolders = ["/usr/sbin", "/usr/local/sbin", "/usr/libexec/docker/cli-plugins", ...postgresFolders("/")];

/** PostgreSQL's programs lie in a folder per major version; the newest comes first. */
export function postgresFolders(root: string): string[] {
  const versions = join(root, "usr/lib/postgresql");
  return list(versions)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(versions, version, "bin"));
}

export interface Installed {
  readonly path: string;
  /** As the program prints it, such as `3.5.3`. */
  readonly version: string;
  readonly newEnough: boolean;
}

/** The program's copies on this machine, in the order of PATH. */
export async function findInstalled(program: Program): Promise<Installed[]> {
  const folders = [...searchPath(), ...otherFolders];
  const paths = folders.flatMap((folder) => program.commands.map((command) => join(folder, command)));
  const copies = await Promise.all([...new Set(paths)].filter(isExecutable).map((path) => inspect(path, program)));
  return copies.filter((copy) => copy !== undefined);
}

/** The program at a path with its version; undefined where there is none, or where it prints no version. */
export async function inspect(path: string, program: Program): Promise<Installed | undefined> {
  const answer = await ask(path, ...(program.versionArguments ?? ["--version"]));
  const version = program.unversioned && answer !== undefined ? program.atLeast : answer?.match(/\d+(\.\d+)+/)?.[0];
  return version === undefined ? undefined : { path, version, newEnough: isAtLeast(version, program.atLeast) };
}

/** Compares dotted numbers: `3.10.0` is at least `3.9`. */
export function isAtLeast(version: string, least: string): boolean {
  return version.localeCompare(least, "en", { numeric: true }) >= 0;
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
