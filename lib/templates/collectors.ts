import { builtins } from "./builtins.ts";
import { regexMatches, replaceAll, textFunction } from "./functions.ts";
import { parseTemplate, TemplateError } from "./parse.ts";
import { type Functions, render } from "./render.ts";
import { fromBytes, toBytes } from "./text.ts";
import {
  GoError,
  type GoFunction,
  goBool,
  goInt,
  goMap,
  goString,
  goStrings,
  isTrue,
  type MaybeValue,
  mapOf,
  stringOf,
  types,
  unwrap,
} from "./types.ts";

// Templates of Promtail's and Alloy's stages. They have all functions of Sprig; these are the ones that this library
// writes. Sources: https://grafana.com/docs/alloy/latest/reference/components/loki/loki.process/#stagetemplate-block
// and https://masterminds.github.io/sprig/

const { any, string, int, int64, bool } = types;

/** Sprig turns its arguments into 64-bit integers: text that is none becomes 0. */
function integer(value: MaybeValue): bigint {
  const plain = unwrap(value);
  if (plain?.type.kind === "string") return /^[+-]?\d+$/.test(stringOf(plain)) ? BigInt(stringOf(plain)) : 0n;
  return typeof plain?.v === "bigint" ? plain.v : 0n;
}

const arithmetic = (of: (numbers: readonly bigint[]) => bigint): GoFunction => ({
  in: [any],
  variadic: true,
  out: int64,
  call: (...args) => ({ type: int64, v: BigInt.asIntN(64, of(args.map(integer))) }),
});

const divided = (of: (a: bigint, b: bigint) => bigint): GoFunction => ({
  in: [any, any],
  out: int64,
  call: (a, b) => {
    if (integer(b) === 0n) throw new GoError("integer divide by zero");
    return { type: int64, v: of(integer(a), integer(b)) };
  },
});

const functions: Functions = {
  ToLower: textFunction((text) => toBytes(fromBytes(text).toLowerCase())),
  ToUpper: textFunction((text) => toBytes(fromBytes(text).toUpperCase())),
  default: { in: [any, any], out: any, call: (other, value) => (isTrue(unwrap(value)) ? value : other) },
  trimAll: {
    in: [string, string],
    out: string,
    call: (cut, text) => goString(trimmed(stringOf(text), [...stringOf(cut)])),
  },
  regexReplaceAll: {
    in: [string, string, string],
    out: string,
    call: (regex, text, by) => goString(replaceAll(stringOf(regex), stringOf(by), stringOf(text))),
  },
  regexMatch: {
    in: [string, string],
    out: bool,
    call: (regex, text) => goBool(regexMatches(stringOf(regex), stringOf(text))),
  },
  splitList: {
    in: [string, string],
    out: any,
    call: (separator, text) => goStrings(stringOf(text).split(stringOf(separator))),
  },
  atoi: { in: [string], out: int, call: (text) => goInt(integer(text)) },
  add: arithmetic((numbers) => numbers.reduce((sum, each) => sum + each, 0n)),
  mod: divided((a, b) => a % b),
  div: divided((a, b) => a / b),
};

function trimmed(text: string, cut: readonly string[]): string {
  let [from, to] = [0, text.length];
  while (from < to && cut.includes(text[from] ?? "")) from++;
  while (to > from && cut.includes(text[to - 1] ?? "")) to--;
  return text.slice(from, to);
}

/**
 * Renders the template of a collector's stage.
 * @returns undefined where it fails for these values, as a function of text does for a value that is missing
 * @throws TemplateError where Go refuses it, or where it names a function that is not listed here
 */
export function renderStage(template: string, values: Readonly<Record<string, string>>): string | undefined {
  const name = "pipeline_template";
  const parsed = parseTemplate(toBytes(template), {
    name,
    hasFunction: (each) => each in functions || isBuiltin(each),
  });
  const data = goMap(
    mapOf(any),
    Object.entries(values).map(([key, value]) => [toBytes(key), { type: any, v: goString(toBytes(value)) }] as const),
  );
  try {
    return fromBytes(render(parsed, name, data, functions));
  } catch (error) {
    if (error instanceof TemplateError) return undefined;
    throw error;
  }
}

const isBuiltin = (name: string): boolean => Object.hasOwn(builtins, name);
