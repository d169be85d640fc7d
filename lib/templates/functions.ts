// Functions that Prometheus' and Alertmanager's templates share.

import { RE2JS } from "re2js";
import { formatFloat, parseFloat64 } from "./number.ts";
import { fromBytes, mapText, toBytes } from "./text.ts";
import { durationType, goTime, timeType } from "./time.ts";
import {
  GoError,
  type GoFunction,
  goBool,
  goString,
  isInteger,
  itemsOf,
  type MaybeValue,
  named,
  pointerTo,
  type Struct,
  sortedEntries,
  stringOf,
  types,
  type Value,
} from "./types.ts";

const { string, any, bool } = types;

/** Text that html/template does not escape. */
export const htmlType = named("template.HTML", string);
export const urlType = named("template.URL", string);

export const textFunction = (change: (text: string) => string, out = string): GoFunction => ({
  in: [string],
  out,
  call: (text) => ({ type: out, v: change(stringOf(text)) }),
});

export const sharedFunctions = {
  toUpper: textFunction((text) => mapText(text, (each) => each.toUpperCase())),
  toLower: textFunction((text) => mapText(text, (each) => each.toLowerCase())),
  match: {
    in: [string, string],
    out: bool,
    call: (pattern, text) => goBool(regexMatches(stringOf(pattern), stringOf(text))),
  },
  reReplaceAll: {
    in: [string, string, string],
    out: string,
    call: (pattern, by, text) => goString(replaceAll(stringOf(pattern), stringOf(by), stringOf(text))),
  },
  safeHtml: textFunction((text) => text, htmlType),
  humanizeDuration: { in: [any], out: string, call: (value) => goString(humanizeDuration(toFloat(value))) },
} as const satisfies Record<string, GoFunction>;

/** Capitals as golang.org/x/text writes them in American English. */
export function titleCase(text: string, lowersRest: boolean): string {
  const words = new Intl.Segmenter("en-US", { granularity: "word" }).segment(text);
  return Array.from(words, ({ segment }) => {
    const rest = lowersRest ? segment.toLowerCase() : segment;
    return rest.replace(/[\p{L}\p{Nl}]/u, (letter) => titleLetter(letter));
  }).join("");
}

const titleLetter = (letter: string): string => {
  const digraph = /[\u01c4-\u01cc]/.test(letter) ? 0x1c4 : /[\u01f1-\u01f3]/.test(letter) ? 0x1f1 : undefined;
  if (digraph !== undefined)
    return String.fromCharCode(letter.charCodeAt(0) - ((letter.charCodeAt(0) - digraph) % 3) + 1);
  const upper = letter.toUpperCase();
  return upper.length > 1 ? upper.charAt(0) + upper.slice(1).toLowerCase() : upper;
};

/** A number of seconds, a count or the like. @throws GoError where it is none */
export function toFloat(value: MaybeValue): number {
  if (!value) throw new GoError("nil is not a number");
  const { type, v } = value;
  if (type.name === "string") {
    const number = parseFloat64(v as string);
    if (number === undefined) throw new GoError(`"${fromBytes(v as string)}" is not a number`);
    return number;
  }
  if (type.name === durationType.name) return Number(v as bigint) / 1e9;
  if (!["float64", "int", "uint", "int64", "uint64"].includes(type.name))
    throw new GoError(`${type.name} is not a number`);
  return Number(v);
}

const smaller = ["m", "u", "n", "p", "f", "a", "z", "y"];

/** `%.4g` */
export function fourDigits(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (value === -Infinity) return "-Inf";
  const text = formatFloat(Math.abs(value), "g", 4);
  return value < 0 || Object.is(value, -0) ? `-${text}` : text;
}

/** Divides or multiplies by a factor as long as there are prefixes. */
export function scale(
  value: number,
  prefixes: readonly string[],
  isDone: (value: number) => boolean,
  next: (value: number) => number,
) {
  let scaled = value;
  let prefix = "";
  for (const each of prefixes) {
    if (isDone(scaled)) break;
    prefix = each;
    scaled = next(scaled);
  }
  return { value: scaled, prefix };
}

/** Less than one, with a prefix such as `m`. */
export const scaleUp = (value: number) =>
  scale(
    value,
    smaller,
    (each) => Math.abs(each) >= 1,
    (each) => each * 1000,
  );

function humanizeDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return fourDigits(seconds);
  if (seconds === 0) return `${fourDigits(seconds)}s`;
  const absolute = Math.abs(seconds);
  const sign = seconds < 0 ? "-" : "";
  if (absolute < 1) {
    const { value, prefix } = scaleUp(seconds);
    return `${fourDigits(value)}${prefix}s`;
  }
  const whole = BigInt.asIntN(64, absolute >= 2 ** 63 ? -(2n ** 63n) : BigInt(Math.trunc(absolute)));
  const [s, m, h, d] = [whole % 60n, (whole / 60n) % 60n, (whole / 3600n) % 24n, whole / 86_400n];
  if (d !== 0n) return `${sign}${d}d ${h}h ${m}m ${s}s`;
  if (h !== 0n) return `${sign}${h}h ${m}m ${s}s`;
  if (m !== 0n) return `${sign}${m}m ${s}s`;
  return `${sign}${fourDigits(absolute)}s`;
}

