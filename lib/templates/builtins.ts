import { sprint, sprintf, sprintln } from "./format.ts";
import { isPrint, runeAt } from "./text.ts";
import {
  GoError,
  type GoFunction,
  goBool,
  goInt,
  goString,
  indirect,
  isAssignable,
  isInteger,
  isTrue,
  itemsOf,
  type MaybeValue,
  mapOfValue,
  type Slice,
  stringOf,
  type Type,
  types,
  unwrap,
  type Value,
  zero,
} from "./types.ts";

const { reflected, any, string, bool, int } = types;

const binary = (decide: (a: MaybeValue, b: MaybeValue) => boolean): GoFunction => ({
  in: [reflected, reflected],
  out: bool,
  call: (a, b) => goBool(decide(unwrap(a), unwrap(b))),
});

const textOf = (change: (text: string) => string): GoFunction => ({
  in: [any],
  variadic: true,
  out: string,
  call: (...args) => goString(change(evaluated(args))),
});

/** The functions that every Go template has. */
export const builtins: Readonly<Record<string, GoFunction>> = {
  and: { in: [reflected, reflected], variadic: true, out: any, call: (first) => first },
  or: { in: [reflected, reflected], variadic: true, out: any, call: (first) => first },
  not: { in: [reflected], out: bool, call: (value) => goBool(!isTrue(unwrap(value))) },
  call: {
    in: [reflected, reflected],
    variadic: true,
    out: any,
    call: (value) => {
      throw new GoError(value ? `${value.type.name} is no function` : "nil is no function");
    },
  },
  index: { in: [reflected, reflected], variadic: true, out: any, call: index },
  slice: { in: [reflected, reflected], variadic: true, out: any, call: slice },
  len: { in: [reflected], out: int, call: length },
  print: { in: [any], variadic: true, out: string, call: (...args) => goString(sprint(args)) },
  println: { in: [any], variadic: true, out: string, call: (...args) => goString(sprintln(args)) },
  printf: {
    in: [string, any],
    variadic: true,
    out: string,
    call: (format, ...args) => goString(sprintf(stringOf(format), args)),
  },
  html: textOf(escapeHtml),
  js: textOf(escapeJs),
  urlquery: textOf(queryEscape),
  eq: {
    in: [reflected, reflected],
    variadic: true,
    out: bool,
    call: (first, ...others) => goBool(equalsAny(unwrap(first), others)),
  },
  ne: binary((a, b) => !equals(a, b)),
  lt: binary(less),
  le: binary((a, b) => less(a, b) || equals(a, b)),
  gt: binary((a, b) => !(less(a, b) || equals(a, b))),
  ge: binary((a, b) => !less(a, b)),
};

/** The text of arguments, with pointers followed. */
const evaluated = (args: readonly MaybeValue[]): string =>
  sprint(args.map((arg) => (arg?.type.kind === "pointer" ? indirect(arg).value : arg) ?? goString("<no value>")));

function indexOf(value: MaybeValue, limit: number): number {
  const at = unwrap(value);
  if (!at || !isInteger(at.type)) throw new GoError(`${at ? at.type.name : "nil"} is no index`);
  const number = BigInt.asIntN(64, at.v as bigint);
  if (number < 0n || number > BigInt(limit)) throw new GoError(`index out of range: ${number}`);
  return Number(number);
}

function index(first: MaybeValue, ...indexes: MaybeValue[]): MaybeValue {
  let item = unwrap(first);
  if (!item) throw new GoError("index of nil");
  for (const at of indexes) {
    const { value, isNil } = indirect(item);
    if (isNil || !value) throw new GoError("index of nil");
    if (value.type.kind === "map") item = mapOfValue(value).get(keyOf(at)) ?? zero(value.type.elem as Type);
    else item = element(value, at);
  }
  return item;
}

function keyOf(at: MaybeValue): string {
  const key = unwrap(at);
  if (!key || !isAssignable(key.type, string))
    throw new GoError(`${key ? key.type.name : "nil"} is no key: it should be a string`);
  return key.v as string;
}

function element(value: Value, at: MaybeValue): Value {
  const isText = value.type.kind === "string";
  if (!isText && value.type.kind !== "slice") throw new GoError(`${value.type.name} cannot be indexed`);
  const length = isText ? (value.v as string).length : itemsOf(value).length;
  const number = indexOf(at, length);
  if (number >= length) throw new GoError(`index out of range: ${number}`);
  return isText
    ? { type: types.uint8, v: BigInt((value.v as string).charCodeAt(number)) }
    : (itemsOf(value)[number] as Value);
}

function slice(first: MaybeValue, ...indexes: MaybeValue[]): MaybeValue {
  const { value, isNil } = indirect(unwrap(first));
  if (isNil || !value) throw new GoError("slice of nil");
  if (indexes.length > 3) throw new GoError("too many indexes");
  const isText = value.type.kind === "string";
  if (isText && indexes.length === 3) throw new GoError("a string cannot have three indexes");
  if (!isText && value.type.kind !== "slice") throw new GoError(`${value.type.name} cannot be cut`);
  const length = isText ? (value.v as string).length : itemsOf(value).length;
  const capacity = isText ? length : ((value.v as Slice | null)?.capacity ?? 0);
  const [from = 0, to = length, cap = capacity] = indexes.map((at) => indexOf(at, capacity));
  if (from > to || to > cap) throw new GoError(`bad indexes: ${from}, ${to}, ${cap}`);
  if (isText) return { type: value.type, v: (value.v as string).slice(from, to) };
  const hidden = Array.from({ length: Math.max(to - length, 0) }, () => zero(value.type.elem as Type));
  return {
    type: value.type,
    v: { items: [...itemsOf(value), ...hidden].slice(from, to), capacity: cap - from } satisfies Slice,
  };
}

