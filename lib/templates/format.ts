import type { Complex } from "./number.ts";
import { formatFloat, hexFloat } from "./number.ts";
import { encodeRune, isRune, quote, quoteRune, replacement, runesOf } from "./text.ts";
import { timeFields, timeSource, timeType } from "./time.ts";
import {
  goInt,
  goString,
  isInteger,
  itemsOf,
  type MaybeValue,
  type Struct,
  sortedEntries,
  stringOf,
  type Value,
} from "./types.ts";

/** Go's `fmt.Sprint`: a space stands between two values of which none is a text. */
export function sprint(values: readonly MaybeValue[]): string {
  const isText = (value: MaybeValue) => value?.type.kind === "string";
  return values
    .map((value, i) => (i > 0 && !isText(value) && !isText(values[i - 1]) ? " " : "") + show(value, plain))
    .join("");
}

/** Go's `fmt.Sprintln`. */
export const sprintln = (values: readonly MaybeValue[]): string =>
  `${values.map((value) => show(value, plain)).join(" ")}\n`;

/** One directive, such as `%-6.2f`. */
interface Directive {
  readonly verb: string;
  readonly plus: boolean;
  readonly minus: boolean;
  readonly sharp: boolean;
  readonly space: boolean;
  readonly zero: boolean;
  readonly width: number | undefined;
  readonly precision: number | undefined;
  /** `%+v`: with the names of fields. */
  readonly named?: boolean;
  /** `%#v`: as Go source. */
  readonly goSyntax?: boolean;
  readonly isError?: boolean;
}

const plain: Directive = {
  verb: "v",
  plus: false,
  minus: false,
  sharp: false,
  space: false,
  zero: false,
  width: undefined,
  precision: undefined,
};
const largest = 1_000_000;

/** Go's `fmt.Sprintf`. Wrong directives are part of the text, such as `%!d(string=x)`. */
export function sprintf(format: string, values: readonly MaybeValue[]): string {
  let text = "";
  let next = 0;
  let reordered = false;
  for (let at = 0; at < format.length; ) {
    const start = format.indexOf("%", at);
    if (start < 0) return finish(text + format.slice(at));
    text += format.slice(at, start);
    at = start + 1;
    let goodIndex = true;
    let afterIndex = false;
    const flags = /^[-+# 0]*/.exec(format.slice(at))?.[0] ?? "";
    at += flags.length;
    const argumentIndex = (): void => {
      const found = /^\[([^\]]*)\]/.exec(format.slice(at));
      if (format[at] !== "[") return;
      reordered = true;
      const index = /^\d+$/.test(found?.[1] ?? "") ? Number(found?.[1]) : 0;
      const isGood = index >= 1 && index <= values.length;
      if (isGood) next = index - 1;
      else goodIndex = false;
      at += found ? found[0].length : 1;
      afterIndex = found !== null && isGood;
    };
    const measure = (): { value?: number; bad?: boolean } => {
      if (format[at] === "*") {
        at++;
        const value = values[next];
        if (next < values.length) next++;
        afterIndex = false;
        const isInt = value && isInteger(value.type) && Math.abs(Number(value.v)) <= largest;
        return isInt ? { value: Number(value.v) } : { bad: true };
      }
      const digits = /^\d+/.exec(format.slice(at))?.[0];
      if (digits === undefined) return {};
      at += digits.length;
      if (afterIndex) goodIndex = false;
      return Number(digits) > largest ? { bad: true } : { value: Number(digits) };
    };
    argumentIndex();
    const width = measure();
    if (width.bad) text += "%!(BADWIDTH)";
    let precision: { value?: number; bad?: boolean } = {};
    if (format[at] === ".") {
      at++;
      if (afterIndex) goodIndex = false;
      argumentIndex();
      const star = format[at] === "*";
      precision = measure();
      if (star && (precision.value ?? 0) < 0) precision = { bad: true };
      if (precision.bad) text += "%!(BADPREC)";
      if (!precision.bad) precision = { value: precision.value ?? 0 };
    }
    if (!afterIndex) argumentIndex();
    if (at >= format.length) return finish(`${text}%!(NOVERB)`);
    const point = runesOf(format.slice(at, at + 4))[0] ?? 0;
    const verb = encodeRune(point);
    at += point < 0x80 ? 1 : verb.length;
    if (verb === "%") text += "%";
    else if (!goodIndex) text += `%!${verb}(BADINDEX)`;
    else if (next >= values.length) text += `%!${verb}(MISSING)`;
    else {
      const negative = (width.value ?? 0) < 0;
      const minus = flags.includes("-") || negative;
      text += show(values[next++], {
        verb,
        plus: flags.includes("+") && verb !== "v",
        named: flags.includes("+") && verb === "v",
        minus,
        sharp: flags.includes("#") && verb !== "v",
        goSyntax: flags.includes("#") && verb === "v",
        space: flags.includes(" "),
        zero: flags.includes("0") && !negative,
        width: width.value === undefined ? undefined : Math.abs(width.value),
        precision: precision.value,
      });
    }
  }
  return finish(text);

  function finish(done: string): string {
    if (reordered || next >= values.length) return done;
    const extra = values.slice(next).map((value) => (value ? `${value.type.name}=${show(value, plain)}` : "<nil>"));
    return `${done}%!(EXTRA ${extra.join(", ")})`;
  }
}

