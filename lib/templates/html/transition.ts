import { attributeKind } from "./attributes.ts";
import {
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
import {
  cssStringTransition,
  cssTransition,
  jsDelimitedTransition,
  jsTemplateTransition,
  jsTransition,
  urlTransition,
} from "./script.ts";

/** The place after a piece of a text, and how many bytes the piece has. */
export type Step = readonly [context: Context, read: number];
export type Transition = (context: Context, text: string) => Step;

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

export function spacesEnd(text: string, from: number): number {
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
