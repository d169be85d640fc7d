import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { access, mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { cacheFolder } from "../env.ts";
import { UserError } from "../outcome.ts";
import {
  findInstalled,
  type Installed,
  inspect,
  isExecutable,
  type Program,
  type ProgramName,
  packageRoot,
  postgresFolders,
  programs,
  run,
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

// What comes from Debian's archive.

/** The release after Debian 13: the one whose Prometheus programs are new enough. */
const testingRelease = "forky";
const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
const listsGoStaleAfter = 60 * 60 * 1000;

/** An archive that packages come from, with apt's state in a folder of ours, so that the system's stays untouched. */
interface Archive {
  readonly kind: Program["archive"];
  readonly folder: string;
  /** apt's configuration file. */
  readonly config: string;
}

/** Prepares apt for an archive, its package lists no older than an hour. Needs no root. */
async function openArchive(kind: Program["archive"], tools: string): Promise<Archive> {
  const folder = join(tools, "apt", kind);
  const archive = { kind, folder, config: join(folder, "apt.conf") };
  await mkdir(join(folder, "lists/partial"), { recursive: true });
  await mkdir(join(folder, "cache/archives/partial"), { recursive: true });
  if (kind === "testing") {
    await writeFile(
      join(folder, "sources.list"),
      `deb [signed-by=${keyring}] ${await debianMirror(tools)} ${testingRelease} main\n`,
    );
  }
  await writeFile(archive.config, aptConfiguration(kind, folder));
  await refreshLists(archive);
  return archive;
}

function aptConfiguration(kind: Program["archive"], folder: string): string {
  // The machine's own sources serve `own` as they are.
  const sources = [`Dir::Etc::sourcelist "${join(folder, "sources.list")}";`, `Dir::Etc::sourceparts "-";`];
  return [
    ...(kind === "testing" ? sources : []),
    `Dir::State::Lists "${join(folder, "lists")}";`,
    `Dir::Cache "${join(folder, "cache")}";`,
    `Acquire::Languages "none";`,
    `Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";`,
    // Run by root, apt would download as a user who may not write into our folder.
    `APT::Sandbox::User "root";`,
    // Container images clean the system's cache after each update: none of our business.
    "#clear APT::Update::Post-Invoke;",
    "#clear APT::Update::Post-Invoke-Success;",
    "",
  ].join("\n");
}

async function refreshLists(archive: Archive): Promise<void> {
  const stamp = join(archive.folder, "refreshed");
  const age = await stat(stamp).then(
    (file) => Date.now() - file.mtimeMs,
    () => Number.POSITIVE_INFINITY,
  );
  if (age < listsGoStaleAfter) return;
  await aptGet(archive, archive.folder, "update");
  await writeFile(stamp, "");
}

/** The address that this machine gets Debian from: the main archive, not the one of security updates. */
export async function debianMirror(tools: string): Promise<string> {
  const question = ["indextargets", "--format", "$(REPO_URI) $(RELEASE)"];
  const isMain = (line: string) => line !== "" && !line.includes("security");
  const answer = async (...options: string[]) =>
    (await run("apt-get", ...options, ...question)).stdout.split("\n").find(isMain)?.split(" ")[0];
  // apt knows no package before its first update, as in a fresh container.
  const address = (await answer()) ?? (await answer("-c", (await openArchive("own", tools)).config));
  if (address === undefined) throw new Error("apt knows no package archive");
  return address;
}

/** Runs apt-get in a folder, its progress on our stderr. */
async function aptGet(archive: Archive, folder: string, ...args: string[]): Promise<void> {
  const command = spawn("apt-get", ["-c", archive.config, ...args], { cwd: folder, stdio: ["ignore", 2, 2] });
  const [code] = await once(command, "exit");
  if (code !== 0) throw new Error(`apt-get ${args.join(" ")} failed with exit code ${code}, see its messages above`);
}

/** The package with all packages it needs that this machine lacks, as `name=version`. */
async function missingPackages(archive: Archive, name: string): Promise<string[]> {
  const install = ["install", "--simulate", "--no-install-recommends", name];
  const { stdout } = await run("apt-get", "-c", archive.config, ...install);
  const packages = [...stdout.matchAll(/^Inst (\S+) (?:\[\S+\] )?\((\S+) /gm)].map((line) => `${line[1]}=${line[2]}`);
  // The loader of the machine works with the machine's C library only.
  return packages.filter((found) => !/^(libc6|libc-bin)=/.test(found));
}

/** Whether this machine is a Debian with the programs that fetching needs. */
export async function isDebian(): Promise<boolean> {
  const release = await readFile("/etc/os-release", "utf8").catch(() => "");
  if (!/^ID=debian$/m.test(release)) return false;
  return await access(keyring).then(
    () => true,
    () => false,
  );
}

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

export async function libraryFolders(root: string): Promise<string[]> {
  const files = await readdir(root, { recursive: true });
  return [...new Set(files.filter((file) => /\/lib[^/]*\.so(\.|$)/.test(file)).map((file) => dirname(file)))];
}

/**
 * Fills `<tools>/<package>/` with the unpacked package and launchers for its programs, all or nothing.
 * Only for a holder of the lock. Downloads that an interrupted run finished are not repeated.
 */
async function fetchPackage(tools: string, program: Program): Promise<void> {
  const archive = await openArchive(program.archive, tools);
  // Debian builds the programs of `testing` as Go binaries that need nothing but the C library.
  const names = program.archive === "own" ? await missingPackages(archive, program.package) : [program.package];
  const unpacking = join(tools, "apt", "unpacking");
  const downloads = join(tools, "apt", "downloads", program.package);
  await rm(unpacking, { recursive: true, force: true });
  await mkdir(downloads, { recursive: true });
  await aptGet(archive, downloads, "download", ...names);
  for (const file of await readdir(downloads)) await run("dpkg", "--extract", join(downloads, file), unpacking);
  await writeLaunchers(unpacking, program.package);
  await rm(join(tools, program.package), { recursive: true, force: true });
  await rename(unpacking, join(tools, program.package));
  await rm(downloads, { recursive: true });
}
