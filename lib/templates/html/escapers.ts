import { sprint } from "../format.ts";
import { htmlType, toJson, urlType } from "../functions.ts";
import { runeAt, toBytes } from "../text.ts";
import { GoError, type GoFunction, goString, indirect, type MaybeValue, stringOf, types } from "../types.ts";
import { attributeContent, type Context, textContext } from "./context.ts";
import { decodeCss, transitions } from "./transition.ts";

/** What html/template writes in place of a value that could harm. */
const unsafe = "ZgotmplZ";

interface Content {
  readonly text: string;
  readonly is: "plain" | "html" | "url";
}

const hasString = (value: MaybeValue): boolean => value?.type.methods?.().String !== undefined;

/** The text of values, and whether a function such as `safeHtml` has declared it safe. */
function contentOf(args: readonly MaybeValue[]): Content {
  const [first, ...others] = args;
  if (others.length === 0) {
    const inner = first?.type.kind === "pointer" ? indirect(first).value : first;
    const is =
      inner?.type.name === htmlType.name
        ? "html"
        : inner?.type.name === urlType.name
          ? "url"
          : inner?.type.name === "string"
            ? "plain"
            : undefined;
    if (is) return { text: stringOf(inner), is };
  }
  return { text: sprint(args.filter((arg) => arg !== undefined).map(followed)), is: "plain" };
}

const followed = (value: MaybeValue): MaybeValue =>
  value?.type.kind === "pointer" && !hasString(value) ? indirect(value).value : value;

type Table = Readonly<Record<string, string>>;

const norm: Table = { "\0": "\xef\xbf\xbd", '"': "&#34;", "'": "&#39;", "+": "&#43;", "<": "&lt;", ">": "&gt;" };
const all: Table = { ...norm, "&": "&amp;" };
const spaces: Table = {
  "\0": "&#xfffd;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\v": "&#11;",
  "\f": "&#12;",
  "\r": "&#13;",
  " ": "&#32;",
  "=": "&#61;",
  "`": "&#96;",
};
const normNoSpace: Table = { ...norm, ...spaces };
const allNoSpace: Table = { ...all, ...spaces };

const expressions = new WeakMap<Table, RegExp>();

function replace(text: string, table: Table): string {
  const known = expressions.get(table);
  const expression =
    known ??
    new RegExp(
      `[${Object.keys(table)
        .join("")
        .replace(/[\]\\^-]/g, "\\$&")}]`,
      "g",
    );
  if (!known) expressions.set(table, expression);
  return text.replace(expression, (char) => table[char] ?? char);
}

/** Characters that are none, which browsers may drop from a value without quotes. */
function encodeBadRunes(text: string): string {
  let encoded = "";
  for (let at = 0; at < text.length; ) {
    const { code, size } = runeAt(text, at);
    const isBad = (code >= 0xfdd0 && code <= 0xfdef) || (code >= 0xfff0 && code <= 0xffff);
    encoded += isBad ? `&#x${code.toString(16)};` : text.slice(at, at + size);
    at += size;
  }
  return encoded;
}

function withoutTags(html: string): string {
  let text = "";
  let context: Context = textContext;
  let onlyText = true;
  for (let at = 0; at < html.length; ) {
    const { state, element, delimiter } = context;
    if (delimiter !== "") {
      const ends = delimiter === "space or >" ? /[ \t\n\f\r>]/ : delimiter === '"' ? /"/ : /'/;
      const found = ends.exec(html.slice(at));
      if (!found) break;
      at += found.index + (delimiter === "space or >" ? 0 : 1);
      context = { ...textContext, state: "tag", element };
      continue;
    }
    const inTag = ["tag", "attrName", "afterName", "beforeValue", "attr"].includes(state);
    const [after, read] = transitions[element !== "" && !inTag ? "rcdata" : state](context, html.slice(at));
    if (state === "text" || state === "rcdata") {
      const open = after.state === state ? -1 : html.lastIndexOf("<", at + read - 1);
      text += html.slice(at, open >= at ? open : at + read);
    } else onlyText = false;
    context = after;
    at += read;
    if (read === 0 && after.state === state) break;
  }
  return onlyText ? html : text;
}

const isHex = (char: string | undefined): boolean => /[0-9a-fA-F]/.test(char ?? "");

