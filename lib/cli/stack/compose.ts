import { spawn } from "node:child_process";
import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Command, Option } from "commander";
import { defaultSettings, settingsOf } from "../../model/config.ts";
import { environmentWith } from "../env.ts";
import { loadConfig } from "../load.ts";
import { UserError } from "../outcome.ts";
import { ask } from "../programs/run.ts";
import { envFileDigest } from "./env-file.ts";
import { stepFailed } from "./failure.ts";

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
