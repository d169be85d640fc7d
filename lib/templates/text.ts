// Go's strings are bytes, and templates can cut them anywhere. Inside this folder a string holds one byte in each
// character (0 to 255), in UTF-8, so that lengths, indexes and comparisons are Go's.

const ascii = /^[\0-\x7f]*$/;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** A JavaScript string as bytes. */
export function toBytes(text: string): string {
  if (ascii.test(text)) return text;
  let bytes = "";
  for (const byte of encoder.encode(text)) bytes += String.fromCharCode(byte);
  return bytes;
}

/** Bytes as a JavaScript string; those that are not UTF-8 become U+FFFD. */
export function fromBytes(bytes: string): string {
  if (ascii.test(bytes)) return bytes;
  const array = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) array[i] = bytes.charCodeAt(i);
  return decoder.decode(array);
}

/** What Go calls `utf8.RuneError`. */
export const replacement = 0xfffd;

interface Rune {
  readonly code: number;
  /** Bytes that it takes. */
  readonly size: number;
}

/** The character at an offset. Bytes that are not UTF-8 are U+FFFD of one byte. */
export function runeAt(bytes: string, at: number): Rune {
  const first = bytes.charCodeAt(at);
  if (first < 0x80) return { code: first, size: 1 };
  const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || at + size > bytes.length) return { code: replacement, size: 1 };
  let code = first & (0xff >> (size + 1));
  for (let i = 1; i < size; i++) {
    const next = bytes.charCodeAt(at + i);
    if (next >> 6 !== 2) return { code: replacement, size: 1 };
    code = (code << 6) | (next & 0x3f);
  }
  const least = size === 3 ? 0x800 : size === 4 ? 0x10000 : 0x80;
  const valid = code >= least && code <= 0x10ffff && !isSurrogate(code);
  return valid ? { code, size } : { code: replacement, size: 1 };
}

/** All characters of a text, as code points. */
export function runesOf(bytes: string): number[] {
  const runes: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const { code, size } = runeAt(bytes, at);
    runes.push(code);
    at += size;
  }
  return runes;
}

/** A code point as bytes; what is none becomes U+FFFD. */
export const encodeRune = (code: number): string => toBytes(String.fromCodePoint(isRune(code) ? code : replacement));

export const isRune = (code: number): boolean => code >= 0 && code <= 0x10ffff && !isSurrogate(code);

const isSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdfff;

export const isLetterOrDigit = (code: number): boolean =>
  code === 0x5f || (code < 0x80 ? /[0-9A-Za-z]/ : /[\p{L}\p{Nd}]/u).test(String.fromCodePoint(code));

/** Go's `unicode.IsPrint`. */
export const isPrint = (code: number): boolean =>
  code === 0x20 || /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(String.fromCodePoint(isRune(code) ? code : 0));

/** Applies a function of JavaScript strings. */
export const mapText = (bytes: string, change: (text: string) => string): string => toBytes(change(fromBytes(bytes)));

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