/** Seconds since 1970 as a time; undefined for NaN and infinities. @throws GoError beyond the year 2262 */
export function toTime(seconds: number): Value | undefined {
  if (!Number.isFinite(seconds)) return undefined;
  const nanos = seconds * 1e9;
  if (nanos > 2 ** 63 || nanos < -(2 ** 63)) throw new GoError(`${seconds} is no time`);
  const millis = BigInt.asIntN(64, nanos >= 2 ** 63 ? -(2n ** 63n) : BigInt(Math.trunc(nanos))) / 1_000_000n;
  return goTime(millis * 1_000_000n);
}

export const timePointer = pointerTo(goTime(0n).type);

/** Every alert's message has the same expressions, and to compile one takes longer than to use it. */
const compiled = new Map<string, RE2JS>();
const maxCompiled = 1000;

/** RE2 as Go's regexp has it. @throws GoError where Go refuses the expression */
export function compileRegex(pattern: string): RE2JS {
  const known = compiled.get(pattern);
  if (known) return known;
  if (toBytes(fromBytes(pattern)) !== pattern) throw new GoError("a regular expression that is not UTF-8");
  try {
    const regex = RE2JS.compile(fromBytes(pattern));
    if (compiled.size >= maxCompiled) compiled.clear();
    compiled.set(pattern, regex);
    return regex;
  } catch (error) {
    throw new GoError(`bad regular expression ${fromBytes(pattern)}: ${(error as Error).message}`);
  }
}

/** Go's `regexp.MatchString`. */
export const regexMatches = (pattern: string, text: string): boolean =>
  compileRegex(pattern).matcher(fromBytes(text)).find();

/** Go's `ReplaceAllString`; `$1` and `${name}` in the replacement stand for groups. */
export function replaceAll(pattern: string, template: string, text: string): string {
  const source = fromBytes(text);
  const regex = compileRegex(pattern);
  const matcher = regex.matcher(source);
  const names = regex.namedGroups();
  let replaced = "";
  let lastEnd = 0;
  for (let from = 0; from <= source.length && matcher.find(from); ) {
    const [start, end] = [matcher.start(), matcher.end()];
    replaced += source.slice(lastEnd, start);
    if (end > lastEnd || start === 0)
      replaced += expand(fromBytes(template), (group) => {
        const number = typeof group === "number" ? group : names[group];
        return number === undefined || number > matcher.groupCount() ? "" : (matcher.group(number) ?? "");
      });
    lastEnd = end;
    const step = end > from || end > start ? 0 : (source.codePointAt(from) ?? 0) > 0xffff ? 2 : 1;
    from = end > start || end > from ? Math.max(end, from + (end > from ? 0 : 1)) : from + step;
  }
  return toBytes(replaced + source.slice(lastEnd));
}

/** Replaces `$name`, `${name}` and `$$`. */
function expand(template: string, group: (name: string | number) => string): string {
  return template.replace(/\$(?:(\$)|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu, (_, dollar, braced, bare) => {
    if (dollar) return "$";
    const name = (braced ?? bare) as string;
    return group(/^\d+$/.test(name) ? Number(name) : name);
  });
}

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\b": "\\b",
  "\f": "\\f",
};

/** Go's `json.Marshal`, which also escapes what HTML reads. */
export function toJson(value: MaybeValue): string {
  if (!value || value.v === null || value.v === undefined) return "null";
  const { type, v } = value;
  if (type.name === timeType.name)
    return text(
      stringOf(
        type.methods?.().Format?.call(value, {
          ...value,
          type: { ...type, kind: "string" },
          v: "2006-01-02T15:04:05.999999999Z07:00",
        }),
      ),
    );
  if (isInteger(type)) return String(v);
  switch (type.kind) {
    case "bool":
      return String(v);
    case "string":
      return text(v as string);
    case "float64":
      return number(v as number);
    case "interface":
    case "pointer":
      return toJson(v as Value);
    case "slice":
      return `[${itemsOf(value).map(toJson).join(",")}]`;
    case "map":
      return `{${sortedEntries(value)
        .map(([name, item]) => `${text(name)}:${toJson(item)}`)
        .join(",")}}`;
    case "struct":
      return `{${Object.entries(type.fields ?? {})
        .map(([name, field]) => `${text(field.json ?? name)}:${toJson((v as Struct)[name])}`)
        .join(",")}}`;
    default:
      throw new GoError(`${type.name} has no JSON`);
  }
}

function text(bytes: string): string {
  const escaped = fromBytes(bytes).replace(/["\\<>&\u2028\u2029]|\p{Cc}/gu, (char) => {
    const code = char.charCodeAt(0);
    const stays = code >= 0x7f && code < 0xa0;
    return escapes[char] ?? (stays ? char : `\\u${code.toString(16).padStart(4, "0")}`);
  });
  return toBytes(`"${escaped}"`);
}

function number(value: number): string {
  if (!Number.isFinite(value)) throw new GoError(`${value} has no JSON`);
  const absolute = Math.abs(value);
  const isLong = absolute !== 0 && (absolute < 1e-6 || absolute >= 1e21);
  const digits = formatFloat(absolute, isLong ? "e" : "f", -1).replace(/e-0(\d)$/, "e-$1");
  return value < 0 || Object.is(value, -0) ? `-${digits}` : digits;
}
