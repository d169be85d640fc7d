import { mkdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "../env.ts";
import { UserError } from "../outcome.ts";
import { packageRoot } from "../package.ts";
import { isDebian } from "./debian/apt.ts";
import { fetchPackage } from "./debian/fetch.ts";
import { launcherFolder } from "./debian/launchers.ts";
import { locked } from "./debian/lock.ts";
import { findInstalled, type Installed, inspect } from "./installed.ts";
import { type Program, type ProgramName, programs } from "./programs.ts";

/** In a checkout `.tools/` at its top, elsewhere a folder of the user's cache. */
const toolsFolder = packageRoot.includes("/node_modules/")
  ? join(cacheFolder(), "bigdata-monitoring")
  : join(packageRoot, "../.tools");
const located = new Map<ProgramName, Promise<string>>();

/**
 * The absolute path of a program that is new enough: this machine's own, else one in `.tools/`,
 * which is filled from Debian's archive when it lacks it (some 15 MB a program, progress on stderr).
 * @throws UserError that names what to install where neither works.
 */
export function tool(name: ProgramName): Promise<string> {
  const path = located.get(name) ?? locate(name);
  located.set(name, path);
  return path;
}

async function locate(name: ProgramName): Promise<string> {
  const program = programs[name];
  const installed = await findInstalled(program);
  const found = installed.find((copy) => copy.newEnough) ?? (await unpacked(name, program));
  if (found?.newEnough) return found.path;
  const tooOld = found === undefined ? installed : [...installed, found];
  throw new UserError(whatToInstall(name, program, tooOld));
}

/** The copy in `.tools/`, fetched if there is none that is new enough; undefined where it cannot be fetched. */
async function unpacked(name: ProgramName, program: Program): Promise<Installed | undefined> {
  await mkdir(toolsFolder, { recursive: true });
  const tools = await realpath(toolsFolder);
  const look = () => inspect(join(tools, program.package, launcherFolder, name), program);
  const found = await look();
  if (found?.newEnough || !(await isDebian())) return found;
  await locked(join(tools, "lock"), async () => {
    if (!(await look())?.newEnough) await fetchPackage(tools, program);
  });
  return await look();
}

function whatToInstall(name: ProgramName, program: Program, tooOld: readonly Installed[]): string {
  const found = tooOld.map((copy) => `${copy.path} is ${copy.version}`).join(", ") || "there is none in PATH";
  return (
    `${name} ${program.atLeast} or newer is needed, but ${found}. ` +
    `Install it so that "${program.commands[0]}" is in PATH; on Debian 12 or 13 this command downloads it.`
  );
}
