import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "../env.ts";
import { UserError } from "../outcome.ts";
import { fetchPackage, isDebian, launcherFolder } from "./debian.ts";
import {
  findInstalled,
  type Installed,
  inspect,
  type Program,
  type ProgramName,
  packageRoot,
  programs,
} from "./programs.ts";

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

/**
 * Does work while no other process of this machine holds the lock file.
 * A process of util-linux' `flock` holds it until its stdin closes, so that the lock ends even when we are killed.
 */
export async function locked<T>(file: string, work: () => Promise<T>): Promise<T> {
  const holder = spawn("flock", [file, "sh", "-c", "echo held; cat"], { stdio: ["pipe", "pipe", "inherit"] });
  const died = once(holder, "exit").then(([code]) => {
    throw new Error(`flock ${file} ended with exit code ${code}`);
  });
  const timeouts = setTimeout(() => console.error(`Waiting for another process that holds ${file}`), 2000);
  try {
    await Promise.race([once(holder.stdout, "data"), died]);
    clearTimeout(timeouts);
    return await work();
  } finally {
    clearTimeout(timeouts);
    holder.stdin.end();
  }
}
