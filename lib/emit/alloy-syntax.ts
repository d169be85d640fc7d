/** A value of Alloy's configuration language. A `Reference` is written bare. */
export type AlloyValue =
  | string
  | number
  | boolean
  | Reference
  | readonly AlloyValue[]
  | { readonly [key: string]: AlloyValue };

/** Another component's export, such as `loki.write.default.receiver`. */
export interface Reference {
  readonly ref: string;
}

/** One block: `loki.process "containers" { ... }`. Attributes come first, then nested blocks. */
export interface AlloyBlock {
  readonly name: string;
  readonly label?: string;
  readonly comment?: string;
  readonly attributes?: Readonly<Record<string, AlloyValue>>;
  readonly blocks?: readonly AlloyBlock[];
}

export const ref = (text: string): Reference => ({ ref: text });

/** Blocks as `alloy fmt` writes them: tabs, and `=` aligned within a block. */
export const formatAlloy = (blocks: readonly AlloyBlock[]): string =>
  `${blocks.map((block) => formatBlock(block, "")).join("\n\n")}\n`;

function formatBlock({ name, label, comment, attributes = {}, blocks = [] }: AlloyBlock, indent: string): string {
  const head = `${indent}${name}${label === undefined ? "" : ` ${JSON.stringify(label)}`} {`;
  const inner = `${indent}\t`;
  const lines = pairs(attributes, inner).map((pair) => inner + pair);
  const groups = [lines.join("\n"), ...blocks.map((block) => formatBlock(block, inner))].filter((text) => text !== "");
  const body = groups.length === 0 ? `${head} }` : `${head}\n${groups.join("\n\n")}\n${indent}}`;
  return comment === undefined ? body : `${indent}// ${comment}\n${body}`;
}

function pairs(values: Readonly<Record<string, AlloyValue>>, indent: string): string[] {
  const width = Math.max(...Object.keys(values).map((key) => key.length));
  return Object.entries(values).map(([key, value]) => `${key.padEnd(width)} = ${formatValue(value, indent)}`);
}

function formatValue(value: AlloyValue, indent: string): string {
  if (typeof value !== "object") return JSON.stringify(value);
  if (isReference(value)) return value.ref;
  const inner = `${indent}\t`;
  if (isList(value)) return formatList(value, indent);
  const lines = pairs(value, inner).map((pair) => `${inner}${pair},\n`);
  return lines.length === 0 ? "{}" : `{\n${lines.join("")}${indent}}`;
}

function formatList(values: readonly AlloyValue[], indent: string): string {
  const short = `[${values.map((value) => formatValue(value, indent)).join(", ")}]`;
  if (!short.includes("\n") && short.length <= 100) return short;
  const inner = `${indent}\t`;
  return `[\n${values.map((value) => `${inner}${formatValue(value, inner)},\n`).join("")}${indent}]`;
}

const isReference = (value: object): value is Reference => "ref" in value;
const isList = (value: AlloyValue): value is readonly AlloyValue[] => Array.isArray(value);
