/** One block of an Alloy file, as far as this repository writes the language. References read as `{ ref }`. */
export interface ReadBlock {
  readonly name: string;
  readonly label: string | undefined;
  readonly attributes: Record<string, unknown>;
  readonly blocks: ReadBlock[];
}

const token = /\s+|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|coalesce\([^)]*\)[^)]*\)|[A-Za-z_][\w.]*|-?\d+(?:\.\d+)?|[{}[\],=]/gy;

/** Reads Alloy's syntax. @throws Error at text that is no token, or that stands where it must not */
export function readAlloy(text: string): ReadBlock[] {
  const tokens = tokenize(text);
  const blocks: ReadBlock[] = [];
  while (tokens.length > 0) blocks.push(readBlock(take(tokens), tokens));
  return blocks;
}

function tokenize(text: string): string[] {
  token.lastIndex = 0;
  const tokens: string[] = [];
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const [found] = token.exec(text) ?? [];
    if (found === undefined) throw new Error(`no Alloy: ${text.slice(at, at + 40)}`);
    if (!/^(\s|\/\/)/.test(found)) tokens.push(found);
  }
  return tokens;
}

function take(tokens: string[], expected?: string): string {
  const next = tokens.shift();
  if (next === undefined || (expected !== undefined && next !== expected))
    throw new Error(`expected ${expected ?? "more"}, found ${next}`);
  return next;
}

function readBlock(name: string, tokens: string[]): ReadBlock {
  if (!/^[a-z_]+(\.[a-z_]+)*$/.test(name)) throw new Error(`no block: ${name}`);
  const label = tokens[0]?.startsWith('"') ? (JSON.parse(take(tokens)) as string) : undefined;
  if (label !== undefined && !/^[A-Za-z_]\w*$/.test(label)) throw new Error(`no label: ${label}`);
  const block: ReadBlock = { name, label, attributes: {}, blocks: [] };
  take(tokens, "{");
  while (tokens[0] !== "}") {
    const key = take(tokens);
    if (tokens[0] !== "=") block.blocks.push(readBlock(key, tokens));
    else {
      take(tokens, "=");
      block.attributes[key] = readValue(tokens);
    }
  }
  take(tokens, "}");
  return block;
}

function readValue(tokens: string[]): unknown {
  const next = take(tokens);
  if (next === "[") return readItems(tokens, "]", () => readValue(tokens));
  if (next === "{") return Object.fromEntries(readItems(tokens, "}", () => readPair(tokens)));
  if (/^["\d-]|^(true|false)$/.test(next)) return JSON.parse(next);
  if (!/^[a-z_]+(\.\w+)+$|^coalesce\(/.test(next)) throw new Error(`no value: ${next}`);
  return { ref: next };
}

function readPair(tokens: string[]): [string, unknown] {
  const next = take(tokens);
  if (!/^(?:"|[A-Za-z_]\w*$)/.test(next) || /^(?:true|false|null)$/.test(next)) throw new Error(`no key: ${next}`);
  const key = next.startsWith('"') ? (JSON.parse(next) as string) : next;
  take(tokens, "=");
  return [key, readValue(tokens)];
}

function readItems<T>(tokens: string[], end: string, read: () => T): T[] {
  const items: T[] = [];
  while (tokens[0] !== end) {
    items.push(read());
    if (tokens[0] === ",") take(tokens, ",");
  }
  take(tokens, end);
  return items;
}
