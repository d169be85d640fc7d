import {
  literals,
  matchesEmpty,
  type Node,
  openReader,
  type Reader,
  RegexSyntaxError,
  readBracketClass,
  readEscape,
  readNamedEscape,
  toJavaScript,
} from "./syntax.ts";

/** A regular expression of Prometheus: RE2 syntax, anchored at both ends. */
export interface Regex {
  readonly source: string;
  /** Whether it matches the empty string, and so an absent label. */
  readonly matchesEmpty: boolean;
  /** All texts that it matches, such as `a|b`; undefined if they cannot be listed. */
  readonly literals: readonly string[] | undefined;
  /** Whether the whole text matches; undefined if unknown. */
  test(text: string): boolean | undefined;
}

interface RegexProblem {
  readonly problem: string;
}

/**
 * Parses a regular expression, or returns the reason why RE2 refuses it.
 *
 * @param valid whether the text is valid UTF-8; Prometheus accepts invalid text only as plain alternatives
 */
export function parseRegex(source: string, valid = true): Regex | RegexProblem {
  if (!special.test(source)) return alternatives(source);
  if (!valid) return { problem: "invalid UTF-8" };
  const known = parsed.get(source) ?? parseSpecial(source);
  if (parsed.size >= maxParsed) parsed.clear();
  parsed.set(source, known);
  return known;
}

/** Rules use few expressions, each of them many times. */
const parsed = new Map<string, Regex | RegexProblem>();
const maxParsed = 10_000;

function parseSpecial(source: string): Regex | RegexProblem {
  const node = readRegex(source);
  if ("problem" in node) return node;
  let listed: { readonly texts: readonly string[] | undefined } | undefined;
  return {
    source,
    matchesEmpty: matchesEmpty(node),
    get literals() {
      listed ??= { texts: literals(node) };
      return listed.texts;
    },
    test: tester(node),
  };
}

const special = /[\\.+*?()[\]{}^$]/;

/** Most expressions are plain words with `|` between them. */
function alternatives(source: string): Regex {
  const texts = source.split("|");
  return { source, matchesEmpty: texts.includes(""), literals: texts, test: (text) => texts.includes(text) };
}

function tester(node: Node): (text: string) => boolean | undefined {
  if (hasFoldedClass(node)) return () => undefined;
  let compiled: RegExp | undefined;
  return (text) => {
    compiled ??= new RegExp(`^(?:${toJavaScript(node)})$`, "u");
    return compiled.test(text);
  };
}

/** JavaScript cannot express RE2's classes that ignore case. */
function hasFoldedClass(node: Node): boolean {
  if (node.kind === "class") return node.fold;
  if (node.kind === "repeat") return hasFoldedClass(node.sub);
  return (node.kind === "concat" || node.kind === "alternate") && node.subs.some(hasFoldedClass);
}

interface Flags {
  readonly fold: boolean;
  readonly multiline: boolean;
  readonly dotNewline: boolean;
}

/** An open group: its finished alternatives, the current one, and the flags to restore at its end. */
interface Group {
  readonly alternatives: Node[];
  current: Node[];
  readonly flags: Flags;
}

/** Parses an expression like RE2 (Go's regexp/syntax with Perl flags and `s`), or returns the reason for its refusal. */
function readRegex(source: string): Node | { readonly problem: string } {
  try {
    return new Reading(source).all();
  } catch (error) {
    if (error instanceof RegexSyntaxError) return { problem: error.message };
    throw error;
  }
}

/** A character without a special meaning in any place. */
const plainCharacter = /[\w ,:;/@&=<>~-]/y;

class Reading {
  private readonly reader: Reader;
  private readonly groups: Group[];
  private flags: Flags = { fold: false, multiline: false, dotNewline: true };
  /** Whether the last item was `*`, `+`, `?` or `{n}`: RE2 refuses a second one. */
  private repeated = false;

  constructor(source: string) {
    this.reader = openReader(source);
    this.groups = [{ alternatives: [], current: [], flags: this.flags }];
  }

  all(): Node {
    while (!this.reader.done) {
      const before = this.repeated;
      this.repeated = false;
      this.step(before);
    }
    const [group] = this.groups;
    if (this.groups.length !== 1 || !group) throw new RegexSyntaxError("missing `)`");
    return finish(group);
  }

