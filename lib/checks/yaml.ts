import * as yaml from "yaml";

/** A node with what readers of a file use of the yaml package's nodes, which take three times as long to make. */
abstract class PlainNode {
  readonly from: number;

  constructor(from: number) {
    this.from = from;
  }

  /** Where it begins. */
  get range(): readonly [number] {
    return [this.from];
  }
}

class PlainScalar extends PlainNode {
  readonly value: string | number;
  readonly source: string;

  constructor(value: string | number, source: string, from: number) {
    super(from);
    this.value = value;
    this.source = source;
  }
}

class PlainSeq extends PlainNode {
  readonly items: PlainNode[] = [];
}

class PlainMap extends PlainNode {
  readonly items: { readonly key: PlainScalar; readonly value: PlainNode }[] = [];

  has(name: string): boolean {
    return this.items.some(({ key }) => key.value === name);
  }

  get(name: string, asNode: true): PlainNode | undefined;
  get(name: string): unknown;
  get(name: string, asNode = false): unknown {
    const value = this.items.find(({ key }) => key.value === name)?.value;
    return value instanceof PlainScalar && !asNode ? value.value : value;
  }
}

/** A node of either reader. */
export type Node = yaml.Node | PlainNode;
export type MapNode = yaml.YAMLMap<Node, Node> | PlainMap;

export const isMap = (node: unknown): node is MapNode => node instanceof PlainMap || yaml.isMap(node);
export const isSeq = (node: unknown): node is yaml.YAMLSeq<Node> | PlainSeq =>
  node instanceof PlainSeq || yaml.isSeq(node);
export const isScalar = (node: unknown): node is yaml.Scalar | PlainScalar =>
  node instanceof PlainScalar || yaml.isScalar(node);

/**
 * Reads YAML as programs print it: block mappings and sequences of texts on one line and literal blocks. The yaml package
 * takes ten times as long for it.
 * @param lines gets the lines of the text
 * @returns the same nodes as the package, with the beginnings of their ranges; undefined where anything else stands in the text
 */
export function readPlainYaml(text: string, lines: yaml.LineCounter): PlainMap | undefined {
  if (isUnusual(text) || !text.endsWith("\n")) return undefined;
  try {
    return new PlainReader(text, lines).document();
  } catch (error) {
    if (error !== unusual) throw error;
    lines.lineStarts.length = 0;
    return undefined;
  }
}

/** Thrown at what only the yaml package reads. */
const unusual = new Error("left to the yaml package");

/** Control characters, white space other than blanks, and the marks between documents. */
const unusualText = /[^\P{Cc}\n]|[^\S \n]|[\u{D800}-\u{DFFF}]|^(?:---|\.\.\.|%)/mu;
const otherThanPlainAscii = /[^\n -~]/;
const markBetweenDocuments = /^(?:---|\.\.\.|%)/m;
const isUnusual = (text: string): boolean =>
  otherThanPlainAscii.test(text) ? unusualText.test(text) : markBetweenDocuments.test(text);
const keyAndRest = /([A-Za-z_][\w.-]*):(?: +|$)/y;
/** Whether a text without quotes is what YAML's core schema reads as a text. */
const isPlainText = (text: string): boolean =>
  plainStart.test(text) && !text.includes(": ") && !text.includes(" #") && !text.endsWith(":");
