import { encodeRune, isPrint, isRune, replacement, runeAt } from "./bytes.ts";

const controls: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, "\\": 92 };
const escapes = /\\(?:([abfnrtv\\'"])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3}))/y;

interface Unquoted {
  /** A code point, or a byte where `isByte`. */
  readonly value: number;
  readonly isByte: boolean;
  readonly size: number;
}

/** One character of a literal in the given quotes; undefined where Go refuses it. */
export function unquoteChar(literal: string, at: number, quote: string): Unquoted | undefined {
  if (literal[at] !== "\\") {
    const { code, size } = runeAt(literal, at);
    return literal[at] === quote || at >= literal.length ? undefined : { value: code, isByte: false, size };
  }
  escapes.lastIndex = at;
  const found = escapes.exec(literal);
  if (!found) return undefined;
  const [{ length: size }, control, byte, short, long, octal] = found;
  if (control === "'" || control === '"')
    return control === quote ? { value: control.charCodeAt(0), isByte: false, size } : undefined;
  if (control !== undefined) return { value: controls[control] ?? 0, isByte: false, size };
  const digits = byte ?? short ?? long ?? octal ?? "";
  const value = Number.parseInt(digits, octal === undefined ? 16 : 8);
  const isByte = byte !== undefined || octal !== undefined;
  if (isByte ? value > 255 : !isRune(value)) return undefined;
  return { value, isByte, size };
}

/** The text of a Go string literal, raw or in double quotes; undefined where Go refuses it. */
export function unquote(literal: string): string | undefined {
  if (literal[0] === "`") return literal.slice(1, -1).replaceAll("\r", "");
  let text = "";
  for (let at = 1; at < literal.length - 1; ) {
    const char = unquoteChar(literal, at, '"');
    if (!char) return undefined;
    text += char.isByte ? String.fromCharCode(char.value) : encodeRune(char.value);
    at += char.size;
  }
  return text;
}

const named: Readonly<Record<number, string>> = {
  7: "\\a",
  8: "\\b",
  12: "\\f",
  10: "\\n",
  13: "\\r",
  9: "\\t",
  11: "\\v",
  92: "\\\\",
};

/** A Go string literal, as `%q` prints it. @param asciiOnly as `%+q` does */
export function quote(bytes: string, mark = '"', asciiOnly = false): string {
  let quoted = mark;
  for (let at = 0; at < bytes.length; ) {
    const { code, size } = runeAt(bytes, at);
    const broken = code === replacement && size === 1;
    quoted += broken ? `\\x${hex(bytes.charCodeAt(at), 2)}` : quoteRune(code, mark, asciiOnly);
    at += size;
  }
  return quoted + mark;
}

/** One character as it stands in a literal. */
export function quoteRune(code: number, mark: string, asciiOnly = false): string {
  if (String.fromCodePoint(code) === mark) return `\\${mark}`;
  const name = named[code];
  if (name !== undefined) return name;
  if (code < 0x80 || !asciiOnly) if (isPrint(code)) return encodeRune(code);
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, "0");
