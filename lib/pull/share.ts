import { isObject } from "../diff/json.ts";
import { isIdentifier } from "../source/text.ts";
import { type Code, isTemplate, isValue, object, print, scalar } from "./code.ts";

/** Shorter objects are easier to read in place. In characters of JSON. */
const worthSharing = 60;

export interface Shared {
  readonly codes: readonly Code[];
  /** Definitions of the constants, in the order in which they need each other. */
  readonly constants: readonly string[];
}

/**
 * Makes constants of the objects that the code has more than once.
 * @param taken names that mean something else in the file
 */
export function share(codes: readonly Code[], taken: ReadonlySet<string>): Shared {
  const counts = new Map<string, number>();
  for (const { value } of valuesIn(codes)) count(value, counts);
  const known = new Map<string, string>();
  const used = new Set(taken);
  const constants: string[] = [];
  const written = (value: unknown, name: string): Code => {
    if (Array.isArray(value)) return { open: "[", items: value.map((item) => written(item, name)), close: "]" };
    if (!isObject(value)) return scalar(value);
    const key = textOf(value);
    if (key.length < worthSharing || (counts.get(key) ?? 0) < 2) return fields(value);
    return known.get(key) ?? define(key, value, name);
  };
  const fields = (value: object): Code =>
    object(Object.entries(value).map(([key, inner]) => [key, written(inner, key)]));
  const define = (key: string, value: object, wish: string): string => {
    const body = print(fields(value));
    const name = freeName(wish, used);
    used.add(name);
    known.set(key, name);
    constants.push(`const ${name} = ${body};\n`);
    return name;
  };
  const replaced = (part: Code): Code => {
    if (typeof part === "string" || isTemplate(part)) return part;
    if (isValue(part)) return written(part.value, part.name);
    return "open" in part ? { ...part, items: part.items.map(replaced) } : part.map(replaced);
  };
  return { codes: codes.map(replaced), constants };
}

function* valuesIn(code: Code): Generator<{ value: unknown }> {
  if (typeof code === "string" || isTemplate(code)) return;
  if (isValue(code)) yield code;
  else for (const part of "open" in code ? code.items : code) yield* valuesIn(part);
}

/** Parts of an object that was counted before are not counted again: they are shared with the whole object. */
function count(value: unknown, counts: Map<string, number>): void {
  if (Array.isArray(value)) for (const item of value) count(item, counts);
  if (!isObject(value)) return;
  const key = textOf(value);
  const before = counts.get(key) ?? 0;
  counts.set(key, before + 1);
  if (before === 0) for (const inner of Object.values(value)) count(inner, counts);
}

/** JSON that distinguishes undefined from absent. */
const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, inner) => (inner === undefined ? "\u0000undefined" : inner));

/** The given name, or one with a number that is not taken. */
export function freeName(wish: string, taken: ReadonlySet<string>): string {
  const name = isIdentifier(`${wish}2`) ? wish : "shared";
  let candidate = name;
  for (let i = 2; taken.has(candidate) || !isIdentifier(candidate); i++) candidate = `${name}${i}`;
  return candidate;
}