function pad(text: string, { width, minus, zero }: Directive): string {
  const missing = (width ?? 0) - runesOf(text).length;
  if (missing <= 0) return text;
  return minus ? text + " ".repeat(missing) : (zero ? "0" : " ").repeat(missing) + text;
}

function show(value: MaybeValue, directive: Directive, depth = 0): string {
  const { verb } = directive;
  if (!value) return verb === "T" || verb === "v" ? pad("<nil>", directive) : bad(value, directive);
  if (verb === "w") return bad(value, directive);
  if (verb === "T" && depth === 0) return showString(value.type.name, { ...directive, verb: "s" });
  const { type, v } = value;
  const stringer = directive.isError ? undefined : type.methods?.().String;
  if (stringer && "vsxXq".includes(verb) && !directive.goSyntax && v !== null)
    return showString(stringOf(stringer.call(value)), directive);
  switch (type.kind) {
    case "bool":
      return verb === "t" || verb === "v" ? pad(String(v), directive) : bad(value, directive);
    case "string":
      return "vsxXq".includes(verb) ? showString(v as string, directive) : bad(value, directive);
    case "float64":
      return showFloat(value, directive);
    case "complex128":
      return showComplex(value, directive);
    case "interface":
      return v === undefined ? pad("<nil>", directive) : show(v as Value, directive, depth + 1);
    case "pointer":
      return showPointer(value, directive, depth);
    case "slice":
    case "map":
    case "struct":
      return showComposite(value, directive, depth);
    default:
      return showInteger(value, directive);
  }
}

/** A directive that does not fit the value. Its flags remain, and no method writes the value. */
const bad = (value: MaybeValue, directive: Directive): string =>
  `%!${directive.verb}(${value ? `${value.type.name}=${show(value, { ...directive, verb: "v", isError: true })}` : "<nil>"})`;

/** Addresses differ from run to run: this one stands for all. */
const address = "0xc000000000";

function showPointer(value: Value, directive: Directive, depth: number): string {
  const inner = value.v as Value | null;
  if (depth === 0 && inner && ["slice", "map", "struct"].includes(inner.type.kind) && directive.verb !== "p")
    return `&${show(inner, directive, depth + 1)}`;
  if (directive.verb === "v") return pad(inner ? address : "<nil>", directive);
  if ("bodxX".includes(directive.verb)) return showInteger(goInt(BigInt(inner ? address : 0)), directive);
  return directive.verb === "p" ? pad(inner ? address : "0x0", directive) : bad(value, directive);
}