/** @param normalizes whether reserved characters and escapes stay */
const encodeUrl = (text: string, normalizes: boolean): string =>
  text.replace(/[^A-Za-z0-9._~-]/g, (char, at: number) => {
    if (normalizes && (/[!#$&*+,/:;=?@[\]]/.test(char) || (char === "%" && isHex(text[at + 1]) && isHex(text[at + 2]))))
      return char;
    return `%${char.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });

function isSafeUrl(text: string): boolean {
  const [protocol = "", ...rest] = text.split(":");
  return rest.length === 0 || protocol.includes("/") || ["http", "https", "mailto"].includes(protocol.toLowerCase());
}

function srcset({ text, is }: Content): string {
  if (is === "url") return encodeUrl(text, true).replaceAll(",", "%2c");
  const element = (each: string): string => {
    const [, before = "", url = "", after = ""] = /^([ \t\n\f\r]*)([^ \t\n\f\r]*)([\s\S]*)$/.exec(each) ?? [];
    const isFine = isSafeUrl(url) && /^[ \t\n\f\rA-Za-z0-9]*$/.test(after);
    return isFine ? before + encodeUrl(url, true) + after : `#${unsafe}`;
  };
  return text.split(",").map(element).join(",");
}

const escapeOf = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
const shortEscapes: Table = { "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r" };

/** JavaScript in which some characters are escaped as `\u0026`, and others by a backslash. */
const escapeJs = (text: string, asCode: RegExp, byBackslash: RegExp): string =>
  text
    .replace(/[\0-\x7f]/g, (char) => {
      if (char < " ") return shortEscapes[char] ?? escapeOf(char);
      return asCode.test(char) ? escapeOf(char) : byBackslash.test(char) ? `\\${char}` : char;
    })
    .replace(/\xe2\x80([\xa8\xa9])/g, (_, last) => (last === "\xa8" ? "\\u2028" : "\\u2029"));

const quotesInJs = /["`&'+<>]/;

/** A value as JavaScript. */
function jsValue(args: readonly MaybeValue[]): string {
  const [first, ...others] = args;
  const inner = followed(first);
  const isTime = inner?.type.name === "time.Time";
  const value =
    others.length > 0
      ? goString(sprint(args.map(followed)))
      : inner && hasString(inner) && !isTime
        ? goString(sprint([inner]))
        : inner;
  let json: string;
  try {
    json = toJson(value);
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    return ` /* ${error.message} */null `;
  }
  const isWord = (char: string | undefined) => /[$\w]/.test(char ?? "");
  return isWord(json[0]) || isWord(json.at(-1)) ? ` ${json} ` : json;
}

const cssEscapes = /[\0\t\n\f\r"&'()+/:;<>{}]/;

function escapeCss(text: string): string {
  let escaped = "";
  for (const [at, char] of [...text].entries()) {
    if (char === "\\") escaped += "\\\\";
    else if (!cssEscapes.test(char)) escaped += char;
    else {
      const next = text[at + 1];
      escaped += `\\${char.charCodeAt(0).toString(16)}${next === undefined || isHex(next) || /[\t\n\f\r ]/.test(next) ? " " : ""}`;
    }
  }
  return escaped;
}

function cssValue(text: string): string {
  const decoded = decodeCss(text);
  if (/[\0"'()/;@[\\\]`{}<>]|--/.test(decoded)) return unsafe;
  const word = decoded
    .replace(/[^-\w]/g, "")
    .replaceAll("-", "")
    .toLowerCase();
  return /expression|mozbinding/.test(word) ? unsafe : decoded;
}

function attributeName(text: string): string {
  const name = toBytes(text.toLowerCase());
  return name === "" || attributeContent(name) !== "plain" || /[^0-9a-z]/.test(name) ? unsafe : name;
}

const byContent = {
  html: ({ text, is }) => (is === "html" ? text : replace(text, all)),
  rcdata: ({ text, is }) => replace(text, is === "html" ? norm : all),
  attribute: ({ text, is }) => (is === "html" ? replace(withoutTags(text), norm) : replace(text, all)),
  attributeWithoutQuotes: ({ text, is }) => {
    if (text === "") return unsafe;
    return encodeBadRunes(is === "html" ? replace(withoutTags(text), normNoSpace) : replace(text, allNoSpace));
  },
  attributeName: ({ text }) => attributeName(text),
  comment: () => "",
  urlFilter: ({ text, is }) => (is === "url" || isSafeUrl(text) ? text : `#${unsafe}`),
  urlNormalize: ({ text }) => encodeUrl(text, true),
  urlEscape: ({ text, is }) => encodeUrl(text, is === "url"),
  srcset,
  jsString: ({ text }) => escapeJs(text, quotesInJs, /[/\\]/),
  jsTemplate: ({ text }) => escapeJs(text, /["`&'+<>${}]/, /[/\\]/),
  jsRegexp: ({ text }) => escapeJs(text, /["&'+<>]/, /[$()*\-./?[\\\]^{|}]/) || "(?:)",
  css: ({ text }) => escapeCss(text),
  cssValue: ({ text }) => cssValue(text),
} satisfies Record<string, (content: Content) => string>;

/** A name that no function of a template can have. */
const prefix = "html/";

export type EscaperName = keyof typeof byContent | "jsValue" | "evaluate";

/** The function's name in a pipeline. */
export const escaperName = (name: EscaperName): string => prefix + name;

const variadic = (call: (args: MaybeValue[]) => string): GoFunction => ({
  in: [types.any],
  variadic: true,
  out: types.string,
  call: (...args) => goString(call(args)),
});

/** The functions that `escape` adds to pipelines. */
export const escapers: Readonly<Record<string, GoFunction>> = {
  ...Object.fromEntries(
    Object.entries(byContent).map(([name, write]) => [prefix + name, variadic((args) => write(contentOf(args)))]),
  ),
  [`${prefix}jsValue`]: variadic(jsValue),
  // What html/template writes instead of `html` and `urlquery` with several arguments.
  [`${prefix}evaluate`]: variadic((args) => sprint(args.map(followed))),
};
