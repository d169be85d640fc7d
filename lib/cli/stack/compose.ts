import { spawn } from "node:child_process";
import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Command, Option } from "commander";
import { defaultSettings, settingsOf } from "../../model/config.ts";
import { formatProblem, type Problem } from "../../model/problem.ts";
import { environmentWith } from "../env.ts";
import { loadConfig } from "../load.ts";
import { UserError } from "../outcome.ts";
import { ask } from "../programs/programs.ts";
import { envFileDigest } from "./env-file.ts";

/** What may be added to the stack; each is a file of `compose/`, a profile or nothing. */
export interface StackOptions {
  readonly project: string;
  readonly platform?: boolean;
  readonly hostNetwork?: boolean;
  readonly demo?: boolean;
  /** Several of each server, as `scale.ts` says. */
  readonly scale?: boolean;
  readonly digests?: boolean;
  readonly collector?: "alloy" | "promtail";
}

/** Docker Compose with the stack's files chosen. */
export interface Compose {
  /** Runs it and returns what it printed. @throws UserError with its error message when it fails */
  read(...args: string[]): Promise<string>;
  /** Runs it with its progress shown on stderr. @throws UserError when it fails */
  show(...args: string[]): Promise<void>;
}

/**
 * Docker Compose, as plugin or as program of its own.
 * @throws UserError that says what to install, or to start, where it cannot work
 */
export async function dockerCompose(options: StackOptions): Promise<Compose> {
  const command = await findCompose();
  if ((await ask("docker", "info", "--format", "{{.ServerVersion}}")) === undefined)
    throw new UserError(`Docker is installed, but its daemon does not answer: start it. ${withoutDocker}`);
  const { file } = settingsOf(await loadConfig(options.project)).compose;
  const main = join(options.project, file);
  if (options.digests && !(await stat(digestsFile(main)).catch(() => undefined)))
    throw new UserError(`${digestsFile(main)}: is not there: \`npx bigdata-monitoring stack digests\` writes it`);
  const args = [...command.slice(1), ...composeArguments(options, file)];
  const program = command[0] ?? "docker";
  const environment = async () => environmentWith({ SECRETS_DIGEST: await envFileDigest(options.project) });
  return {
    read: async (...rest) => await start([program, ...args], rest, await environment(), false),
    show: async (...rest) => void (await start([program, ...args], rest, await environment(), true)),
  };
}

/** Runs Docker Compose with these arguments alone, its progress on stderr. @throws UserError when it fails */
export async function runCompose(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  await start(await findCompose(), args, env, true);
}

const withoutDocker = "Without Docker, `npm run demo` runs the stack as plain processes.";

async function findCompose(): Promise<readonly string[]> {
  for (const command of [["docker", "compose"], ["docker-compose"]]) {
    const [program = "", ...rest] = command;
    const version = (await ask(program, ...rest, "version", "--short"))?.match(/(\d+)\.\d+/);
    if (Number(version?.[1]) >= 2) return command;
  }
  throw new UserError(
    `Docker Compose 2 is needed, and there is none: install Docker Engine with its compose plugin ` +
      `(https://docs.docker.com/engine/install/). ${withoutDocker}`,
  );
}

const overlayFile = (main: string, name: string): string => join(dirname(main), `docker-compose.${name}.yml`);

/** The overlay that pins images by digest, beside the compose file. */
export const digestsFile = (main: string): string => overlayFile(main, "digests");

/** Which files, and which profile; exported for the tests. */
export function composeArguments(
  { project, platform, hostNetwork, demo, scale, digests, collector }: StackOptions,
  file = defaultSettings.compose.file,
): string[] {
  const chosen = { platform, "host-network": hostNetwork, demo, scale, digests };
  const overlays = Object.entries(chosen).flatMap(([name, isChosen]) => (isChosen ? [name] : []));
  const main = join(project, file);
  const files = [main, ...overlays.map((name) => overlayFile(main, name))];
  return [...files.flatMap((file) => ["-f", file]), ...(collector ? ["--profile", collector] : [])];
}

/** Runs it. What it prints on stderr is kept for the message, and shown as it comes where that is asked for. */
function start(
  command: readonly string[],
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  show: boolean,
): Promise<string> {
  const [program = "docker", ...first] = command;
  const child = spawn(program, [...first, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
    if (show) process.stderr.write(chunk);
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
    if (show) process.stderr.write(chunk);
  });
  return new Promise((resolve, reject) => {
    child.on("error", (error) => reject(new UserError(`${program}: ${error.message}`)));
    child.on("close", (code) => (code === 0 ? resolve(stdout) : reject(new UserError(stepFailed(args, code, stderr)))));
  });
}

