import { encodeRune, runeAt, toBytes } from "../text.ts";
import {
  attributeKind,
  type Context,
  type Element,
  failed,
  inTag,
  isComment,
  isScriptLiteral,
  type State,
  textContext,
  valueStates,
} from "./context.ts";

/** The place after a piece of a text, and how many bytes the piece has. */
type Step = readonly [context: Context, read: number];
type Transition = (context: Context, text: string) => Step;

const unchanged: Transition = (context, text) => [context, text.length];

const tagName = /[A-Za-z](?:[A-Za-z0-9]|[:-](?=[A-Za-z0-9])[A-Za-z0-9])*/y;
const elements: ReadonlySet<string> = new Set<Element>(["script", "style", "textarea", "title", "meta"]);

const inText: Transition = (context, text) => {
  for (let from = 0; ; ) {
    const open = text.indexOf("<", from);
    if (open < 0 || open + 1 === text.length) return [context, text.length];
    if (text.startsWith("<!--", open)) return [{ ...textContext, state: "htmlComment" }, open + 4];
    const isEnd = text[open + 1] === "/";
    const at = open + (isEnd ? 2 : 1);
    if (at === text.length) return [context, text.length];
    tagName.lastIndex = at;
    const name = tagName.exec(text)?.[0];
    if (name !== undefined) {
      const lower = name.toLowerCase();
      return [inTag(!isEnd && elements.has(lower) ? (lower as Element) : ""), at + name.length];
    }
    from = at;
  }
};

const spaces = /[ \t\n\f\r]*/y;

function spacesEnd(text: string, from: number): number {
  spaces.lastIndex = from;
  return from + (spaces.exec(text)?.[0].length ?? 0);
}

const contents: Readonly<Record<Element, State>> = {
  "": "text",
  script: "js",
  style: "css",
  textarea: "rcdata",
  title: "rcdata",
  meta: "text",
};

