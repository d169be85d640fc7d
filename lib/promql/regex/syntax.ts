/** Stops parsing at the first error. `readRegex` catches it. */
export class RegexSyntaxError extends Error {}

/** The remaining part of a regular expression. Patterns must be sticky. */
export interface Reader {
  readonly done: boolean;
  /** The text of the last successful `match`. */
  readonly last: string;
  /** Takes the text that the pattern matches here. */
  match(pattern: RegExp): string | undefined;
  /** Like `match`, with the pattern's groups. */
  groups(pattern: RegExp): RegExpExecArray | undefined;
  /** Takes one character. */
  char(): string;
}

export function openReader(source: string): Reader {
  let position = 0;
  let last = "";
  const groups = (pattern: RegExp) => {
    pattern.lastIndex = position;
    const found = pattern.exec(source) ?? undefined;
    if (found) [position, last] = [position + found[0].length, found[0]];
    return found;
  };
  return {
    get done() {
      return position >= source.length;
    },
    get last() {
      return last;
    },
    groups,
    match: (pattern) => groups(pattern)?.[0],
    char: () => groups(/[\s\S]/uy)?.[0] ?? "",
  };
}

const controls: Readonly<Record<string, string>> = { a: "\x07", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

/** The character of an escape, after its backslash. */
export function readEscape(reader: Reader): string {
  if (reader.done) throw new RegexSyntaxError("trailing backslash");
  const octal = reader.match(/[1-7][0-7]{1,2}|0[0-7]{0,2}/y);
  if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
  const hex = reader.groups(/x(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{2}))/y);
  if (hex) return hexCharacter(hex[1] ?? hex[2] ?? "");
  const char = reader.char();
  const control = controls[char];
  if (control !== undefined) return control;
  if (char < "\x80" && !/[A-Za-z0-9]/.test(char)) return char;
  const why = /\d/.test(char) ? ": RE2 has no backreferences" : "";
  throw new RegexSyntaxError(`invalid escape \`\\${char}\`${why}`);
}

function hexCharacter(digits: string): string {
  const point = Number.parseInt(digits, 16);
  if (point > 0x10ffff) throw new RegexSyntaxError(`invalid escape \`\\x{${digits}}\``);
  return String.fromCodePoint(point);
}

/**
 * The names that RE2 knows after `\\p`: Unicode's general categories and scripts, in this spelling only.
 * Source: https://pkg.go.dev/unicode#pkg-variables
 */
const categories: ReadonlySet<string> = new Set(
  `
  C Cc Cf Cn Co Cs L LC Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So Z Zl Zp Zs
  `.match(/\w+/g),
);

const scripts: ReadonlySet<string> = new Set(
  `
  Adlam Ahom Anatolian_Hieroglyphs Arabic Armenian Avestan Balinese Bamum Bassa_Vah Batak Bengali Bhaiksuki
  Bopomofo Brahmi Braille Buginese Buhid Canadian_Aboriginal Carian Caucasian_Albanian Chakma Cham Cherokee
  Chorasmian Common Coptic Cuneiform Cypriot Cypro_Minoan Cyrillic Deseret Devanagari Dives_Akuru Dogra Duployan
  Egyptian_Hieroglyphs Elbasan Elymaic Ethiopic Georgian Glagolitic Gothic Grantha Greek Gujarati Gunjala_Gondi
  Gurmukhi Han Hangul Hanifi_Rohingya Hanunoo Hatran Hebrew Hiragana Imperial_Aramaic Inherited
  Inscriptional_Pahlavi Inscriptional_Parthian Javanese Kaithi Kannada Katakana Kawi Kayah_Li Kharoshthi
  Khitan_Small_Script Khmer Khojki Khudawadi Lao Latin Lepcha Limbu Linear_A Linear_B Lisu Lycian Lydian Mahajani
  Makasar Malayalam Mandaic Manichaean Marchen Masaram_Gondi Medefaidrin Meetei_Mayek Mende_Kikakui
  Meroitic_Cursive Meroitic_Hieroglyphs Miao Modi Mongolian Mro Multani Myanmar Nabataean Nag_Mundari Nandinagari
  New_Tai_Lue Newa Nko Nushu Nyiakeng_Puachue_Hmong Ogham Ol_Chiki Old_Hungarian Old_Italic Old_North_Arabian
  Old_Permic Old_Persian Old_Sogdian Old_South_Arabian Old_Turkic Old_Uyghur Oriya Osage Osmanya Pahawh_Hmong
  Palmyrene Pau_Cin_Hau Phags_Pa Phoenician Psalter_Pahlavi Rejang Runic Samaritan Saurashtra Sharada Shavian
  Siddham SignWriting Sinhala Sogdian Sora_Sompeng Soyombo Sundanese Syloti_Nagri Syriac Tagalog Tagbanwa Tai_Le
  Tai_Tham Tai_Viet Takri Tamil Tangsa Tangut Telugu Thaana Thai Tibetan Tifinagh Tirhuta Toto Ugaritic Vai
  Vithkuqi Wancho Warang_Citi Yezidi Yi Zanabazar_Square
  `.match(/\w+/g),
);

