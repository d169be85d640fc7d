import { encodeRune, runeAt, toBytes } from "../bytes.ts";
import { type Context, failed } from "./context.ts";

// Places in JavaScript, CSS and links.

type Step = readonly [context: Context, read: number];

const jsSpaces = new RegExp(
  `(?:[\\f\\n\\r\\t\\v ]|${["\u00a0", "\u1680", ...Array.from({ length: 11 }, (_, i) => String.fromCharCode(0x2000 + i)), "\u2028", "\u2029", "\u202f", "\u205f", "\u3000", "\ufeff"].map(toBytes).join("|")})+$`,
);
const beforeRegexp = new Set(
  "break case continue delete do else finally in instanceof return throw try typeof void".split(" "),
);

/** What a slash begins after a piece of JavaScript. */
function slashAfter(text: string, before: Context["slash"]): Context["slash"] {
  const code = text.replace(jsSpaces, "");
  if (code === "") return before;
  const sign = /(\++|-+)$/.exec(code)?.[0];
  if (sign) return sign.length % 2 === 1 ? "regexp" : "division";
  const last = code.slice(-1);
  if (last === ".") return /[0-9]\.$/.test(code) ? "division" : "regexp";
  if (/[,<>=*%&|^?!~([:;{}]/.test(last)) return "regexp";
  return beforeRegexp.has(/[$0-9A-Z_a-z]*$/.exec(code)?.[0] ?? "") ? "regexp" : "division";
}

const quotes: Readonly<Record<string, Context["state"]>> = {
  '"': "jsDoubleQuoted",
  "'": "jsSingleQuoted",
  "`": "jsTemplate",
};

export function jsTransition(before: Context, text: string): Step {
  const at = text.search(/["'`/{}<\-#]/);
  if (at < 0) return [{ ...before, slash: slashAfter(text, before.slash) }, text.length];
  const context = { ...before, slash: slashAfter(text.slice(0, at), before.slash) };
  const char = text[at] as string;
  const quote = quotes[char];
  if (quote) return [{ ...context, state: quote, slash: "regexp" }, at + 1];
  const comment = (start: string, state: Context["state"]): Step | undefined =>
    text.startsWith(start, at) ? [{ ...context, state }, at + start.length] : undefined;
  if (char === "/")
    return comment("//", "jsLineComment") ?? comment("/*", "jsBlockComment") ?? slash(context, text, at);
  if (char === "{" || char === "}") return brace(context, char, at);
  return (
    comment("<!--", "jsHtmlOpenComment") ??
    comment("-->", "jsHtmlCloseComment") ??
    comment("#!", "jsLineComment") ?? [context, at + 1]
  );
}

function slash(context: Context, text: string, at: number): Step {
  if (context.slash === "regexp") return [{ ...context, state: "jsRegexp" }, at + 1];
  if (context.slash === "division") return [{ ...context, slash: "regexp" }, at + 1];
  return [failed("a slash could begin a division or a regular expression"), text.length];
}

function brace(context: Context, char: string, at: number): Step {
  const after = { ...context, slash: slashAfter(char, context.slash) };
  const [depth] = context.braces.slice(-1);
  const outer = context.braces.slice(0, -1);
  if (depth === undefined) return [after, at + 1];
  if (char === "{") return [{ ...after, braces: [...outer, depth + 1] }, at + 1];
  if (depth > 0) return [{ ...after, braces: [...outer, depth - 1] }, at + 1];
  return [{ ...context, braces: outer, state: "jsTemplate" }, at + 1];
}

const unfinishedEscape = (text: string): Step => [failed("an escape in a script or style has no end"), text.length];

export function jsTemplateTransition(context: Context, text: string): Step {
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\\") {
      if (++at === text.length) return unfinishedEscape(text);
    } else if (text.startsWith("${", at)) return [{ ...context, state: "js", braces: [...context.braces, 0] }, at + 2];
    else if (text[at] === "`") return [{ ...context, state: "js" }, at + 1];
  }
  return [context, text.length];
}

export function jsDelimitedTransition(context: Context, text: string): Step {
  const isRegexp = context.state === "jsRegexp";
  const end = isRegexp ? "/" : context.state === "jsSingleQuoted" ? "'" : '"';
  let inSet = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === "\\") {
      if (++at === text.length) return unfinishedEscape(text);
    } else if (isRegexp && char === "[") inSet = true;
    else if (isRegexp && char === "]") inSet = false;
    else if (char === end) {
      const isScriptEnd = isRegexp && at > 0 && text.slice(at - 1, at + 7).toLowerCase() === "</script";
      if (isScriptEnd) at++;
      else if (!inSet) return [{ ...context, state: "js", slash: "division" }, at + 1];
    }
  }
  return inSet
    ? [failed("a set of characters in a regular expression has no end"), text.length]
    : [context, text.length];
}

