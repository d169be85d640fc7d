import { readEscape } from "./escapes.ts";
import { type Reader, RegexFault } from "./reader.ts";
import { escapeChar } from "./tree.ts";
import { categories, scripts } from "./unicode.ts";

/** POSIX classes and what they hold, as JavaScript writes the inside of a class. */
const posix: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  ascii: "\\x00-\\x7f",
  blank: "\\t ",
  cntrl: "\\x00-\\x1f\\x7f",
  digit: "0-9",
  graph: "!-~",
  lower: "a-z",
  print: " -~",
  punct: "!-\\/:-@\\[-`\\{-~",
  space: "\\t-\\r ",
  upper: "A-Z",
  word: "0-9A-Za-z_",
  xdigit: "0-9A-Fa-f",
};

/** RE2's Perl classes are ASCII, and its space has no vertical tab. */
const perl: Readonly<Record<string, string>> = { d: "0-9", s: "\\t\\n\\f\\r ", w: "0-9A-Za-z_" };

/** The inside of a class for `\d`, `\pL`, `\P{Greek}` and their like, if one of them stands here. */
export function readNamedEscape(at: Reader): string | undefined {
  const letter = at.match(/\\[dDsSwW]/y)?.[1];
  if (letter !== undefined) return letter >= "a" ? perl[letter] : negated(perl[letter.toLowerCase()] ?? "");
  const unicode = at.groups(/\\([pP])(?:\{([^}]*)\}|([^{]))/uy);
  if (unicode) return unicodeClass(unicode[1] === "P", unicode[2] ?? unicode[3] ?? "");
  if (at.match(/\\[pP]\{/y) !== undefined) throw new RegexFault("missing `}` after `\\p{`");
  return undefined;
}

function unicodeClass(negative: boolean, written: string): string {
  const name = written.replace(/^\^/, "");
  const isNegative = negative !== (name !== written);
  if (name === "Any") return isNegative ? "" : "\\u{0}-\\u{10ffff}";
  const letter = isNegative ? "P" : "p";
  if (categories.has(name)) return `\\${letter}{${name}}`;
  if (scripts.has(name)) return `\\${letter}{Script=${name}}`;
  throw new RegexFault(`unknown Unicode class \`\\p{${written}}\``);
}

/** Everything that the class does not hold, as the inside of a class. */
function negated(inside: string): string {
  const opposite = Object.entries({ "0-9": "\\D", "0-9A-Za-z_": "\\W" }).find(([positive]) => positive === inside);
  return opposite?.[1] ?? complement(inside);
}

/** The ranges between the characters of a class that lie in ASCII. */
function complement(inside: string): string {
  const holds = new RegExp(`[${inside}]`, "u");
  const outside: string[] = [];
  for (let point = 0; point < 128; point++) {
    const char = String.fromCodePoint(point);
    if (!holds.test(char)) outside.push(escapeChar(char));
  }
  return `${outside.join("")}\\u{80}-\\u{10ffff}`;
}

/** A class in brackets, for JavaScript's flag `u`; its opening bracket has been taken. */
export function readBracketClass(at: Reader): string {
  const opening = at.match(/\^/y) === undefined ? "[" : "[^";
  let inside = "";
  for (let first = true; first || at.match(/\]/y) === undefined; first = false) inside += readItem(at);
  return `${opening}${inside}]`;
}

function readItem(at: Reader): string {
  const name = at.groups(/\[:(\^?)([\s\S]*?):\]/y);
  if (name) return posixClass(name[1] === "^", name[2] ?? "");
  return readNamedEscape(at) ?? readRange(at);
}

function posixClass(isNegative: boolean, name: string): string {
  const inside = Object.hasOwn(posix, name) ? posix[name] : undefined;
  if (inside === undefined) throw new RegexFault(`unknown class \`[:${name}:]\``);
  return isNegative ? complement(inside) : inside;
}

function readRange(at: Reader): string {
  const low = readClassChar(at);
  if (at.match(/-(?=[^\]])/y) === undefined) return escapeChar(low);
  const high = readClassChar(at);
  if ((high.codePointAt(0) ?? 0) < (low.codePointAt(0) ?? 0)) {
    throw new RegexFault(`invalid range \`${low}-${high}\` in a class`);
  }
  return `${escapeChar(low)}-${escapeChar(high)}`;
}

function readClassChar(at: Reader): string {
  if (at.done) throw new RegexFault("missing `]`");
  return at.match(/\\/y) === undefined ? at.char() : readEscape(at);
}
