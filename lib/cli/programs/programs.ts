import { execFile } from "node:child_process";
import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { searchPath } from "../env.ts";

/** How to find one program on this machine, and which Debian package holds it where the machine has none. */
export interface Program {
  /** Names of the executable, upstream's first. */
  readonly commands: readonly [string, ...string[]];
  /** The Debian package that holds it. */
  readonly package: string;
  /**
   * Where the package comes from: `testing` where the machine's own release is too old for us,
   * `own` for what runs with the machine's own libraries.
   */
  readonly archive: "testing" | "own";
  /** The oldest version that we know to work, such as `3.0`. */
  readonly atLeast: string;
  /** Arguments that make it print its version. Defaults to `--version`. */
  readonly versionArguments?: readonly string[];
  /** Debian's build prints no version: every copy that starts is new enough. */
  readonly unversioned?: true;
}

/** Every program that the tests, the demo and the benchmarks run. */
export const programs = {
  prometheus: { commands: ["prometheus"], package: "prometheus", archive: "testing", atLeast: "3.0" },
  promtool: { commands: ["promtool"], package: "promtool", archive: "testing", atLeast: "3.0" },
  alertmanager: {
    commands: ["alertmanager", "prometheus-alertmanager"],
    package: "prometheus-alertmanager",
    archive: "testing",
    atLeast: "0.30",
  },
  amtool: { commands: ["amtool"], package: "prometheus-alertmanager", archive: "testing", atLeast: "0.30" },
  "node-exporter": {
    commands: ["node_exporter", "prometheus-node-exporter"],
    package: "prometheus-node-exporter",
    archive: "testing",
    atLeast: "1.9",
  },
  "blackbox-exporter": {
    commands: ["blackbox_exporter", "prometheus-blackbox-exporter"],
    package: "prometheus-blackbox-exporter",
    archive: "testing",
    atLeast: "0.25",
  },
  "redis-exporter": {
    commands: ["redis_exporter", "prometheus-redis-exporter"],
    package: "prometheus-redis-exporter",
    archive: "testing",
    atLeast: "1.68",
  },
  "postgres-exporter": {
    commands: ["postgres_exporter", "prometheus-postgres-exporter"],
    package: "prometheus-postgres-exporter",
    archive: "testing",
    atLeast: "0.17",
  },
  "mysqld-exporter": {
    commands: ["mysqld_exporter", "prometheus-mysqld-exporter"],
    package: "prometheus-mysqld-exporter",
    archive: "testing",
    atLeast: "0.15",
  },
  "docker-compose": {
    commands: ["docker-compose"],
    package: "docker-compose",
    archive: "testing",
    atLeast: "2.20",
    versionArguments: ["version"],
  },
  "docker-buildx": {
    commands: ["docker-buildx"],
    package: "docker-buildx",
    archive: "testing",
    atLeast: "0.11",
    versionArguments: ["version"],
  },
  busybox: {
    commands: ["busybox"],
    package: "busybox-static",
    archive: "own",
    atLeast: "1.30",
    versionArguments: ["--help"],
  },
  "redis-server": { commands: ["redis-server"], package: "redis-server", archive: "own", atLeast: "6.0" },
  "redis-cli": { commands: ["redis-cli"], package: "redis-server", archive: "own", atLeast: "6.0" },
  postgres: { commands: ["postgres"], package: "postgresql", archive: "own", atLeast: "13.0" },
  initdb: { commands: ["initdb"], package: "postgresql", archive: "own", atLeast: "13.0" },
  psql: { commands: ["psql"], package: "postgresql", archive: "own", atLeast: "13.0" },
  mariadbd: { commands: ["mariadbd"], package: "mariadb-server-core", archive: "own", atLeast: "10.5" },
  mariadb: { commands: ["mariadb"], package: "mariadb-client-core", archive: "own", atLeast: "10.5" },
  "victoria-metrics": {
    commands: ["victoria-metrics"],
    package: "victoria-metrics",
    archive: "testing",
    atLeast: "1.100",
    versionArguments: ["-version"],
    unversioned: true,
  },
  vmalert: {
    commands: ["vmalert"],
    package: "victoria-metrics",
    archive: "testing",
    atLeast: "1.100",
    versionArguments: ["-version"],
    unversioned: true,
  },
  haproxy: { commands: ["haproxy"], package: "haproxy", archive: "own", atLeast: "2.4", versionArguments: ["-v"] },
  kubectl: {
    commands: ["kubectl"],
    package: "kubectl",
    archive: "testing",
    atLeast: "1.27",
    versionArguments: ["version", "--client"],
  },
  chromium: { commands: ["chromium", "google-chrome"], package: "chromium", archive: "own", atLeast: "100.0" },
} as const satisfies Record<string, Program>;

export type ProgramName = keyof typeof programs;

/** Where Debian keeps programs that PATH lacks: for administrators, for another program's use, or by version. */
const otherFolders = () => ["/usr/sbin", "/usr/local/sbin", "/usr/libexec/docker/cli-plugins", ...postgresFolders("/")];

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
  const folders = [...searchPath(), ...otherFolders()];
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
export const ownProgram = join(packageRoot, "bin/bigdata-monitoring.js");

function folderWithManifest(folder: string): string {
  if (existsSync(join(folder, "package.json"))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`no package.json above ${import.meta.url}`);
  return folderWithManifest(parent);
}
