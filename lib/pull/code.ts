import { isDeepStrictEqual } from "node:util";
import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import { isObject, type Json } from "../diff/json.ts";
import { isIdentifier, isRawTemplate, propertyKey, stringLiteral } from "../generated-code.ts";

/** TypeScript code that is not laid out yet. */
export type Code = string | readonly Code[] | Group | Value | Template;

/** An expression in a `promql` tag. */
export interface Template {
  readonly promql: string;
  /** Parts of it that are replaced by code that makes the same text. */
  readonly parts?: readonly TemplatePart[];
}

/** From inclusive to exclusive. */
export interface TemplatePart {
  readonly from: number;
  readonly to: number;
  readonly code: string;
}

/** A value of JSON; `share()` makes a constant of a value that the file has more than once. */
interface Value {
  readonly value: unknown;
  /** The name of a constant for it. */
  readonly name: string;
}

/** Items on one line if they fit, else each item on its own line. */
interface Group {
  readonly open: string;
  readonly items: readonly Code[];
  readonly close: string;
}

const lineWidth = 120;

export const call = (name: string, ...args: readonly Code[]): Code => ({ open: `${name}(`, items: args, close: ")" });

export const list = (items: readonly Code[]): Code => ({ open: "[", items, close: "]" });

export const object = (fields: readonly (readonly [key: string, value: Code])[]): Code =>
  fields.length === 0
    ? "{}"
    : {
        open: "{",
        items: fields.map(([key, value]) =>
          key === value && isIdentifier(key) ? key : [`${propertyKey(key)}: `, value],
        ),
        close: "}",
      };

/** `base.method(args)`. */
export const method = (base: Code, name: string, ...args: readonly Code[]): Code => [base, call(`.${name}`, ...args)];

/** A value of JSON. Undefined is written too, because it removes fields. */
export function literal(value: unknown): Code {
  if (Array.isArray(value)) return list(value.map(literal));
  if (typeof value !== "object" || value === null) return scalar(value);
  return object(Object.entries(value).map(([key, inner]) => [key, literal(inner)]));
}

/** A string, number, boolean, null or undefined. */
export function scalar(value: unknown): string {
  if (value === undefined) return "undefined";
  return typeof value === "string" ? stringLiteral(value) : JSON.stringify(value);
}

/** Text that a raw template cannot contain is inserted into it as a string literal. */
function template({ promql, parts = [] }: Template): string {
  if (!isRawTemplate(promql)) return `promql\`\${${stringLiteral(promql)}}\``;
  let [text, at] = ["", 0];
  for (const { from, to, code } of parts) {
    text += `${promql.slice(at, from)}\${${code}}`;
    at = to;
  }
  return `promql\`${text}${promql.slice(at)}\``;
}

/** Lays code out as the formatter does. @param margin indentation of its further lines */
export function print(code: Code, margin = 0, column = margin): string {
  if (typeof code === "string") return code.replaceAll("\n", `\n${" ".repeat(margin)}`);
  if (isTemplate(code)) return print(template(code), margin, column);
  if (isValue(code)) return print(literal(code.value), margin, column);
  const line = flat(code);
  if (!line.includes("\n") && column + line.length <= lineWidth) return line;
  if ("open" in code) return printGroup(code, margin);
  let text = "";
  for (const part of code) {
    const last = text.lastIndexOf("\n");
    text += print(part, margin, last < 0 ? column + text.length : text.length - last - 1);
  }
  return text;
}

function printGroup({ open, items, close }: Group, margin: number): string {
  const before = items.slice(0, -1);
  const last = items.at(-1);
  // Only the last argument is broken over lines, if the arguments before it fit on the first line.
  if (open.endsWith("(") && last && hugs(last)) {
    const start = `${open}${before.map((item) => `${flat(item)}, `).join("")}`;
    if (!start.includes("\n") && margin + start.length < lineWidth)
      return start + print(last, margin, margin + start.length) + close;
  }
  const inner = margin + 2;
  const pad = " ".repeat(inner);
  const lines = items.map((item) => `${pad}${print(item, inner)},\n`);
  return `${open}\n${lines.join("")}${" ".repeat(margin)}${close}`;
}

