import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { didYouMean } from "bigdata-monitoring/api";

/** One setting: a flag named after its key, a variable of the environment, and for secrets a file. */
export interface Setting<T> {
  readonly env: string;
  readonly help: string;
  /** Used where neither flag nor variable is given. Absent: the setting may stay undefined if it is optional. */
  readonly fallback?: string;
  readonly optional?: boolean;
  /** Secrets have no flag, since every user of a machine can read its command lines; `<env>_FILE` names a file. */
  readonly secret?: boolean;
  /** @throws Error saying what was expected */
  readonly parse: (text: string) => T;
}

/** One setting for each value. */
export type Declaration<S> = { readonly [K in keyof S]: Setting<S[K]> };

/** What the command line asks for. Problems are collected: all of them are told at once. */
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
  const problems: string[] = [];
  const flags = readFlags(declaration, argv, problems);
  if (flags.help) return { kind: "help" };
  const settings: Record<string, unknown> = {};
  for (const [key, setting] of entriesOf(declaration)) {
    try {
      const text = flags[flagOf(key)] ?? fromEnvironment(setting, environment) ?? setting.fallback;
      if (text !== undefined) settings[key] = setting.parse(String(text));
      else if (!setting.optional) throw new Error("is not set");
    } catch (error) {
      problems.push(`${namesOf(key, setting)}: ${(error as Error).message}`);
    }
  }
  return problems.length > 0 ? { kind: "problems", problems } : { kind: "settings", settings: settings as S };
}

/** Text for `--help`. */
export function helpText<S>(name: string, purpose: string, declaration: Declaration<S>): string {
  const lines = entriesOf(declaration).map(([key, setting]) => {
    const fallback = setting.fallback === undefined ? "" : ` [${setting.fallback}]`;
    return `  ${namesOf(key, setting)}\n      ${setting.help}${fallback}`;
  });
  return [`${name}: ${purpose}`, "", "Settings, as flag or variable of the environment:", ...lines, ""].join("\n");
}

/** Not strict, so that one unknown flag does not hide what else is wrong. */
function readFlags<S>(
  declaration: Declaration<S>,
  argv: readonly string[],
  problems: string[],
): Readonly<Record<string, string | boolean | undefined>> {
  const names = entriesOf(declaration).flatMap(([key, setting]) => (setting.secret ? [] : [flagOf(key)]));
  const texts = Object.fromEntries(names.map((name) => [name, { type: "string" } as const]));
  const options = { ...texts, help: { type: "boolean", short: "h" } } as const;
  const { values, positionals } = parseArgs({ args: [...argv], options, strict: false });
  for (const word of positionals) problems.push(`"${word}" is no flag: flags begin with --`);
  for (const [name, value] of Object.entries(values)) {
    if (!(name in options)) problems.push([`--${name} is no flag`, didYouMean(name, names)].filter(Boolean).join(", "));
    else if (name in texts && typeof value !== "string") problems.push(`--${name}: give a value behind it`);
  }
  return values;
}

function fromEnvironment(
  { env, secret }: Setting<unknown>,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const file = secret ? environment[`${env}_FILE`] : undefined;
  if (file) return readFileSync(file, "utf8").trimEnd();
  // Compose files pass unset variables on as empty ones.
  return environment[env] || undefined;
}

const entriesOf = <S>(declaration: Declaration<S>) => Object.entries<Setting<unknown>>(declaration);

const flagOf = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const namesOf = (key: string, { env, secret }: Setting<unknown>): string =>
  secret ? `${env} or ${env}_FILE` : `--${flagOf(key)} or ${env}`;
