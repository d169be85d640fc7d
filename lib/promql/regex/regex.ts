import { readRegex } from "./read.ts";
import { literals, matchesEmpty, type Node, toJavaScript } from "./tree.ts";

/** A regular expression of Prometheus: RE2 syntax, anchored at both ends. */
export interface Regex {
  readonly source: string;
  /** Whether it matches the empty string, and so an absent label. */
  readonly matchesEmpty: boolean;
  /** All texts that it matches, such as `a|b`; undefined if they cannot be listed. */
  readonly literals: readonly string[] | undefined;
  /** Whether the whole text matches; undefined if unknown. */
  test(text: string): boolean | undefined;
}

export interface RegexProblem {
  readonly problem: string;
}

/**
 * Parses a regular expression, or returns the reason why RE2 refuses it.
 *
 * @param valid whether the text is valid UTF-8; Prometheus accepts invalid text only as plain alternatives
 */
export function parseRegex(source: string, valid = true): Regex | RegexProblem {
  if (!special.test(source)) return alternatives(source);
  if (!valid) return { problem: "invalid UTF-8" };
  const node = readRegex(source);
  if ("problem" in node) return node;
  let listed: { readonly texts: readonly string[] | undefined } | undefined;
  return {
    source,
    matchesEmpty: matchesEmpty(node),
    get literals() {
      listed ??= { texts: literals(node) };
      return listed.texts;
    },
    test: tester(node),
  };
}

const special = /[\\.+*?()[\]{}^$]/;

/** Most expressions are plain words with `|` between them. */
function alternatives(source: string): Regex {
  const texts = source.split("|");
  return { source, matchesEmpty: texts.includes(""), literals: texts, test: (text) => texts.includes(text) };
}

function tester(node: Node): (text: string) => boolean | undefined {
  if (hasFoldedClass(node)) return () => undefined;
  let compiled: RegExp | undefined;
  return (text) => {
    compiled ??= new RegExp(`^(?:${toJavaScript(node)})$`, "u");
    return compiled.test(text);
  };
}

/** JavaScript cannot express RE2's classes that ignore case. */
function hasFoldedClass(node: Node): boolean {
  if (node.kind === "class") return node.fold;
  if (node.kind === "repeat") return hasFoldedClass(node.sub);
  return (node.kind === "concat" || node.kind === "alternate") && node.subs.some(hasFoldedClass);
}
