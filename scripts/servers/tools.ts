import { mkdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Trouble } from "../outcome.ts";
import { isDebian } from "./debian/apt.ts";
import { fetchPackage } from "./debian/fetch.ts";
import { launcherFolder } from "./debian/launchers.ts";
import { locked } from "./debian/lock.ts";
import { findInstalled, type Installed, isExecutable } from "./installed.ts";
import { type Program, type ProgramName, programs } from "./programs.ts";

const toolsFolder = fileURLToPath(new URL("../../.tools", import.meta.url));
const located = new Map<ProgramName, Promise<string>>();

/**
 * The absolute path of a program that is new enough: this machine's own, else one in `.tools/`,
 * which is filled from Debian's archive when it lacks it (some 15 MB a program, progress on stderr).
 * @throws Trouble that names what to install where neither works.
 */
export function tool(name: ProgramName): Promise<string> {
  const path = located.get(name) ?? locate(name);
  located.set(name, path);
  return path;
}

async function locate(name: ProgramName): Promise<string> {
  const program = programs[name];
  const installed = await findInstalled(program);
  const own = installed.find((copy) => copy.newEnough);
  if (own !== undefined) return own.path;
  await mkdir(toolsFolder, { recursive: true });
  const tools = await realpath(toolsFolder);
  const path = join(tools, program.package, launcherFolder, name);
  if (isExecutable(path)) return path;
  if (!(await isDebian())) throw new Trouble(whatToInstall(name, program, installed));
  await locked(join(tools, "lock"), async () => {
    if (!isExecutable(path)) await fetchPackage(tools, program);
  });
  return path;
}

function whatToInstall(name: ProgramName, program: Program, installed: readonly Installed[]): string {
  const found = installed.map((copy) => `${copy.path} is ${copy.version}`).join(", ") || "there is none in PATH";
  return (
    `${name} ${program.atLeast} or newer is needed, but ${found}. ` +
    `Debian machines fetch it by themselves; on this one, install it so that "${program.commands[0]}" is in PATH.`
  );
}
