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

/** How an expression was written, each time in order; empty if it was not written with the `promql` tag. */
export const promqlSources = (text: string): readonly PromqlSource[] => sources.get(text) ?? [];

function dedent(text: string): string {
  const lines = text.split("\n");
  const [first = "", ...rest] = lines;
  const indents = rest.filter((line) => line.trim() !== "").map((line) => line.search(/\S/));
  const indent = Math.min(...indents, Number.POSITIVE_INFINITY);
  const body = Number.isFinite(indent) ? rest.map((line) => line.slice(indent)) : rest;
  return [first, ...body].join("\n").trim();
}