/** POSIX classes as the inside of a JavaScript class. */
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

/** The inside of a class for `\d`, `\pL`, `\P{Greek}` and the like; undefined if none starts here. */
export function readNamedEscape(reader: Reader): string | undefined {
  const letter = reader.match(/\\[dDsSwW]/y)?.[1];
  if (letter !== undefined) return letter >= "a" ? perl[letter] : negated(perl[letter.toLowerCase()] ?? "");
  const unicode = reader.groups(/\\([pP])(?:\{([^}]*)\}|([^{]))/uy);
  if (unicode) return unicodeClass(unicode[1] === "P", unicode[2] ?? unicode[3] ?? "");
  if (reader.match(/\\[pP]\{/y) !== undefined) throw new RegexSyntaxError("missing `}` after `\\p{`");
  return undefined;
}

function unicodeClass(negative: boolean, written: string): string {
  const name = written.replace(/^\^/, "");
  const isNegative = negative !== (name !== written);
  if (name === "Any") return isNegative ? "" : "\\u{0}-\\u{10ffff}";
  const letter = isNegative ? "P" : "p";
  if (categories.has(name)) return `\\${letter}{${name}}`;
  if (scripts.has(name)) return `\\${letter}{Script=${name}}`;
  throw new RegexSyntaxError(`unknown Unicode class \`\\p{${written}}\``);
}

/** The complement of a class, as the inside of a class. */
function negated(inside: string): string {
  const opposite = Object.entries({ "0-9": "\\D", "0-9A-Za-z_": "\\W" }).find(([positive]) => positive === inside);
  return opposite?.[1] ?? complement(inside);
}

/** The complement of a class of ASCII characters. */
function complement(inside: string): string {
  const holds = new RegExp(`[${inside}]`, "u");
  const outside: string[] = [];
  for (let point = 0; point < 128; point++) {
    const char = String.fromCodePoint(point);
    if (!holds.test(char)) outside.push(escapeChar(char));
  }
  return `${outside.join("")}\\u{80}-\\u{10ffff}`;
}

/** A class in brackets for JavaScript's flag `u`, after its opening bracket. */
export function readBracketClass(reader: Reader): string {
  const opening = reader.match(/\^/y) === undefined ? "[" : "[^";
  let inside = "";
  for (let first = true; first || reader.match(/\]/y) === undefined; first = false) inside += readItem(reader);
  return `${opening}${inside}]`;
}

function readItem(reader: Reader): string {
  const name = reader.groups(/\[:(\^?)([\s\S]*?):\]/y);
  if (name) return posixClass(name[1] === "^", name[2] ?? "");
  return readNamedEscape(reader) ?? readRange(reader);
}

function posixClass(isNegative: boolean, name: string): string {
  const inside = Object.hasOwn(posix, name) ? posix[name] : undefined;
  if (inside === undefined) throw new RegexSyntaxError(`unknown class \`[:${name}:]\``);
  return isNegative ? complement(inside) : inside;
}

