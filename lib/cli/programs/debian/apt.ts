import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Program } from "../programs.ts";
import { run } from "../run.ts";

/** The release after Debian 13: the one whose Prometheus programs are new enough. */
const testing = "forky";
const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
const listsGoStaleAfter = 60 * 60 * 1000;

/** An archive that packages come from, with apt's state in a folder of ours, so that the system's stays untouched. */
export interface Archive {
  readonly kind: Program["archive"];
  readonly folder: string;
  /** apt's configuration file. */
  readonly config: string;
}

/** Prepares apt for an archive, its package lists no older than an hour. Needs no root. */
export async function openArchive(kind: Program["archive"], tools: string): Promise<Archive> {
  const folder = join(tools, "apt", kind);
  const archive = { kind, folder, config: join(folder, "apt.conf") };
  await mkdir(join(folder, "lists/partial"), { recursive: true });
  await mkdir(join(folder, "cache/archives/partial"), { recursive: true });
  if (kind === "testing") {
    await writeFile(
      join(folder, "sources.list"),
      `deb [signed-by=${keyring}] ${await debianMirror(tools)} ${testing} main\n`,
    );
  }
  await writeFile(archive.config, configuration(kind, folder));
  await refresh(archive);
  return archive;
}

function configuration(kind: Program["archive"], folder: string): string {
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

async function refresh(archive: Archive): Promise<void> {
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
export async function aptGet(archive: Archive, folder: string, ...args: string[]): Promise<void> {
  const command = spawn("apt-get", ["-c", archive.config, ...args], { cwd: folder, stdio: ["ignore", 2, 2] });
  const [code] = await once(command, "exit");
  if (code !== 0) throw new Error(`apt-get ${args.join(" ")} failed with exit code ${code}, see its messages above`);
}

/** The package with all packages it needs that this machine lacks, as `name=version`. */
export async function missingPackages(archive: Archive, name: string): Promise<string[]> {
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
