/** A value of TypeScript source to be written over as few lines as fit: text as it is, a list, an object or a call. */
export type Source =
  | string
  | { readonly list: readonly Source[]; readonly fill?: boolean }
  | { readonly object: readonly (readonly [key: string, value: Source])[] }
  | { readonly call: string; readonly args: readonly Source[] };

const width = 120;

/**
 * Writes source as the formatter of this repository (Biome) leaves it.
 * @param indent of the line it begins on
 * @param taken columns that are used on that line before it, and behind its last one
 */
export function layout(source: Source, indent: number, taken: { before: number; after: number }): string {
  const flat = onOneLine(source);
  if (typeof source === "string" || taken.before + flat.length + taken.after <= width) return flat;
  if ("list" in source) return source.fill ? filled(source.list, indent) : block("[", source.list, "]", indent);
  if ("object" in source) return objectBlock(source.object, indent);
  const hugged = hugLast(source.call, source.args, indent, taken.before);
  return hugged ?? block(`${source.call}(`, source.args, ")", indent);
}

/** `key: value,` on a line of its own. */
export const property = (key: string, value: Source, indent: number): string => {
  const start = `${" ".repeat(indent)}${key}: `;
  return `${start}${layout(value, indent, { before: start.length, after: 1 })},`;
};

function onOneLine(source: Source): string {
  if (typeof source === "string") return source;
  if ("list" in source) return `[${source.list.map(onOneLine).join(", ")}]`;
  if ("call" in source) return `${source.call}(${source.args.map(onOneLine).join(", ")})`;
  return `{ ${source.object.map(([key, value]) => `${key}: ${onOneLine(value)}`).join(", ")} }`;
}

function objectBlock(entries: readonly (readonly [string, Source])[], indent: number): string {
  const lines = entries.map(([key, value]) => property(key, value, indent + 2));
  return ["{", ...lines, `${" ".repeat(indent)}}`].join("\n");
}

/** Only the last argument is broken, if it is an object and all before it fits. */
function hugLast(call: string, args: readonly Source[], indent: number, before: number): string | undefined {
  const last = args.at(-1);
  if (last === undefined || typeof last === "string" || !("object" in last)) return undefined;
  const head = `${call}(${[...args.slice(0, -1).map(onOneLine), ""].join(", ")}`;
  return before + head.length + 1 <= width ? `${head}${objectBlock(last.object, indent)})` : undefined;
}

/** One item a line. */
function block(open: string, items: readonly Source[], close: string, indent: number): string {
  const inner = " ".repeat(indent + 2);
  const lines = items.map((item) => `${inner}${layout(item, indent + 2, { before: indent + 2, after: 1 })},`);
  return [open, ...lines, " ".repeat(indent) + close].join("\n");
}

/** As many items a line as fit: how numbers are written. */
function filled(items: readonly Source[], indent: number): string {
  const inner = " ".repeat(indent + 2);
  const lines: string[] = [];
  for (const item of items.map((item) => `${onOneLine(item)},`)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + item.length <= width) lines[lines.length - 1] = `${last} ${item}`;
    else lines.push(inner + item);
  }
  return ["[", ...lines, `${" ".repeat(indent)}]`].join("\n");
}
