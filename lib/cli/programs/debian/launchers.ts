import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { isExecutable, postgresFolders } from "../installed.ts";
import { type ProgramName, programs } from "../programs.ts";

/**
 * Where a package's launchers are, below the folder that it is unpacked into: next to `usr/bin`,
 * so that two folders up from a program is its prefix, as for an installed one.
 * A change of what launchers contain needs another name here: folders without it are fetched again.
 */
export const launcherFolder = "usr/start";

/** Where Debian's builds of Prometheus and Alertmanager look for templates and pages. No flag changes that. */
const sharedFolder = "/usr/share/prometheus";

/**
 * Writes one script per program that starts it with the files that are unpacked with it.
 * The scripts locate everything relative to themselves, so that the folder can be moved. No program is changed.
 * @throws Error when the package lacks a program that the table expects in it.
 */
export async function writeLaunchers(root: string, packageName: string): Promise<void> {
  await mkdir(join(root, launcherFolder));
  const surroundings = [...libraries(await libraryFolders(root)), ...(await fonts(root))];
  for (const name of programsOf(packageName)) {
    const program = programFile(root, name);
    await writeFile(
      join(root, launcherFolder, name),
      script(program, [...surroundings, ...sharedFiles(root, program)]),
      { mode: 0o755 },
    );
  }
}

function programsOf(packageName: string): ProgramName[] {
  return (Object.keys(programs) as ProgramName[]).filter((name) => programs[name].package === packageName);
}

function script(program: string, surroundings: readonly string[]): string {
  const place = 'root=$(dirname "$(readlink -f "$0")")/../..';
  return ["#!/bin/sh", place, ...surroundings, `exec "$root/${program}" "$@"`, ""].join("\n");
}

function libraries(folders: readonly string[]): string[] {
  return folders.length === 0
    ? []
    : [`export LD_LIBRARY_PATH="${folders.map((folder) => `$root/${folder}`).join(":")}"`];
}

/**
 * Starts the program in a mount namespace of its own, where `/usr/share` holds the unpacked files too. Nobody else sees
 * that mount, and it ends with the program. Root may do so; others may in a user namespace. Where neither is allowed, as
 * in most containers, the program runs without these files.
 */
function sharedFiles(root: string, program: string): string[] {
  if (!existsSync(join(root, sharedFolder))) return [];
  // A relative path, because a comma or a colon in the folder's path would end the option.
  const mount = `cd "$0" && mount -t overlay overlay -o lowerdir=usr/share:/usr/share /usr/share && cd "$OLDPWD"`;
  return [
    'user=; [ "$(id -u)" = 0 ] || user=--map-root-user',
    "if unshare $user --mount true 2>/dev/null; then",
    `  exec unshare $user --mount sh -c '${mount} && exec "$0/${program}" "$@"' "$(readlink -f "$root")" "$@"`,
    "fi",
  ];
}

/** The program in an unpacked package, relative to the package's folder. @throws Error where the package lacks it */
export function programFile(root: string, name: ProgramName): string {
  // Chromium's own start script looks for the browser in the system's folders.
  const folders = ["usr/lib/chromium", "usr/bin", "usr/sbin", "bin", "usr/libexec/docker/cli-plugins"];
  const all = [...postgresFolders(root), ...folders.map((folder) => join(root, folder))];
  const paths = all.flatMap((folder) => programs[name].commands.map((command) => join(folder, command)));
  const path = paths.find(isExecutable);
  if (path === undefined) throw new Error(`Debian's package ${programs[name].package} holds no ${name}`);
  return relative(root, path);
}

const fontsFile = `${launcherFolder}/fonts.conf`;

/** The package brings fonts where the machine has none: without any, a browser draws pages without letters. */
async function fonts(root: string): Promise<string[]> {
  if (!existsSync(join(root, "usr/share/fonts"))) return [];
  await writeFile(join(root, fontsFile), '<fontconfig><dir prefix="relative">../share/fonts</dir></fontconfig>\n');
  return [`export FONTCONFIG_FILE="$root/${fontsFile}"`];
}

async function libraryFolders(root: string): Promise<string[]> {
  const files = await readdir(root, { recursive: true });
  return [...new Set(files.filter((file) => /\/lib[^/]*\.so(\.|$)/.test(file)).map((file) => dirname(file)))];
}