const plainStart = /^[A-Za-z_({/$\\.0-9+~^<=;-]/;
const notText = /^(?:[-?](?: |$)|[{[~.]|[Nn]ull$|NULL$|[Tt]rue$|TRUE$|[Ff]alse$|FALSE$|[-+]?[.\d])/;
const wholeNumber = /^(?:0|[1-9]\d{0,14})$/;
const doubleQuoted = /^"(?:[^"\\]|\\(?:["\\/bfnrt]|u(?!d[89a-f])[\da-f]{4}))*"$/i;
const singleQuoted = /^'(?:[^']|'')*'$/;

interface Line {
  readonly from: number;
  readonly indent: number;
  readonly text: string;
}

class PlainReader {
  readonly #lines: Line[] = [];
  #next = 0;

  constructor(text: string, counter: yaml.LineCounter) {
    let from = 0;
    for (const line of text.split("\n")) {
      counter.addNewLine(from);
      const trimmed = line.trimStart();
      this.#lines.push({ from, indent: line.length - trimmed.length, text: trimmed });
      from += line.length + 1;
    }
  }

  document(): PlainMap {
    const first = this.#peek();
    if (first?.indent !== 0) throw unusual;
    const root = this.#map(0);
    if (this.#peek()) throw unusual;
    return root;
  }

  /** The next line that is neither empty nor a comment. */
  #peek(): Line | undefined {
    for (; this.#next < this.#lines.length; this.#next++) {
      const line = this.#lines[this.#next] as Line;
      if (line.text !== "" && !line.text.startsWith("#")) return line;
    }
    return undefined;
  }

  #map(indent: number): PlainMap {
    const map = new PlainMap((this.#peek()?.from ?? 0) + indent);
    const keys = new Set<string>();
    for (let line = this.#peek(); line && line.indent === indent; line = this.#peek()) {
      keyAndRest.lastIndex = 0;
      const [head, key = ""] = keyAndRest.exec(line.text) ?? [];
      if (head === undefined || keys.has(key) || notText.test(key)) throw unusual;
      keys.add(key);
      const from = line.from + indent;
      this.#next++;
      const value = this.#value(line.text.slice(head.length), from + head.length, indent);
      map.items.push({ key: new PlainScalar(key, key, from), value });
    }
    return map;
  }

  #seq(indent: number): PlainSeq {
    const seq = new PlainSeq((this.#peek()?.from ?? 0) + indent);
    for (let line = this.#peek(); line && line.indent === indent && line.text.startsWith("- "); line = this.#peek()) {
      const rest = line.text.slice(2).trimStart();
      const inner = indent + line.text.length - rest.length;
      keyAndRest.lastIndex = 0;
      if (keyAndRest.test(rest)) {
        this.#lines[this.#next] = { from: line.from, indent: inner, text: rest };
        seq.items.push(this.#map(inner));
      } else {
        this.#next++;
        seq.items.push(this.#value(rest, line.from + inner, indent));
      }
    }
    return seq;
  }

  /** @param indent of the collection that the value is part of */
  #value(written: string, from: number, indent: number): PlainNode {
    const text = written.trimEnd();
    if (text === "|" || text === "|-") return this.#block(text, from, indent);
    const next = this.#peek();
    const isDeeper = next !== undefined && next.indent > indent;
    if (text !== "") {
      if (isDeeper) throw unusual;
      return oneLine(text, from);
    }
    if (next && next.indent >= indent && next.text.startsWith("- ")) return this.#seq(next.indent);
    if (!isDeeper) throw unusual;
    return this.#map(next.indent);
  }

  #block(head: string, from: number, indent: number): PlainScalar {
    const [first] = this.#lines.slice(this.#next, this.#next + 1);
    if (!first || first.text === "" || first.indent <= indent) throw unusual;
    const inner = first.indent;
    const content: string[] = [];
    for (; this.#next < this.#lines.length; this.#next++) {
      const line = this.#lines[this.#next] as Line;
      if (line.text === "" && line.indent > inner) throw unusual;
      if (line.text !== "" && line.indent < inner) {
        if (line.indent > indent) throw unusual;
        break;
      }
      content.push(line.text === "" ? "" : " ".repeat(line.indent - inner) + line.text);
    }
    while (content.at(-1) === "") content.pop();
    const value = content.join("\n") + (head === "|" ? "\n" : "");
    return new PlainScalar(value, value, from);
  }
}

function oneLine(text: string, from: number): PlainScalar {
  if (doubleQuoted.test(text)) {
    const value = JSON.parse(text) as string;
    return new PlainScalar(value, value, from);
  }
  if (singleQuoted.test(text)) {
    const value = text.slice(1, -1).replaceAll("''", "'");
    return new PlainScalar(value, value, from);
  }
  if (wholeNumber.test(text)) return new PlainScalar(Number(text), text, from);
  // A number with a unit is a text, such as the duration 5m.
  if (!isPlainText(text) || (notText.test(text) && !/^\d+[a-z]\w*$/.test(text)) || /^0[ox]|^\d+e/i.test(text))
    throw unusual;
  return new PlainScalar(text, text, from);
}

/** The documents of a YAML text, and the text and the lines to which their ranges refer. */
interface Documents {
  readonly documents: ReturnType<typeof yaml.parseAllDocuments>;
  readonly text: string;
  readonly lines: yaml.LineCounter;
}

/**
 * Reads YAML as the servers' parser does: where a quoted text goes on in the next line, that line needs no indentation. YAML
 * asks for it, and so does the yaml package: it gets the text with these lines indented, which is the same text to YAML.
 */
export function readDocuments(text: string): Documents {
  const lines = new yaml.LineCounter();
  const documents = yaml.parseAllDocuments(text, { lineCounter: lines, uniqueKeys: true });
  const errors = Array.isArray(documents) ? documents.flatMap(({ errors }) => errors) : [];
  const unclosed = errors.find(({ message }) => /^Missing closing ["']quote/.test(message));
  const indented = unclosed && indentedAt(text, unclosed.pos[0], unclosed.message.includes('"') ? '"' : "'");
  return indented === undefined ? { documents, text, lines } : readDocuments(indented);
}

/** A quoted text as the value of a key or of an item, open to the end of what is searched. */
const open = {
  '"': /(?<=[:,[{-] *|^ *)"(?:[^"\\]|\\[\s\S])*$/,
  "'": /(?<=[:,[{-] *|^ *)'(?:[^']|'')*$/,
} as const;
const whole = { '"': /"(?:[^"\\]|\\[\s\S])*"/y, "'": /'(?:[^']|'')*'/y } as const;

/**
 * @param at the end of a line of a quoted text, after which a line stands too far to the left
 * @returns undefined where the text is not closed, or goes on as far to the right already
 */
function indentedAt(text: string, at: number, quote: '"' | "'"): string | undefined {
  let lineStart = at;
  let begins: RegExpExecArray | null = null;
  while (lineStart > 0 && !begins) {
    lineStart = text.lastIndexOf("\n", lineStart - 2) + 1;
    begins = open[quote].exec(text.slice(lineStart, at));
  }
  if (!begins) return undefined;
  const pattern = new RegExp(whole[quote]);
  pattern.lastIndex = lineStart + begins.index;
  const [quoted] = pattern.exec(text) ?? [];
  // A mark between documents ends the text.
  if (quoted === undefined || /\n(?:---|\.\.\.)(?:\s|$)/.test(quoted)) return undefined;
  const indent = " ".repeat(begins.index + 1);
  const deeper = quoted.replace(/\n[ \t]*(?=\S)/g, `\n${indent}`);
  if (deeper === quoted) return undefined;
  return text.slice(0, pattern.lastIndex - quoted.length) + deeper + text.slice(pattern.lastIndex);
}
