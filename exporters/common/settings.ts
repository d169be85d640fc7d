import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { didYouMean } from "bigdata-monitoring/api";
import type * as z from "zod";
import { secretsOf } from "./redact.ts";

/** One setting: a flag named after its key, a variable of the environment, and for secrets a file. */
export interface Setting<T> {
  readonly env: string;
  readonly help: string;
  /** Reads the text. A message of its own replaces `allowed`. */
  readonly schema: z.ZodType<T>;
  /** What the text may be, to follow "give": `a port from 0 to 65535`. */
  readonly allowed: string;
  /** Used where neither flag nor variable is given. Absent: the setting may stay undefined if it is optional. */
  readonly fallback?: string | undefined;
  readonly optional?: boolean;
  /** Secrets have no flag, since every user of a machine can read its command lines; `<env>_FILE` names a file. */
  readonly secret?: boolean;
}

/** One setting for each value. */
export type Declaration<S> = { readonly [K in keyof S]: Setting<S[K]> };

export type SettingsOf<D> = { readonly [K in keyof D]: D[K] extends Setting<infer T> ? T : never };

/** A setting whose value can be read but not used. The message is one line that names the setting and the problem. */
export class SettingError extends Error {}

/** What the command line requests. `problems` holds every problem, one line each. */
export type Reading<S> =
  | { readonly kind: "settings"; readonly settings: S }
  | { readonly kind: "help" }
  | { readonly kind: "problems"; readonly problems: readonly string[] };

/** Reads settings: a flag wins over the environment, the environment over the fallback. */
export function readSettings<S>(
  declaration: Declaration<S>,
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Reading<S> {
  const { flags, isHelp, problems } = readFlags(declaration, argv);
  if (isHelp) return { kind: "help" };
  const settings: Record<string, unknown> = {};
  for (const [key, setting] of entriesOf(declaration)) {
    try {
      const text = flags[flagOf(key)] ?? fromEnvironment(setting, environment) ?? setting.fallback;
      if (typeof text === "string") settings[key] = parse(setting, text);
      else if (!setting.optional) throw new Error(`is not set: give ${setting.allowed}`);
    } catch (error) {
      problems.push(`${namesOf(key, setting)}: ${(error as Error).message}`);
    }
  }
  return problems.length > 0 ? { kind: "problems", problems } : { kind: "settings", settings: settings as S };
}

/** Every text of the settings that must not be printed. */
export const secretsIn = <S>(declaration: Declaration<S>, settings: S): string[] =>
  entriesOf(declaration).flatMap(([key, { secret }]) => {
    const value = settings[key as keyof S];
    const texts = [...(value instanceof Map ? value.values() : [value])].filter((text) => typeof text === "string");
    return texts.flatMap((text) => [...(secret ? [text] : []), ...secretsOf(text)]);
  });

/** Text for `--help`. */
export function helpText<S>(name: string, purpose: string, declaration: Declaration<S>): string {
  const lines = entriesOf(declaration).map(([key, setting]) => {
    const fallback = setting.fallback === undefined ? "" : ` [${setting.fallback}]`;
    return `  ${namesOf(key, setting)}\n      ${setting.help}${fallback}`;
  });
  return [`${name}: ${purpose}`, "", "Settings, as flag or environment variable:", ...lines, ""].join("\n");
}

function parse({ schema, allowed, secret }: Setting<unknown>, text: string): unknown {
  const { success, data, error } = schema.safeParse(text, { error: () => allowed });
  if (success) return data;
  const [issue] = error.issues;
  const [entry] = issue?.path ?? [];
  const value = typeof entry === "number" ? `entry ${entry + 1} of its value` : "its value";
  throw new Error(`${secret ? value : `"${printable(text)}"`} is not allowed: give ${issue?.message}`);
}

/** An address that cannot be read may hold credentials anywhere before an `@` or after a `?`. */
const printable = (text: string): string => text.replace(/^(\w+:\/\/)?.*[@?].*$/s, "$1***");

/** Not strict, so that one unknown flag does not hide other problems. */
function readFlags<S>(declaration: Declaration<S>, argv: readonly string[]) {
  const names = entriesOf(declaration).flatMap(([key, setting]) => (setting.secret ? [] : [flagOf(key)]));
  const texts = Object.fromEntries(names.map((name) => [name, { type: "string" } as const]));
  const options = { ...texts, help: { type: "boolean", short: "h" } } as const;
  const { values, positionals } = parseArgs({ args: [...argv], options, strict: false });
  const unknown = Object.keys(values).filter((name) => !(name in options));
  const problems = [
    ...unknown.map((name) => [`--${name} is no flag`, didYouMean(name, names)].filter(Boolean).join(", ")),
    ...names.filter((name) => typeof values[name] === "boolean").map((name) => `--${name}: give a value after it`),
    // After an unknown flag it is that flag's value.
    ...(unknown.length > 0 ? [] : positionals.map((word) => `"${printable(word)}" is no flag: flags begin with --`)),
  ];
  const flags = Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value === "string"));
  return { flags, isHelp: values.help === true, problems };
}

function fromEnvironment(
  { env, secret }: Setting<unknown>,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const file = secret ? environment[`${env}_FILE`] : undefined;
  // Compose files pass unset variables on as empty ones.
  return (file && readFileSync(file, "utf8").trimEnd()) || environment[env] || undefined;
}

const entriesOf = <S>(declaration: Declaration<S>) => Object.entries<Setting<unknown>>(declaration);

const flagOf = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const namesOf = (key: string, { env, secret }: Setting<unknown>): string =>
  secret ? `${env} or ${env}_FILE` : `--${flagOf(key)} or ${env}`;