export function urlTransition(context: Context, text: string): Step {
  if (/[#?]/.test(text)) return [{ ...context, urlPart: "query" }, text.length];
  const isBlank = /^[ \t\n\f\r]*$/.test(text);
  return [!isBlank && context.urlPart === "" ? { ...context, urlPart: "before query" } : context, text.length];
}

const cssWordChar = /[-\w\x80-\xff]/;

export function cssTransition(context: Context, text: string): Step {
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') return [{ ...context, state: "cssDoubleQuoted" }, at + 1];
    if (char === "'") return [{ ...context, state: "cssSingleQuoted" }, at + 1];
    if (text.startsWith("//", at)) return [{ ...context, state: "cssLineComment" }, at + 2];
    if (text.startsWith("/*", at)) return [{ ...context, state: "cssBlockComment" }, at + 2];
    if (char === "(") {
      const before = text.slice(0, at).replace(/[\t\n\f\r ]+$/, "");
      if (!/url$/i.test(before) || cssWordChar.test(before.at(-4) ?? "")) continue;
      const start = at + 1 + (/^[\t\n\f\r ]*/.exec(text.slice(at + 1))?.[0].length ?? 0);
      if (text[start] === '"') return [{ ...context, state: "cssDoubleQuotedUrl" }, start + 1];
      if (text[start] === "'") return [{ ...context, state: "cssSingleQuotedUrl" }, start + 1];
      return [{ ...context, state: "cssUrl" }, start];
    }
  }
  return [context, text.length];
}

export function cssStringTransition(before: Context, text: string): Step {
  const ends = before.state.startsWith("cssDouble")
    ? /[\\"]/
    : before.state.startsWith("cssSingle")
      ? /[\\']/
      : /[\\\t\n\f\r )]/;
  let context = before;
  for (let from = 0; ; ) {
    const found = ends.exec(text.slice(from));
    if (!found) return [urlTransition(context, decodeCss(text.slice(from)))[0], text.length];
    let at = from + found.index;
    if (found[0] !== "\\") return [{ ...context, state: "css" }, at + 1];
    if (++at === text.length) return unfinishedEscape(text);
    [context] = urlTransition(context, decodeCss(text.slice(0, at + 1)));
    from = at + 1;
  }
}

/** CSS without its escapes. */
export function decodeCss(text: string): string {
  let decoded = "";
  for (let at = 0; at < text.length; ) {
    const slash = text.indexOf("\\", at);
    if (slash < 0) return decoded + text.slice(at);
    decoded += text.slice(at, slash);
    if (slash + 1 >= text.length) return decoded;
    const hex = /^[0-9a-fA-F]{1,6}/.exec(text.slice(slash + 1))?.[0];
    if (hex === undefined) {
      const { size } = runeAt(text, slash + 1);
      decoded += text.slice(slash + 1, slash + 1 + size);
      at = slash + 1 + size;
    } else {
      const isTooLarge = Number.parseInt(hex, 16) > 0x10ffff;
      const digits = isTooLarge ? hex.slice(0, -1) : hex;
      decoded += encodeRune(Number.parseInt(digits, 16));
      at = slash + 1 + digits.length;
      at += /^(?:\r\n|[\t\n\f\r ])/.exec(text.slice(at))?.[0].length ?? 0;
    }
  }
  return decoded;
}