/** The end of an attribute's name; -1 where a character stands that none can have. */
function nameEnd(text: string, from: number): number {
  const found = /[ \t\n\f\r=>'"<]/.exec(text.slice(from));
  if (!found) return text.length;
  return /['"<]/.test(found[0]) ? -1 : from + found.index;
}

const badName = (text: string, from: number): Step => [
  failed(`a quote or < in the name of an attribute: ${text.slice(from, from + 32)}`),
  text.length,
];

const inTagState: Transition = (context, text) => {
  const at = spacesEnd(text, 0);
  if (at === text.length) return [context, text.length];
  if (text[at] === ">") {
    if (context.element === "meta") return [textContext, at + 1];
    return [{ ...textContext, state: contents[context.element], element: context.element }, at + 1];
  }
  const end = nameEnd(text, at);
  if (end < 0) return badName(text, at);
  if (end === at) return [failed(`a tag has no name of an attribute before ${text.slice(at, at + 16)}`), text.length];
  const name = text.slice(at, end).toLowerCase();
  const attribute =
    context.element === "script" && name === "type"
      ? "scriptType"
      : context.element === "meta" && name === "content"
        ? "metaContent"
        : attributeKind(name);
  const state = end === text.length ? "attrName" : "afterName";
  return [{ ...inTag(context.element), state, attribute }, end];
};

const inAttrName: Transition = (context, text) => {
  const end = nameEnd(text, 0);
  if (end < 0) return badName(text, 0);
  return [end === text.length ? context : { ...context, state: "afterName" }, end];
};

const afterName: Transition = (context, text) => {
  const at = spacesEnd(text, 0);
  if (at === text.length) return [context, text.length];
  return text[at] === "=" ? [{ ...context, state: "beforeValue" }, at + 1] : [{ ...context, state: "tag" }, at];
};

const beforeValue: Transition = (context, text) => {
  const at = spacesEnd(text, 0);
  if (at === text.length) return [context, text.length];
  const char = text[at];
  const state = valueStates[context.attribute];
  if (char === '"' || char === "'") return [{ ...context, state, delimiter: char }, at + 1];
  return [{ ...context, state, delimiter: "space or >" }, at];
};

const inHtmlComment: Transition = (context, text) => {
  const end = text.indexOf("-->");
  return end < 0 ? [context, text.length] : [textContext, end + 3];
};

/** Text up to the end tag of `<script>`, `<title>` and the like. */
export const specialTagEnd: Transition = (context, text) => {
  const { element, state } = context;
  if (element === "" || (element === "script" && (isScriptLiteral(state) || isComment(state))))
    return [context, text.length];
  const found = new RegExp(`</${element === "meta" ? "" : element}(?=[> \\t\\n\\f/])`, "i").exec(text);
  return found ? [textContext, found.index] : [context, text.length];
};

const inMetaContent: Transition = (context, text) => {
  for (const { index } of text.matchAll(/url/gi)) {
    const at = spacesEnd(text, index + 3);
    if (index + 3 <= text.length - 1 && text[at] === "=") return [{ ...context, state: "metaContentUrl" }, at + 1];
  }
  return [context, text.length];
};

const inMetaContentUrl: Transition = (context, text) => {
  const end = text.indexOf(";");
  return end < 0 ? [context, text.length] : [{ ...context, state: "metaContent" }, end + 1];
};

const inBlockComment: Transition = (context, text) => {
  const end = text.indexOf("*/");
  return end < 0
    ? [context, text.length]
    : [{ ...context, state: context.state.startsWith("js") ? "js" : "css" }, end + 2];
};

const inLineComment: Transition = (context, text) => {
  const isJs = context.state.startsWith("js");
  // The bytes of U+2028 and U+2029, as JavaScript ends a line there too.
  const end = (isJs ? /[\n\r]|\xe2\x80[\xa8\xa9]/ : /[\n\f\r]/).exec(text)?.index;
  return end === undefined ? [context, text.length] : [{ ...context, state: isJs ? "js" : "css" }, end];
};

export const transitions: Readonly<Record<State, Transition>> = {
  text: inText,
  tag: inTagState,
  attrName: inAttrName,
  afterName,
  beforeValue,
  htmlComment: inHtmlComment,
  rcdata: specialTagEnd,
  attr: unchanged,
  url: urlTransition,
  srcset: urlTransition,
  metaContent: inMetaContent,
  metaContentUrl: inMetaContentUrl,
  js: jsTransition,
  jsDoubleQuoted: jsDelimitedTransition,
  jsSingleQuoted: jsDelimitedTransition,
  jsRegexp: jsDelimitedTransition,
  jsTemplate: jsTemplateTransition,
  jsBlockComment: inBlockComment,
  jsLineComment: inLineComment,
  jsHtmlOpenComment: inLineComment,
  jsHtmlCloseComment: inLineComment,
  css: cssTransition,
  cssDoubleQuoted: cssStringTransition,
  cssSingleQuoted: cssStringTransition,
  cssDoubleQuotedUrl: cssStringTransition,
  cssSingleQuotedUrl: cssStringTransition,
  cssUrl: cssStringTransition,
  cssBlockComment: inBlockComment,
  cssLineComment: inLineComment,
  dead: unchanged,
  error: unchanged,
};

// Places in JavaScript, CSS and links.

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

function jsTransition(before: Context, text: string): Step {
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

function jsTemplateTransition(context: Context, text: string): Step {
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\\") {
      if (++at === text.length) return unfinishedEscape(text);
    } else if (text.startsWith("${", at)) return [{ ...context, state: "js", braces: [...context.braces, 0] }, at + 2];
    else if (text[at] === "`") return [{ ...context, state: "js" }, at + 1];
  }
  return [context, text.length];
}

function jsDelimitedTransition(context: Context, text: string): Step {
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

function urlTransition(context: Context, text: string): Step {
  if (/[#?]/.test(text)) return [{ ...context, urlPart: "query" }, text.length];
  const isBlank = /^[ \t\n\f\r]*$/.test(text);
  return [!isBlank && context.urlPart === "" ? { ...context, urlPart: "before query" } : context, text.length];
}

const cssWordChar = /[-\w\x80-\xff]/;

function cssTransition(context: Context, text: string): Step {
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

function cssStringTransition(before: Context, text: string): Step {
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