  private step(repeatedBefore: boolean): void {
    const { reader } = this;
    const plain = reader.match(plainCharacter);
    if (plain !== undefined) {
      this.group.current.push({ kind: "char", char: plain, fold: this.flags.fold });
      return;
    }
    const repeat = reader.match(/[*+?]|\{(?:0|[1-9]\d*)(?:,(?:0|[1-9]\d*)?)?\}/y);
    if (repeat !== undefined) this.repeat(repeat, repeatedBefore);
    else if (reader.match(/\(\?/y)) this.openSpecial();
    else if (reader.match(/\(/y)) this.open();
    else if (reader.match(/\|/y)) this.alternate();
    else if (reader.match(/\)/y)) this.close();
    else this.push(...this.atom());
  }

  private get group(): Group {
    return this.groups.at(-1) as Group;
  }

  private push(...nodes: Node[]): void {
    this.group.current.push(...nodes);
  }

  private open(): void {
    this.groups.push({ alternatives: [], current: [], flags: this.flags });
    if (this.groups.length > 999) throw new RegexSyntaxError("groups nest too deeply");
  }

  private alternate(): void {
    this.group.alternatives.push(concat(this.group.current));
    this.group.current = [];
  }

  private close(): void {
    const group = this.groups.pop() as Group;
    if (this.groups.length === 0) throw new RegexSyntaxError("unexpected `)`");
    this.flags = group.flags;
    this.push(finish(group));
  }

  private openSpecial(): void {
    if (this.reader.match(/P?<(?=[\s\S])/y) === undefined) this.openFlags();
    else if (this.reader.match(/\w+>/y) !== undefined) this.open();
    else throw new RegexSyntaxError("invalid named group, or a lookbehind: RE2 has none");
  }

  private openFlags(): void {
    const [, on = "", minus = "", off = "", end] = this.reader.groups(/([imsU]*)(-?)([imsU]*)([:)])/y) ?? [];
    if (end === undefined || (minus !== "" && off === "")) {
      throw new RegexSyntaxError("invalid group `(?`: RE2 knows flags, `(?:` and names, but no lookahead");
    }
    if (end === ":") this.open();
    this.flags = { ...this.flags, ...flagsOf(on, true), ...flagsOf(off, false) };
  }

  private repeat(text: string, repeatedBefore: boolean): void {
    const [min, max] = bounds(text);
    this.reader.match(/\?/y);
    if (min > 1000 || (max !== Number.POSITIVE_INFINITY && (max > 1000 || min > max))) {
      throw new RegexSyntaxError(`invalid repeat count \`${text}\`: at most 1000`);
    }
    if (repeatedBefore) throw new RegexSyntaxError(`invalid nested repetition \`${text}\``);
    const sub = this.group.current.pop();
    if (!sub) throw new RegexSyntaxError(`nothing to repeat before \`${text}\``);
    const node: Node = { kind: "repeat", sub, min, max };
    if (text.startsWith("{") && repeats(node) > 1000) throw new RegexSyntaxError("repeats multiply to more than 1000");
    this.push(node);
    this.repeated = true;
  }

  private atom(): Node[] {
    const { reader, flags } = this;
    const { fold } = flags;
    if (reader.match(/\^|\\A/y)) return [assertion(reader.last === "^" && flags.multiline ? "line start" : "start")];
    if (reader.match(/\$|\\z/y)) return [assertion(reader.last === "$" && flags.multiline ? "line end" : "end")];
    if (reader.match(/\\b/y)) return [assertion("word")];
    if (reader.match(/\\B/y)) return [assertion("no word")];
    if (reader.match(/\./y)) return [{ kind: "any", newline: flags.dotNewline }];
    if (reader.match(/\\Q/y)) return quoted(reader, fold);
    if (reader.match(/\[/y)) return [{ kind: "class", source: readBracketClass(reader), fold }];
    const named = readNamedEscape(reader);
    if (named !== undefined) return [{ kind: "class", source: `[${named}]`, fold }];
    return [{ kind: "char", char: reader.match(/\\/y) ? readEscape(reader) : reader.char(), fold }];
  }
}

function quoted(reader: Reader, fold: boolean): Node[] {
  const [, text = ""] = reader.groups(/([\s\S]*?)(?:\\E|$)/y) ?? [];
  return [...text].map((char) => ({ kind: "char", char, fold }));
}

const assertion = (which: Extract<Node, { kind: "assertion" }>["which"]): Node => ({ kind: "assertion", which });

function concat(subs: readonly Node[]): Node {
  return subs.length === 1 && subs[0] ? subs[0] : { kind: "concat", subs };
}

function finish({ alternatives, current }: Group): Node {
  const last = concat(current);
  return alternatives.length === 0 ? last : { kind: "alternate", subs: [...alternatives, last] };
}

function flagsOf(letters: string, value: boolean): Partial<Flags> {
  return {
    ...(letters.includes("i") && { fold: value }),
    ...(letters.includes("m") && { multiline: value }),
    ...(letters.includes("s") && { dotNewline: value }),
  };
}

function bounds(text: string): [min: number, max: number] {
  if (text === "*") return [0, Number.POSITIVE_INFINITY];
  if (text === "+") return [1, Number.POSITIVE_INFINITY];
  if (text === "?") return [0, 1];
  const [min = "", max] = text.slice(1, -1).split(",");
  return [Number(min), max === undefined ? Number(min) : max === "" ? Number.POSITIVE_INFINITY : Number(max)];
}

/** The product of nested counted repeats: `(a{3}){4}` is 12. */
function repeats(node: Node): number {
  if (node.kind === "concat" || node.kind === "alternate") return Math.max(1, ...node.subs.map(repeats));
  if (node.kind !== "repeat" || node.max === 0) return 1;
  const own = Number.isFinite(node.max) ? node.max : node.min;
  return Math.max(own, 1) * repeats(node.sub);
}
