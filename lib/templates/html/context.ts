// The place in an HTML document, as Go's html/template follows it to know how a value must be escaped there.

export type State =
  | "text"
  | "tag"
  | "attrName"
  | "afterName"
  | "beforeValue"
  | "htmlComment"
  | "rcdata"
  | "attr"
  | "url"
  | "srcset"
  | "js"
  | "jsDoubleQuoted"
  | "jsSingleQuoted"
  | "jsTemplate"
  | "jsRegexp"
  | "jsBlockComment"
  | "jsLineComment"
  | "jsHtmlOpenComment"
  | "jsHtmlCloseComment"
  | "css"
  | "cssDoubleQuoted"
  | "cssSingleQuoted"
  | "cssDoubleQuotedUrl"
  | "cssSingleQuotedUrl"
  | "cssUrl"
  | "cssBlockComment"
  | "cssLineComment"
  | "metaContent"
  | "metaContentUrl"
  /** After `break` or `continue`: nothing follows. */
  | "dead"
  | "error";

type Delimiter = "" | '"' | "'" | "space or >";
export type Element = "" | "script" | "style" | "textarea" | "title" | "meta";
type Attribute = "" | "script" | "scriptType" | "style" | "url" | "srcset" | "metaContent";

export interface Context {
  readonly state: State;
  /** What ends the attribute's value. */
  readonly delimiter: Delimiter;
  readonly urlPart: "" | "before query" | "query" | "unknown";
  /** What a slash would begin. */
  readonly slash: "regexp" | "division" | "unknown";
  /** Open braces in each `${` of JavaScript's template literals. */
  readonly braces: readonly number[];
  readonly attribute: Attribute;
  readonly element: Element;
  /** Why the place cannot be followed, in the state `error`. */
  readonly problem: string;
}

export const textContext: Context = {
  state: "text",
  delimiter: "",
  urlPart: "",
  slash: "regexp",
  braces: [],
  attribute: "",
  element: "",
  problem: "",
};

export const inTag = (element: Element): Context => ({ ...textContext, state: "tag", element });
export const failed = (problem: string): Context => ({ ...textContext, state: "error", problem });

export const contextKey = (context: Context): string => JSON.stringify(Object.entries(context).sort());
export const isSame = (a: Context, b: Context): boolean => contextKey(a) === contextKey(b);

export const isComment = (state: State): boolean => /Comment$/.test(state);
export const isScriptLiteral = (state: State): boolean =>
  ["jsDoubleQuoted", "jsSingleQuoted", "jsTemplate", "jsRegexp"].includes(state);

/** The state in which the value of an attribute begins. */
export const valueStates: Readonly<Record<Attribute, State>> = {
  "": "attr",
  script: "js",
  scriptType: "attr",
  style: "css",
  url: "url",
  srcset: "srcset",
  metaContent: "metaContent",
};

/** The place where a value that follows would stand. */
export function nudge(context: Context): Context {
  if (context.state === "tag") return { ...context, state: "attrName" };
  if (context.state === "afterName") return { ...context, state: "attrName", attribute: "" };
  if (context.state !== "beforeValue") return context;
  return { ...context, state: valueStates[context.attribute], delimiter: "space or >", attribute: "" };
}

/** The place after one of two branches, whichever is taken. */
export function join(a: Context, b: Context, keyword: string): Context {
  if (a.state === "error") return a;
  if (b.state === "error") return b;
  if (a.state === "dead") return b;
  if (b.state === "dead" || isSame(a, b)) return a;
  if (isSame({ ...a, urlPart: b.urlPart }, b)) return { ...a, urlPart: "unknown" };
  if (isSame({ ...a, slash: b.slash }, b)) return { ...a, slash: "unknown" };
  const [nudgedA, nudgedB] = [nudge(a), nudge(b)];
  if (!isSame(nudgedA, a) || !isSame(nudgedB, b)) {
    const joined = join(nudgedA, nudgedB, keyword);
    if (joined.state !== "error") return joined;
  }
  return failed(
    `the branches of {{${keyword}}} end in different places of the HTML: ${describePlace(a)}, and ${describePlace(b)}`,
  );
}

const places: Partial<Readonly<Record<State, string>>> = {
  text: "text",
  tag: "inside a tag",
  attrName: "in the name of an attribute",
  afterName: "after the name of an attribute",
  beforeValue: "before the value of an attribute",
  htmlComment: "in a comment",
  rcdata: "in a title or text area",
  attr: "in the value of an attribute",
  url: "in a link",
  srcset: "in a list of pictures",
};

/** A place in words. */
export const describePlace = ({ state }: Context): string =>
  places[state] ?? (state.startsWith("js") ? "in a script" : state.startsWith("css") ? "in a style" : "in a meta tag");

/** What the value of an attribute is. `unsafe` ones cannot be named by a template. */
type AttributeContent = "plain" | "url" | "css" | "js" | "html" | "srcset" | "unsafe";

const words = (list: string): string[] => list.split(" ");

const known: Readonly<Record<string, AttributeContent>> = Object.fromEntries([
  ...words(
    "accept alt autocomplete autofocus autoplay border checked class cols colspan contenteditable contextmenu controls coords " +
      "datetime default dir dirname disabled draggable dropzone for formtarget headers height hidden high hreflang id ismap kind " +
      "label lang list loop low max maxlength media mediagroup min multiple name open optimum placeholder preload pubdate " +
      "radiogroup readonly required reversed rows rowspan spellcheck scope scoped seamless selected shape size sizes span srclang " +
      "start step tabindex target title width wrap",
  ).map((name) => [name, "plain"]),
  ...words(
    "action archive background cite classid codebase data formaction href icon longdesc manifest poster profile src usemap xmlns",
  ).map((name) => [name, "url"]),
  ...words(
    "accept-charset async challenge charset content crossorigin defer enctype form formenctype formmethod formnovalidate http-equiv " +
      "keytype language method novalidate pattern rel sandbox type value",
  ).map((name) => [name, "unsafe"]),
  ["srcdoc", "html"],
  ["srcset", "srcset"],
  ["style", "css"],
]);

/** What an attribute holds, by its name in lower case. */
export function attributeContent(name: string): AttributeContent {
  const [prefix = "", ...rest] = name.split(":");
  if (!name.startsWith("data-") && rest.length > 0 && prefix === "xmlns") return "url";
  const short = name.startsWith("data-") ? name.slice(5) : rest.length > 0 ? rest.join(":") : name;
  const content = Object.hasOwn(known, short) ? known[short] : undefined;
  if (content) return content;
  if (short.startsWith("on")) return "js";
  return /src|uri|url/.test(short) ? "url" : "plain";
}

const attributes: Partial<Readonly<Record<AttributeContent, Attribute>>> = {
  url: "url",
  css: "style",
  js: "script",
  srcset: "srcset",
};

export const attributeKind = (name: string): Attribute => attributes[attributeContent(name)] ?? "";
