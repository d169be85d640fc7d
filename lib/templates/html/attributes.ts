import type { Attribute } from "./context.ts";

/** What the value of an attribute is. `unsafe` ones cannot be named by a template. */
export type AttributeContent = "plain" | "url" | "css" | "js" | "html" | "srcset" | "unsafe";

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