function showComposite(value: Value, directive: Directive, depth: number): string {
  const { type, v } = value;
  const { goSyntax, named } = directive;
  const inner = (each: MaybeValue) => show(each, directive, depth + 1);
  if (goSyntax && v === null) return `${type.name}(nil)`;
  if (directive.verb === "p")
    return type.kind === "struct" ? bad(value, directive) : pad(v === null ? "0x0" : address, directive);
  const [open, close, between] = goSyntax
    ? [`${type.name}{`, "}", ", "]
    : [type.kind === "map" ? "map[" : type.kind === "slice" ? "[" : "{", type.kind === "struct" ? "}" : "]", " "];
  if (type.kind === "slice") return open + itemsOf(value).map(inner).join(between) + close;
  if (type.kind === "map") {
    return (
      open +
      sortedEntries(value)
        .map(([name, item]) => `${inner(goString(name))}:${inner(item)}`)
        .join(between) +
      close
    );
  }
  if (type.name === timeType.name && goSyntax) return timeSource(value);
  if (type.name === timeType.name) return open + timeFields(value).map(inner).join(between) + close;
  const fields = Object.keys(type.fields ?? {}).map(
    (name) => (named || goSyntax ? `${name}:` : "") + inner((v as Struct)[name]),
  );
  return open + fields.join(between) + close;
}

function showString(text: string, directive: Directive): string {
  const { verb, precision, sharp, plus, space } = directive;
  const cut = precision === undefined ? text : runesOf(text).slice(0, precision).map(encodeRune).join("");
  if (verb === "q" || directive.goSyntax) {
    const raw = sharp && !/`/.test(cut) && [...cut].every((char) => char === "\t" || (char >= " " && char !== "\x7f"));
    return pad(raw ? `\`${cut}\`` : quote(cut, '"', plus), directive);
  }
  if (verb !== "x" && verb !== "X") return pad(cut, directive);
  const bytes = precision === undefined ? text : text.slice(0, precision);
  const prefix = sharp ? `0${verb}` : "";
  const hex = Array.from(bytes, (char) => char.charCodeAt(0).toString(16).padStart(2, "0"));
  const joined = space ? hex.map((byte) => prefix + byte).join(" ") : hex.length > 0 ? prefix + hex.join("") : "";
  return pad(verb === "X" ? joined.toUpperCase() : joined, directive);
}

const bases: Readonly<Record<string, readonly [base: number, prefix: string]>> = {
  v: [10, ""],
  d: [10, ""],
  b: [2, "0b"],
  o: [8, "0"],
  O: [8, "0o"],
  x: [16, "0x"],
  X: [16, "0X"],
};

function showInteger(value: Value, directive: Directive): string {
  const { verb, precision, sharp, zero, minus, width } = directive;
  const whole = value.v as bigint;
  if (verb === "c") return pad(encodeRune(toRune(whole)), directive);
  if (verb === "q") return pad(`'${quoteRune(toRune(whole), "'", directive.plus)}'`, directive);
  if (verb === "U") return showUnicode(whole, directive);
  const base = bases[verb];
  if (!base) return bad(value, directive);
  const negative = whole < 0n;
  if (precision === 0 && whole === 0n) return pad("", { ...directive, zero: false });
  let digits = (negative ? -whole : whole).toString(base[0]);
  const sign = negative ? "-" : directive.plus ? "+" : directive.space ? " " : "";
  const wanted = precision ?? (zero && !minus && width !== undefined ? width - sign.length : 0);
  digits = digits.padStart(wanted, "0");
  if (verb === "X") digits = digits.toUpperCase();
  const prefix =
    verb === "O"
      ? "0o"
      : !sharp || verb === "v" || verb === "d"
        ? ""
        : verb === "o" && digits.startsWith("0")
          ? ""
          : base[1];
  return pad(sign + prefix + digits, { ...directive, zero: false });
}

const toRune = (whole: bigint): number => (whole >= 0n && isRune(Number(whole)) ? Number(whole) : replacement);

