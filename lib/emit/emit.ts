import { Document } from "yaml";
import type { Global } from "../model/alerting.ts";
import type { Model } from "../model/model.ts";
import { replicaName } from "../model/scale.ts";

/** One generated file. */
export interface OutputFile {
  /** Path below `dist/`. */
  readonly path: string;
  readonly text: string;
  /** The definition that it is generated from. */
  readonly source: string;
  /** The text's content, to be validated by its schema. Absent where there is no schema. */
  readonly document?: unknown;
  /** Of a dashboard that is written in schema v2: its resource. The document is the classic form that is checked. */
  readonly resource?: unknown;
}

/** Turns the model into files. Pure and deterministic. */
export type Emitter = (model: Model, target: Target) => readonly OutputFile[];

/** The first line of a generated file: which file to edit instead. */
export const stamp = (source: string, comment = "#"): string =>
  `${comment} Generated from ${source} by \`npm run build\`. Edit that file instead.\n`;

/** A stamped YAML file. */
export const yamlFile = (path: string, source: string, value: unknown): OutputFile => ({
  path,
  source,
  document: value,
  text: stamp(source) + printYaml(value),
});

/** Addresses of services: in the compose network, or of processes elsewhere. */
export interface Target {
  /**
   * `host:port` of a service of the stack or of a probed backend. Throws on a service that the target does not know.
   * @param replica which instance of several, from 1
   */
  address(service: string, replica?: number): string;
  /** Makes HTML of a page's Markdown. Defaults to `renderMarkdown`. */
  readonly htmlOf?: (markdown: string) => string;
  /** Replaces Alertmanager's secrets folder and `global`: for tests against sinks. */
  readonly delivery?: { readonly secretsFolder: string; readonly global: Partial<Global> };
}

/** Addresses inside the compose network: `redis-exporter:9121`. */
export const composeTarget = ({ stack, probes }: Pick<Model, "stack" | "probes">): Target => ({
  address(name, replica = 1) {
    const service = stack[name] ?? probes?.backends[name];
    if (!service) throw new Error(`unknown service "${name}": add it to stack.ts, or to the backends in probes.ts`);
    return `${replicaName(service.host ?? name, replica)}:${service.port}`;
  },
});

/** The same stack with some services elsewhere, such as `{ "node-exporter": "127.0.0.1:41003" }`; a second instance is `prometheus-2`. */
export const overriddenTarget = (base: Target, addresses: Readonly<Record<string, string>>): Target => ({
  ...base,
  address: (name, replica = 1) => addresses[replicaName(name, replica)] ?? base.address(name, replica),
});

/** The text of a value as YAML. Multi-line strings become blocks, repeated values are written out. */
export function printYaml(value: unknown): string {
  try {
    return `${print(value, "")}\n`;
  } catch (error) {
    if (error !== unusual) throw error;
    return new Document(value, { aliasDuplicateObjects: false }).toString({ lineWidth: 0 });
  }
}

/** Thrown at what only the yaml package prints. All else is printed here in a tenth of its time, to the same text. */
const unusual = new Error("left to the yaml package");

/** @param indent of the lines after the first */
function print(value: unknown, indent: string): string {
  if (typeof value === "string") return scalar(value, indent);
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number" && Number.isFinite(value)) return Object.is(value, -0) ? "-0" : String(value);
  if (Array.isArray(value)) return sequence(value, indent);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) throw unusual;
  return mapping(value, indent);
}

function sequence(items: readonly unknown[], indent: string): string {
  if (items.length === 0) return "[]";
  let text = "";
  for (const item of items) text += `${text && `\n${indent}`}- ${print(item, `${indent}  `)}`;
  return text;
}

function mapping(map: object, indent: string): string {
  let text = "";
  const inner = `${indent}  `;
  for (const [key, value] of Object.entries(map)) {
    if (value === undefined) continue;
    const isBlock = typeof value === "object" && value !== null && !isEmpty(value);
    text += `${text && `\n${indent}`}${keyText(key)}:${isBlock ? `\n${inner}` : " "}${print(value, inner)}`;
  }
  return text || "{}";
}

const isEmpty = (value: object): boolean =>
  Array.isArray(value) ? value.length === 0 : Object.values(value).every((inner) => inner === undefined);

const longestKey = 1000;

function keyText(key: string): string {
  if (key.includes("\n") || key.length > longestKey) throw unusual;
  return scalar(key, "");
}

/** Control characters, and lines that some readers take for the start of a document. */
const odd = /[^\P{Cc}\t\n]|[\u{D800}-\u{DFFF}]|^(?:%|---|\.\.\.)/mu;
/** What cannot stand without quotes: see YAML 1.2, "Plain Style". */
const special = /^[\t ,[\]{}#&*!|>'"%@`]|^[?-]$|^[?-][ \t]|:[ \t]|[\t ]#|[\t :]$/;
/** What would be read as another type, each with its own form in YAML's core schema. */
const other =
  /^(?:~|[Nn]ull|NULL|[Tt]rue|TRUE|[Ff]alse|FALSE|0o[0-7]+|0x[\da-fA-F]+|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)|[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?)?$/;

function scalar(text: string, indent: string): string {
  if (odd.test(text)) throw unusual;
  if (text.includes("\n")) return block(text, indent);
  if (!special.test(text) && !other.test(text)) return text;
  return text.includes('"') && !text.includes("'") ? `'${text}'` : JSON.stringify(text);
}

/** Blanks at the ends, other than one line break, need more than the plain header. */
const bare = /^[^\n ].*[^\n\t ]\n?$/s;

function block(text: string, indent: string): string {
  if (!bare.test(text) || indent === "") throw unusual;
  const ends = text.endsWith("\n");
  const body = ends ? text.slice(0, -1) : text;
  return `|${ends ? "" : "-"}\n${indent}${body.replace(/\n+/g, `$&${indent}`)}`;
}