function length(first: MaybeValue): Value {
  const { value, isNil } = indirect(first);
  if (isNil || !value) throw new GoError("len of nil");
  if (value.type.kind === "string") return goInt((value.v as string).length);
  if (value.type.kind === "slice") return goInt(itemsOf(value).length);
  if (value.type.kind === "map") return goInt(mapOfValue(value).size);
  throw new GoError(`${value.type.name} has no length`);
}

type Comparable = "bool" | "int" | "uint" | "float" | "complex" | "string";

export const comparableKind = (type: Type): Comparable | undefined => {
  const { kind } = type;
  if (isInteger(type)) return type.kind.startsWith("u") ? "uint" : "int";
  if (kind === "float64") return "float";
  if (kind === "complex128") return "complex";
  return kind === "bool" || kind === "string" ? kind : undefined;
};

function equalsAny(first: MaybeValue, others: readonly MaybeValue[]): boolean {
  if (others.length === 0) throw new GoError("nothing to compare with");
  return others.some((other) => equals(first, unwrap(other)));
}

const isNilValue = (value: MaybeValue): boolean => !value || value.v === null || value.v === undefined;

function equals(a: MaybeValue, b: MaybeValue): boolean {
  const [kindA, kindB] = [a && comparableKind(a.type), b && comparableKind(b.type)];
  if (kindA !== kindB) {
    const both = [kindA, kindB];
    if (both.includes("int") && both.includes("uint")) return a?.v === b?.v;
    if (a && b) throw incomparable(a, b);
    return false;
  }
  if (kindA === "complex") return sameComplex(a?.v, b?.v);
  if (kindA) return a?.v === b?.v;
  if (a && b && a.type.kind !== b.type.kind) throw incomparable(a, b);
  if (isNilValue(a) || isNilValue(b)) return isNilValue(a) === isNilValue(b);
  if (b && !isComparable(b.type)) throw new GoError(`${b.type.name} cannot be compared`);
  return a?.type.name === b?.type.name && sameStruct(a as Value, b as Value);
}

const incomparable = (a: Value, b: Value): GoError =>
  new GoError(`${a.type.name} and ${b.type.name} cannot be compared`);

const sameComplex = (a: unknown, b: unknown): boolean => {
  const [x, y] = [a, b] as { re: number; im: number }[];
  return x?.re === y?.re && x?.im === y?.im;
};

const isComparable = (type: Type): boolean =>
  type.kind !== "slice" &&
  type.kind !== "map" &&
  Object.values(type.fields ?? {}).every((field) => isComparable(field.type));

function sameStruct(a: Value, b: Value): boolean {
  if (a.v === b.v) return true;
  if (a.type.kind !== "struct" || !a.type.fields) return false;
  return Object.keys(a.type.fields).every((name) =>
    equals((a.v as Record<string, Value>)[name], (b.v as Record<string, Value>)[name]),
  );
}

function less(a: MaybeValue, b: MaybeValue): boolean {
  const [kindA, kindB] = [a && comparableKind(a.type), b && comparableKind(b.type)];
  if (!a || !b || !kindA || !kindB) throw new GoError("values of this type have no order");
  const both = [kindA, kindB];
  if (kindA !== kindB && !(both.includes("int") && both.includes("uint"))) throw incomparable(a, b);
  if (kindA === "bool" || kindA === "complex") throw new GoError("values of this type have no order");
  return (a.v as bigint) < (b.v as bigint);
}

const entities: Readonly<Record<string, string>> = {
  "\0": "\xef\xbf\xbd",
  '"': "&#34;",
  "'": "&#39;",
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
};

function escapeHtml(text: string): string {
  return text.replace(/[\0"'&<>]/g, (char) => entities[char] ?? char);
}

const jsEscapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "'": "\\'",
  '"': '\\"',
  "<": "\\u003C",
  ">": "\\u003E",
  "&": "\\u0026",
  "=": "\\u003D",
};

function escapeJs(text: string): string {
  let escaped = "";
  for (let at = 0; at < text.length; ) {
    const { code, size } = runeAt(text, at);
    const raw = text.slice(at, at + size);
    const short = jsEscapes[raw];
    if (short !== undefined) escaped += short;
    else if (code < 0x20) escaped += `\\u00${hexDigits(code, 2)}`;
    else if (code < 0x80) escaped += raw;
    else escaped += isPrint(code) ? raw : `\\u${hexDigits(code, 4)}`;
    at += size;
  }
  return escaped;
}

const hexDigits = (code: number, digits: number): string => code.toString(16).toUpperCase().padStart(digits, "0");

/** Go's `url.QueryEscape`. */
export function queryEscape(text: string): string {
  return text.replace(/[^A-Za-z0-9_.~-]/g, (char) => (char === " " ? "+" : `%${hexDigits(char.charCodeAt(0), 2)}`));
}