function readRange(reader: Reader): string {
  const low = readClassChar(reader);
  if (reader.match(/-(?=[^\]])/y) === undefined) return escapeChar(low);
  const high = readClassChar(reader);
  if ((high.codePointAt(0) ?? 0) < (low.codePointAt(0) ?? 0)) {
    throw new RegexSyntaxError(`invalid range \`${low}-${high}\` in a class`);
  }
  return `${escapeChar(low)}-${escapeChar(high)}`;
}

function readClassChar(reader: Reader): string {
  if (reader.done) throw new RegexSyntaxError("missing `]`");
  return reader.match(/\\/y) === undefined ? reader.char() : readEscape(reader);
}

/** The tree of a regular expression, without positions and group names. */
export type Node =
  | { readonly kind: "char"; readonly char: string; readonly fold: boolean }
  /** A class in JavaScript's syntax with the flag `u`. */
  | { readonly kind: "class"; readonly source: string; readonly fold: boolean }
  | { readonly kind: "any"; readonly newline: boolean }
  | { readonly kind: "assertion"; readonly which: "start" | "end" | "line start" | "line end" | "word" | "no word" }
  | { readonly kind: "repeat"; readonly sub: Node; readonly min: number; readonly max: number }
  | { readonly kind: "concat"; readonly subs: readonly Node[] }
  | { readonly kind: "alternate"; readonly subs: readonly Node[] };

/** Whether the empty text matches. */
export function matchesEmpty(node: Node): boolean {
  switch (node.kind) {
    case "assertion":
      return node.which !== "word";
    case "repeat":
      return node.min === 0 || matchesEmpty(node.sub);
    case "concat":
      return node.subs.every(matchesEmpty);
    case "alternate":
      return node.subs.some(matchesEmpty);
    default:
      return false;
  }
}

/** All texts that a node matches, if it is a finite list such as `a|b|c`. */
export function literals(node: Node, limit = 1000): readonly string[] | undefined {
  switch (node.kind) {
    case "char":
      return node.fold && node.char.toLowerCase() !== node.char.toUpperCase() ? undefined : [node.char];
    case "concat":
      return node.subs.reduce<readonly string[] | undefined>(
        (heads, sub) => product(heads, literals(sub, limit), limit),
        [""],
      );
    case "alternate": {
      const all = node.subs.map((sub) => literals(sub, limit));
      return all.every((texts) => texts !== undefined) ? all.flat() : undefined;
    }
    default:
      return undefined;
  }
}

function product(heads: readonly string[] | undefined, tails: readonly string[] | undefined, limit: number) {
  if (!heads || !tails || heads.length * tails.length > limit) return undefined;
  return heads.flatMap((head) => tails.map((tail) => head + tail));
}

const assertions = {
  start: "(?<![^])",
  end: "(?![^])",
  "line start": "(?<![^\\n])",
  "line end": "(?![^\\n])",
  word: "\\b",
  "no word": "\\B",
} as const;

/** The same expression for JavaScript's `RegExp` with the flag `u`. */
export function toJavaScript(node: Node): string {
  switch (node.kind) {
    case "char":
      return node.fold ? `[${[...caseVariants(node.char)].map(escapeChar).join("")}]` : escapeChar(node.char);
    case "class":
      return node.source;
    case "any":
      return node.newline ? "[^]" : "[^\\n]";
    case "assertion":
      return `(?:${assertions[node.which]})`;
    case "repeat":
      return `(?:${toJavaScript(node.sub)}){${node.min},${Number.isFinite(node.max) ? node.max : ""}}`;
    case "concat":
      return node.subs.map(toJavaScript).join("");
    case "alternate":
      return `(?:${node.subs.map(toJavaScript).join("|")})`;
  }
}

const caseVariants = (char: string): Set<string> => new Set([char, char.toLowerCase(), char.toUpperCase()]);

/** A character, escaped for JavaScript's expressions and classes. */
const escapeChar = (char: string): string => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