/** A command with the options that choose which compose files are meant. */
export const stackCommand = (name: string): Command =>
  new Command(name)
    .option("--project <dir>", "the folder that holds stack.ts", ".")
    .option("--platform", "join the network of the platform that is monitored")
    .option("--demo", "also start a small platform to monitor")
    .option("--scale", "run several of each server, as scale.ts says")
    .option("--digests", "take images by the digests that `stack digests` wrote")
    .option("--host-network", "measure the host's own network interfaces (Linux)")
    .addOption(
      new Option("--collector <name>", "the log collector; defaults to that of compose/.env").choices([
        "alloy",
        "promtail",
      ]),
    );

/** Rows under their headings, in columns as wide as they need to be. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ");
  return `${all.map((row) => line(row).trimEnd()).join("\n")}\n`;
}

/** What Docker prints for a cause that people can remove, and how they do. */
const causes: readonly { readonly sign: RegExp; readonly fix: (match: RegExpExecArray) => string }[] = [
  {
    sign: /not a shared or slave mount/,
    fix: () =>
      "`/` is a private mount here, and the node exporter follows mounts below it: run `mount --make-rshared /` as root, then try again",
  },
  {
    sign: /no space left on device/i,
    fix: () =>
      "the disk is full: `docker system df` shows what Docker uses, `docker system prune` removes what nothing uses",
  },
  {
    sign: /Bind for (\S+) failed: port is already allocated|listen tcp4? (\S+): bind: address already in use/,
    fix: ([, bound, listened]) =>
      `the port ${bound ?? listened} is in use: stop the program that listens there (\`ss -ltnp\` shows it), then try again`,
  },
  {
    sign: /manifest unknown|manifest for (\S+) not found|pull access denied for (\S+?),|repository does not exist/,
    fix: ([, manifest, repository]) =>
      `the image ${manifest ?? repository ?? "named above"} is not found in its registry: correct its name in compose/`,
  },
  {
    sign: /no such host|name resolution|i\/o timeout|TLS handshake timeout|network is unreachable|Client\.Timeout exceeded|connect: connection refused/,
    fix: () =>
      "a registry cannot be reached: images and base images are downloaded on the first start, over the internet",
  },
  {
    sign: /bind source path does not exist: (\S+)/,
    fix: ([, path]) =>
      `${path} does not exist: if it is Docker's socket, set DOCKER_SOCKET in compose/.env to its path`,
  },
];

/** What Docker Compose is asked to do here, among its options and their values. */
const steps: ReadonlySet<string> = new Set(["up", "down", "ps", "restart", "exec", "logs"]);

/**
 * The message for a step of Docker Compose that failed.
 * @param args of Docker Compose, such as `["up", "--detach"]`
 * @param stderr what it printed
 */
export function stepFailed(args: readonly string[], code: number | null, stderr: string): string {
  const step = args.find((argument) => steps.has(argument)) ?? args[0];
  const lines = stderr.trim().split("\n");
  const last = (lines.findLast((line) => /error|failed/i.test(line)) ?? lines.at(-1) ?? "").trim();
  const fix = causes.flatMap(({ sign, fix }) => {
    const match = sign.exec(stderr);
    return match ? [fix(match)] : [];
  })[0];
  return [`\`docker compose ${step}\` ended with ${code}${last === "" ? "" : `: ${last}`}`, fix]
    .filter(Boolean)
    .join("\n");
}

/** Which containers read a folder of `dist/` once, when they start. Dashboards and runbooks are read as they change. */
const readers: Readonly<Record<string, string>> = {
  "prometheus/": "prometheus",
  "alertmanager/": "alertmanager",
  "loki/": "loki",
  "promtail/": "promtail",
  "alloy/": "alloy",
  "blackbox/": "blackbox-exporter",
  "grafana/provisioning/": "grafana",
};

/**
 * Runs `build`.
 * @returns the services whose files changed, which must be restarted if they run
 * @throws UserError with every problem that it found
 */
export async function buildFirst(project: string): Promise<string[]> {
  const [code, stdout] = await runBuild(project);
  const answer = stdout === "" ? {} : (JSON.parse(stdout) as { problems?: Problem[]; written?: string[] });
  if (code !== 0)
    throw new UserError([...(answer.problems ?? []).map(formatProblem), "nothing was started"].join("\n"));
  const changed = Object.entries(readers).filter(([folder]) => answer.written?.some((path) => path.startsWith(folder)));
  return changed.map(([, service]) => service);
}

/** In a process of its own, so that `up` says of a failing build just what `build` says. */
function runBuild(project: string): Promise<[code: number, stdout: string]> {
  const args = [process.argv[1] ?? "", "build", "--json", "--project", project];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let stdout = "";
  child.stdout.on("data", (chunk) => (stdout += chunk));
  return new Promise((resolve) => child.on("close", (code) => resolve([code ?? 1, stdout])));
}