const hugs = (code: Code): boolean =>
  typeof code !== "string" &&
  (isValue(code) ? typeof code.value === "object" : "open" in code && /^[[{]$/.test(code.open));

export const isValue = (code: Code): code is Value => typeof code !== "string" && "value" in code;

export const isTemplate = (code: Code): code is Template => typeof code !== "string" && "promql" in code;

/** The code on one line; not usable where parts of it contain line breaks. */
function flat(code: Code): string {
  if (typeof code === "string") return code;
  if (isTemplate(code)) return template(code);
  if (isValue(code)) return flat(literal(code.value));
  if (!("open" in code)) return code.map(flat).join("");
  const blank = code.open === "{" ? " " : "";
  return `${code.open}${blank}${code.items.map(flat).join(", ")}${blank}${code.close}`;
}

/** One way to write something: its code, and the JSON that it builds. */
export interface Candidate {
  readonly code: Code;
  readonly built: Json;
  /** The JSON that the methods must complete it to, where it is not the wanted one. */
  readonly wanted?: Json;
  /** The methods of its builder, where they are not the usual ones. */
  readonly chain?: Chain;
}

/** The JSON that a builder makes. */
export const builtJson = (builder: Builder<unknown>): Json => JSON.parse(JSON.stringify(builder.build()));

/** Writes the difference between built and wanted JSON as methods of the SDK. @returns with the rest that no method sets */
export type Chain = (code: Code, patch: Json) => { readonly code: Code; readonly rest: Json };

/**
 * The shortest way to write the wanted JSON: each candidate is completed by methods, then by `withJson()`; what no
 * candidate comes near is written as it is.
 * @param raw the JSON itself
 */
export function shortest(wanted: Json, candidates: readonly Candidate[], chain: Chain, raw: Code): Code {
  const ways = candidates.map(({ code, built, wanted: own = wanted, chain: ownChain = chain }) => {
    const { code: chained, rest } = ownChain(code, patchOf(built, own));
    return Object.keys(rest).length === 0
      ? chained
      : call("panels.withJson", chained, { value: rest, name: "settings" });
  });
  const asIs = call("panels.asBuilder", raw);
  return [...ways, asIs].reduce((best, way) => (flat(way).length < flat(best).length ? way : best));
}

/** The patch that makes one JSON of the other; undefined removes a field. */
function patchOf(built: Json, wanted: Json): Json {
  const keys = [...new Set([...Object.keys(built), ...Object.keys(wanted)])];
  return Object.fromEntries(
    keys.flatMap((key) => {
      const [old, now] = [built[key] ?? undefined, wanted[key] ?? undefined];
      if (isDeepStrictEqual(old, now)) return [];
      // A reference to a datasource is replaced as a whole.
      const inside = isObject(old) && isObject(now) && key !== "datasource";
      return [[key, inside ? patchOf(old, now) : now] as const];
    }),
  );
}

/** The values that a method of the SDK accepts. */
type Taken = "string" | "number" | "boolean" | ((value: unknown) => boolean);

/** A chain of methods with the names of the fields that they set; values that they do not accept are left. */
export const simpleChain =
  (fields: Readonly<Record<string, Taken>>): Chain =>
  (code, patch) => {
    let chained = code;
    const rest: Record<string, unknown> = {};
    for (const [field, value] of Object.entries(patch)) {
      const taken = Object.hasOwn(fields, field) ? fields[field] : undefined;
      if (typeof taken === "function" ? taken(value) : typeof value === taken && value !== undefined)
        chained = method(chained, field, { value, name: field });
      else rest[field] = value;
    }
    return { code: chained, rest };
  };

/** Older dashboards name a datasource by a string, and some references have fields that the SDK's type lacks. */
export const isReference = (value: unknown): boolean =>
  isObject(value) &&
  Object.entries(value).every(([key, part]) => (key === "type" || key === "uid") && typeof part === "string");
