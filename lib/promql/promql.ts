declare const promqlBrand: unique symbol;

/** A PromQL expression, written with the `promql` tag. It is a string, so it can be interpolated and serialised. */
export type Promql = string & { readonly [promqlBrand]: true };

/** The source of an expression: its literal parts as in the source file, and the interpolated values. */
export interface PromqlSource {
  readonly literals: readonly string[];
  readonly values: readonly string[];
  /** The first frame of its stack is in this file; the next one is the place of the expression. */
  readonly trace: { readonly stack?: string };
}

/**
 * Every place where an expression was written, in order, so that a problem can name a line. Kept apart so that
 * expressions stay strings.
 */
const sources = new Map<string, PromqlSource[]>();
/** A preview evaluates the same definitions again and again: this bounds its memory. */
const mostSourcesPerText = 100;

/**
 * PromQL over several lines, without the common indentation and the outer blank lines.
 *
 * @example promql`rate(node_cpu_seconds_total{${job("node-exporter")}}[5m])`
 */
export function promql(strings: TemplateStringsArray, ...values: readonly (string | number)[]): Promql {
  const literals = strings.raw;
  const text = dedent(literals.map((literal, i) => literal + (values[i] ?? "")).join(""));
  const written = sources.get(text) ?? [];
  if (written.length < mostSourcesPerText) written.push({ literals, values: values.map(String), trace: shortTrace() });
  sources.set(text, written);
  return text as Promql;
}

/** The trace of this function, `promql` and its caller: most of the time for a trace is that for frames that nobody reads. */
function shortTrace(): Error {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 3;
  const trace = new Error("written here");
  Error.stackTraceLimit = stackTraceLimit;
  return trace;
}

/** Labels as a selector has them between its braces: `job="kafka",topic="orders"`. */
export const labelMatchers = (labels: Readonly<Record<string, string>>, separator = ","): string =>
  Object.entries(labels)
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .join(separator);

/** A text that was inserted into an expression. */
interface Insertion {
  readonly at: number;
  readonly text: string;
}

interface Rewriting {
  readonly original: string;
  readonly insertions: readonly Insertion[];
}

const rewritings = new Map<string, Rewriting>();

/** Remembers that an expression is another one with insertions, so that a problem in it can name a line. */
export function rewritten(text: string, original: string, insertions: readonly Insertion[]): string {
  rewritings.set(text, { original, insertions });
  return text;
}

/** A place in an expression as it was written. What was inserted is where its insertion is. */
export function placeAsWritten({ text, from }: { readonly text: string; readonly from: number }) {
  const { original, insertions } = rewritings.get(text) ?? { original: text, insertions: [] };
  let at = from;
  for (const one of insertions) {
    if (one.at >= at) break;
    at = Math.max(one.at, at - one.text.length);
  }
  return { text: original, from: at };
}

/** How an expression was written, each time in order; empty if it was not written with the `promql` tag. */
export const promqlSources = (text: string): readonly PromqlSource[] => sources.get(text) ?? [];

/** Without the common indentation and the outer blank lines. */
export function dedent(text: string): string {
  const lines = text.split("\n");
  const [first = "", ...rest] = lines;
  const indents = rest.filter((line) => line.trim() !== "").map((line) => line.search(/\S/));
  const indent = Math.min(...indents, Number.POSITIVE_INFINITY);
  const body = Number.isFinite(indent) ? rest.map((line) => line.slice(indent)) : rest;
  return [first, ...body].join("\n").trim();
}
