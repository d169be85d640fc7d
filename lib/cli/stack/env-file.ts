import { createHash, randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { environmentVariable } from "../env.ts";
import { UserError } from "../outcome.ts";

/** Keys and passwords that `up` generates. */
const random = ["GRAFANA_ADMIN_PASSWORD", "GRAFANA_SECRET_KEY", "RENDERER_TOKEN", "GRAFANA_DATABASE_PASSWORD"];

/**
 * Prepares `compose/.env`: where there is none, writes it from the example, with new keys.
 * @returns what its reader should know, a line each
 * @throws UserError naming every variable that is missing: Docker Compose would stop at the first
 */
export async function prepareEnvFile(project: string): Promise<string[]> {
  const example = await readFile(join(project, "compose/.env.example"), "utf8");
  const file = join(project, "compose/.env");
  const present = await readFile(file, "utf8").catch(() => undefined);
  const { text, quoted } = quoteDollars(present === undefined ? filled(example) : withKeys(present));
  if (text !== present) await writeFile(file, text, { mode: 0o600 });
  const values = parseEnv(text);
  const missing = [...parseEnv(example).keys()].filter((name) => !values.has(name));
  if (missing.length > 0)
    throw new UserError(`${file}: add ${missing.join(", ")} (a value may be empty; see compose/.env.example)`);
  const rewritten = quoted.map(
    (name) => `${file}: put ${name} in single quotes: Docker Compose would replace what follows its dollar sign`,
  );
  return [...(present === undefined ? madeFrom(file, values) : []), ...rewritten, ...warnings(values)];
}

/**
 * Puts values with a dollar sign in single quotes, within which Docker Compose replaces nothing: `ab$cd` would reach the
 * containers as `ab`. `${NAME}` is taken for a reference that is meant.
 * @throws UserError where the value holds a single quote too, which no quotes can keep with a dollar sign
 */
export function quoteDollars(text: string): { readonly text: string; readonly quoted: readonly string[] } {
  const quoted: string[] = [];
  const lines = text.replaceAll(/^(\s*(?:export\s+)?(\w+)=)(.*)$/gm, (line, start, name, written) => {
    const value = String(written)
      .trim()
      .replace(/^"(.*)"$/, "$1");
    if (!/\$(?!\{)/.test(value) || /^'.*'$/.test(value)) return line;
    if (value.includes("'"))
      throw new UserError(`compose/.env: ${name} holds a dollar sign and a single quote: choose a value without one`);
    quoted.push(name);
    return `${start}'${value}'`;
  });
  return { text: lines, quoted };
}

/** The one time that the password is shown: later it stands in the file. */
const madeFrom = (file: string, values: ReadonlyMap<string, string>): string[] => [
  `created ${file} from its example`,
  `Grafana's user is ${values.get("GRAFANA_ADMIN_USER")}, its password ${values.get("GRAFANA_ADMIN_PASSWORD")}`,
];

/** Changes with any value of `compose/.env`; the random keys in it keep the values from being guessed. */
export const envFileDigest = async (project: string): Promise<string> =>
  createHash("sha256")
    .update(await readFile(join(project, "compose/.env"), "utf8").catch(() => ""))
    .digest("hex");

/** What `compose/.env` says; nothing where there is none. */
export const readEnvFile = async (project: string): Promise<ReadonlyMap<string, string>> =>
  parseEnv(await readFile(join(project, "compose/.env"), "utf8").catch(() => ""));

/**
 * Scheme and host under which people open a deployment: PUBLIC_URL of the environment, else of `compose/.env`, as for
 * Docker Compose.
 * @throws UserError where it is more or less than that
 */
export async function publicUrlOf(project: string): Promise<string | undefined> {
  const url = environmentVariable("PUBLIC_URL") ?? (await readEnvFile(project)).get("PUBLIC_URL");
  if (!url) return undefined;
  if (!/^https?:\/\/(?:\[[\da-f:]+\]|[\w.-]+)$/i.test(url))
    throw new UserError(
      `PUBLIC_URL of the environment or compose/.env is "${url}": write scheme and host only, such as https://monitoring.example.org; each server adds its port`,
    );
  return url;
}

/** Generates a key that only a newer version needs, too. */
const withKeys = (text: string): string => {
  const missing = random.filter((name) => !parseEnv(text).has(name));
  const end = text.endsWith("\n") || text === "" ? "" : "\n";
  return missing.length === 0 ? text : `${text}${end}${filled(missing.map((name) => `${name}=\n`).join(""))}`;
};

const filled = (example: string): string =>
  random.reduce((text, name) => text.replace(`${name}=\n`, `${name}=${randomBytes(24).toString("hex")}\n`), example);

/** `NAME=value` lines to a map; comments and blank lines are passed over, quotes are taken off. */
export function parseEnv(text: string): Map<string, string> {
  const pairs = text.matchAll(/^\s*(?:export\s+)?(\w+)=(.*)$/gm);
  return new Map(
    Array.from(pairs, ([, name = "", value = ""]) => [name, value.trim().replace(/^(["'])(.*)\1$/, "$2")]),
  );
}

function warnings(values: ReadonlyMap<string, string>): string[] {
  const lines: string[] = [];
  if (values.get("GRAFANA_ADMIN_PASSWORD") === "admin123")
    lines.push("GRAFANA_ADMIN_PASSWORD is a well-known default: change it before others can reach this machine");
  for (const name of random) if (!values.get(name)) lines.push(`${name} is empty: give it a long random value`);
  const silent = ["SLACK_WEBHOOK_URL", "SMTP_HOST", "PAGERDUTY_PLATFORM"].filter((name) => !values.get(name));
  if (silent.length > 0)
    lines.push(`no notifications are sent over some channels, because these variables are empty: ${silent.join(", ")}`);
  return lines;
}

/** Shorter passwords can be guessed over the network. `up` generates 48 characters. */
const shortest = 16;

/**
 * Refuses to publish the stack on another address than loopback while Grafana's password is weak.
 * @throws UserError that names both variables
 */
export async function refuseWeakPassword(project: string): Promise<void> {
  const file = await readEnvFile(project);
  // Docker Compose reads the environment first.
  const value = (name: string) => environmentVariable(name) ?? file.get(name) ?? "";
  const address = value("BIND_ADDRESS");
  if (isLoopback(address) || value("GRAFANA_ADMIN_PASSWORD").length >= shortest) return;
  throw new UserError(
    `BIND_ADDRESS is ${address}, which opens Grafana to the network, and GRAFANA_ADMIN_PASSWORD has fewer than ` +
      `${shortest} characters: set a long random one in compose/.env (and in Grafana, where it ran before), or ` +
      "BIND_ADDRESS=127.0.0.1",
  );
}

/** An empty one is the default, 127.0.0.1. */
const isLoopback = (address: string): boolean =>
  address === "" || address === "localhost" || /^\[?::1\]?$/.test(address) || /^127(\.\d+){3}$/.test(address);
