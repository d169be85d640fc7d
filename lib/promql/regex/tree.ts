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
export const escapeChar = (char: string): string => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