function showUnicode(whole: bigint, directive: Directive): string {
  const digits = BigInt.asUintN(64, whole)
    .toString(16)
    .toUpperCase()
    .padStart(Math.max(4, directive.precision ?? 0), "0");
  const point = Number(BigInt.asUintN(64, whole));
  const shown =
    directive.sharp && isRune(point) && quoteRune(point, "").charAt(0) !== "\\" ? ` '${encodeRune(point)}'` : "";
  return pad(`U+${digits}${shown}`, { ...directive, zero: false });
}

/** A number with its sign. @param plus whether it also has one where it is positive */
function signed(number: number, verb: string, directive: Directive): string {
  const { precision, sharp } = directive;
  const absolute = Math.abs(number);
  const lower = verb.toLowerCase();
  const negative = number < 0 || Object.is(number, -0);
  let text: string;
  if (!Number.isFinite(number)) text = Number.isNaN(number) ? "NaN" : "Inf";
  else if (lower === "x") text = hexFloat(absolute, precision ?? -1);
  else if (lower === "g" || verb === "v") text = formatFloat(absolute, "g", precision ?? -1);
  else text = formatFloat(absolute, lower as "e" | "f", precision ?? 6);
  if (sharp && Number.isFinite(number) && lower !== "x") text = withPoint(text, lower, precision);
  if (verb === "E" || verb === "G" || verb === "X")
    text = text.toUpperCase().replace("INF", "Inf").replace("NAN", "NaN");
  const sign = negative ? "-" : directive.plus ? "+" : directive.space ? " " : "";
  return (number === Infinity && !directive.space ? "+" : sign) + text;
}

/** `%#g` keeps the point and the zeros after it. */
function withPoint(text: string, verb: string, precision: number | undefined): string {
  const [mantissa = "", exponent] = text.split("e");
  const tail = exponent === undefined ? "" : `e${exponent}`;
  if (verb !== "g" && verb !== "v") return (mantissa.includes(".") ? mantissa : `${mantissa}.`) + tail;
  const significant = mantissa.replace(".", "").replace(/^0+/, "").length || 1;
  const missing = Math.max((precision ?? 6) - significant, 0);
  return (mantissa.includes(".") ? mantissa : `${mantissa}.`) + "0".repeat(missing) + tail;
}

function showFloat(value: Value, directive: Directive): string {
  if (directive.verb === "b") return showBinaryFloat(value.v as number, directive);
  if (!"vgGeEfFxX".includes(directive.verb)) return bad(value, directive);
  return padNumber(signed(value.v as number, directive.verb, directive), directive);
}

function padNumber(text: string, directive: Directive): string {
  const { width = 0, zero, minus } = directive;
  if (!zero || minus || /Inf|NaN/.test(text) || text.length >= width) return pad(text, { ...directive, zero: false });
  const sign = /^[-+ ]/.exec(text)?.[0] ?? "";
  return sign + text.slice(sign.length).padStart(width - sign.length, "0");
}

/** `%b`: the mantissa and the power of two. */
function showBinaryFloat(value: number, directive: Directive): string {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, Math.abs(value));
  const raw = bits.getBigUint64(0);
  const biased = Number(raw >> 52n);
  const mantissa = (raw & ((1n << 52n) - 1n)) | (biased === 0 ? 0n : 1n << 52n);
  const exponent = (biased === 0 ? 1 : biased) - 1075;
  const sign = value < 0 || Object.is(value, -0) ? "-" : directive.plus ? "+" : "";
  return padNumber(`${sign}${mantissa}p${exponent >= 0 ? "+" : ""}${exponent}`, directive);
}

function showComplex(value: Value, directive: Directive): string {
  if (!"vgGeEfFxXb".includes(directive.verb)) return bad(value, directive);
  const { re, im } = value.v as Complex;
  const part = (number: number, plus: boolean) =>
    showFloat({ ...goInt(0), type: { ...value.type, kind: "float64" }, v: number }, { ...directive, plus });
  return `(${part(re, directive.plus)}${part(im, true)}i)`;
}
