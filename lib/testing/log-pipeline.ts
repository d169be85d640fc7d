import { RE2JS } from "re2js";
import type { LogPipelineDefinition, LogStage } from "../model/logs.ts";
import { unquote } from "../promql/syntax/tokens.ts";
import { renderStage } from "../templates/collectors.ts";

/** A line on its way through the stages, or an entry of several lines. */
interface Entry {
  text: string;
  labels: Record<string, string>;
  metadata: Record<string, string>;
  /** What stages found in it. */
  extracted: Record<string, string>;
  /** Why a stage dropped it. */
  dropped?: string;
}

const regexes = new Map<string, RE2JS>();

/** Each regular expression once: every line meets all of them. */
function compiled(expression: string): RE2JS {
  const known = regexes.get(expression) ?? RE2JS.compile(expression);
  regexes.set(expression, known);
  return known;
}

/** What a pipeline makes of a line, or of several lines that it joins. */
export type LogEntry = Readonly<Entry>;

/**
 * Runs lines of one stream through a pipeline as Promtail and Alloy do, all at once: nothing waits, so neither `maxWait`
 * nor `limit` have an effect, and times are not read.
 * @param labels of the stream, beside those of the definition's source
 * @returns every entry in order, dropped ones too
 * @throws TemplateError, RE2JSException and the like where a collector would not start
 */
export function runLogPipeline(
  { source, stages }: LogPipelineDefinition,
  lines: readonly string[],
  labels: Readonly<Record<string, string>> = {},
): LogEntry[] {
  const stream = { ...source.labels, ...labels } as Record<string, string>;
  return run(
    lines.map((text) => ({ text, labels: { ...stream }, metadata: {}, extracted: {} })),
    stages,
  );
}

/** A pipeline, also the one in a match stage, first extracts every label. */
function run(entries: readonly Entry[], stages: readonly LogStage[]): Entry[] {
  let current = [...entries];
  for (const entry of current) Object.assign(entry.extracted, entry.labels);
  for (const stage of stages) {
    if ("multiline" in stage) current = joined(current, stage.multiline.firstLine, stage.multiline.maxLines);
    else for (const entry of current) if (entry.dropped === undefined) apply(stage, entry);
  }
  return current;
}

function joined(entries: readonly Entry[], firstLine: string, maxLines: number): Entry[] {
  const begins = compiled(firstLine);
  const found: Entry[] = [];
  let lines = 0;
  for (const entry of entries) {
    const last = found.at(-1);
    // Before the first line that begins an entry, and after `maxLines`, each line is an entry.
    if (last && lines > 0 && lines < maxLines && !begins.matcher(entry.text).find()) {
      last.text += `\n${entry.text}`;
      lines++;
    } else {
      found.push(entry);
      lines = lines > 0 || begins.matcher(entry.text).find() ? 1 : 0;
    }
  }
  return found;
}

function apply(stage: LogStage, entry: Entry): void {
  const { extracted, labels } = entry;
  if ("match" in stage) {
    if (selects(stage.match.selector, entry)) run([entry], stage.match.stages);
  } else if ("json" in stage) Object.assign(extracted, parseJsonPaths(entry.text, stage.json));
  else if ("logfmt" in stage) {
    const pairs = parseLogfmt(entry.text);
    for (const [name, key] of Object.entries(stage.logfmt)) if (key in pairs) extracted[name] = pairs[key] ?? "";
  } else if ("regex" in stage) matchGroups(stage.regex, entry);
  else if ("replace" in stage) replaceGroups(stage.replace, entry);
  else if ("template" in stage) {
    const { source, template } = stage.template;
    const value = extracted[source];
    const text = renderStage(template, {
      ...extracted,
      ...(value !== undefined && { Value: value }),
      Entry: entry.text,
    });
    // A template that fails changes nothing.
    if (text === "") delete extracted[source];
    else if (text !== undefined) extracted[source] = text;
  } else if ("labels" in stage) {
    for (const name of stage.labels) if (extracted[name] !== undefined) labels[name] = extracted[name];
  } else if ("structuredMetadata" in stage) {
    for (const name of stage.structuredMetadata)
      if (extracted[name] !== undefined) entry.metadata[name] = extracted[name];
  } else if ("dropLabels" in stage) for (const name of stage.dropLabels) delete labels[name];
  else if ("drop" in stage) {
    const { source, expression, reason } = stage.drop;
    // A value that was not extracted counts as an empty one.
    const text = source === undefined ? entry.text : (extracted[source] ?? "");
    if (compiled(expression).matcher(text).find()) entry.dropped = reason;
  }
}

/** Whether a selector with line filters, such as `{unit="ssh"} |~ "Failed"`, takes an entry. @throws Error where it is none */
export function selects(text: string, { labels, text: line }: LogEntry): boolean {
  const selector = parseSelector(text);
  if ("problem" in selector) throw new Error(`${text}: ${selector.problem}`);
  const test = (operator: string, pattern: string, value: string, exact: boolean): boolean => {
    if (operator.includes("~"))
      return compiled(exact ? `^(?s:${pattern})$` : pattern)
        .matcher(value)
        .find();
    return exact ? value === pattern : value.includes(pattern);
  };
  return (
    selector.matchers.every(
      ({ label, operator, value }) => test(operator, value, labels[label] ?? "", true) !== operator.startsWith("!"),
    ) && selector.filters.every(({ operator, text }) => test(operator, text, line, false) !== operator.startsWith("!"))
  );
}

function matchGroups({ expression, source }: { expression: string; source?: string }, entry: Entry): void {
  const input = source === undefined ? entry.text : entry.extracted[source];
  if (input === undefined) return;
  const regex = compiled(expression);
  const matcher = regex.matcher(input);
  if (!matcher.find()) return;
  for (const [name, group] of Object.entries(regex.namedGroups())) entry.extracted[name] = matcher.group(group) ?? "";
}

/** Every group of every match is replaced, except one within a group that was. */
function replaceGroups(
  { expression, replace, source }: { expression: string; replace: string; source?: string },
  entry: Entry,
): void {
  const input = source === undefined ? entry.text : entry.extracted[source];
  if (input === undefined) return;
  const matcher = compiled(expression).matcher(input);
  let result = "";
  let end = 0;
  while (matcher.find())
    for (let group = 1; group <= matcher.groupCount(); group++) {
      const from = matcher.start(group);
      if (from < 0 || (end > 0 && from < end)) continue;
      const text = renderStage(replace, { ...entry.extracted, Value: matcher.group(group) ?? "" });
      // A template that fails changes nothing.
      if (text === undefined) return;
      result += input.slice(end, from) + text;
      end = matcher.end(group);
    }
  result += input.slice(end);
  if (source === undefined) entry.text = result;
  else entry.extracted[source] = result;
}

/**
 * The values that JMESPath expressions find in a line of JSON; none if it is no object. Of JMESPath it reads names,
 * in double quotes or not, names of inner objects after a dot, and `||`.
 */
function parseJsonPaths(
  line: string,
  expressions: Readonly<Record<string, string>>,
): Record<string, string | undefined> {
  let data: unknown;
  try {
    data = JSON.parse(line);
  } catch {
    return {};
  }
  if (typeof data !== "object" || data === null || Array.isArray(data)) return {};
  return Object.fromEntries(
    Object.entries(expressions).map(([name, expression]) => {
      const found = expression.split("||").map((path) => at(data, path.trim()));
      return [name, textOf(found.find(isTruthy) ?? found.at(-1))];
    }),
  );
}

const at = (data: unknown, path: string): unknown =>
  Array.from(path.matchAll(/"([^"]*)"|(\w+)/g), ([, quoted, plain]) => quoted ?? plain ?? "").reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined),
    data,
  );

/** JMESPath takes empty values for false, but not 0. */
const isTruthy = (value: unknown): boolean =>
  typeof value === "object" && value !== null ? Object.keys(value).length > 0 : value === 0 || Boolean(value);

/** A value that is no text is not extracted where it is null. */
const textOf = (value: unknown): string | undefined =>
  value === undefined || value === null ? undefined : typeof value === "object" ? JSON.stringify(value) : String(value);

/** The pairs of a line in logfmt up to the first mistake; of two with one key the last one. */
function parseLogfmt(line: string): Record<string, string> {
  const pairs: Record<string, string> = {};
  const pair = /[\s]*([^\s="]+)(?:=(?:"((?:[^"\\]|\\.)*)"|([^\s="]*)))?(?=\s|$)/y;
  for (let found = pair.exec(line); found; found = pair.exec(line)) {
    const [, key = "", quoted, plain = ""] = found;
    pairs[key] = quoted === undefined ? plain : unquoted(quoted);
  }
  return pairs;
}

function unquoted(text: string): string {
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return text;
  }
}

/** A label matcher, such as `level!~"debug"`. */
interface LabelMatcher {
  readonly label: string;
  readonly operator: "=" | "!=" | "=~" | "!~";
  readonly value: string;
}

/** A line filter, such as `|~ "error"`. */
interface LineFilter {
  readonly operator: "|=" | "|~" | "!=" | "!~";
  readonly text: string;
}

interface Selector {
  readonly matchers: readonly LabelMatcher[];
  readonly filters: readonly LineFilter[];
}

/** Go's escapes; the string ends on the line on which it begins. */
const quotedText = /"(?:[^"\\\n]|\\(?:[abfnrtv\\"]|[0-3][0-7]{2}|x[\da-f]{2}|u[\da-f]{4}|U[\da-f]{8}))*"/iy;

/**
 * Parses the selector of a match stage by the grammar of Promtail and Alloy. It is smaller than Loki's: label matchers,
 * then line filters, each with a string in double quotes.
 * @returns the selector, or what is wrong and where
 */
export function parseSelector(selector: string): Selector | { readonly problem: string } {
  let at = 0;
  const eat = (pattern: RegExp): string | undefined => {
    const from = at + (/^\s*/.exec(selector.slice(at))?.[0].length ?? 0);
    pattern.lastIndex = from;
    const [found] = pattern.exec(selector) ?? [];
    if (found !== undefined) at = from + found.length;
    return found;
  };
  const expected = (what: string) => {
    const rest = selector.slice(at).trim();
    return { problem: `expected ${what}, not ${rest === "" ? "the end" : `"${rest}"`}` };
  };
  const quotedString = "a double-quoted string with Go's escapes";
  const matchers: LabelMatcher[] = [];
  const filters: LineFilter[] = [];

  if (!eat(/\{/y)) return expected("{");
  do {
    const label = eat(/[A-Za-z_]\w*/y);
    if (label === undefined) return expected("a label's name");
    const operator = eat(/=~|!~|!=|=/y) as LabelMatcher["operator"] | undefined;
    if (operator === undefined) return expected("=, !=, =~ or !~");
    const value = eat(quotedText);
    if (value === undefined) return expected(quotedString);
    matchers.push({ label, operator, value: unquote(value).value });
  } while (eat(/,/y));
  if (!eat(/\}/y)) return expected("a comma or }");
  while (selector.slice(at).trim() !== "") {
    const operator = eat(/\|=|\|~|!=|!~/y) as LineFilter["operator"] | undefined;
    if (operator === undefined) return expected("|=, !=, |~ or !~");
    const text = eat(quotedText);
    if (text === undefined) return expected(quotedString);
    filters.push({ operator, text: unquote(text).value });
  }
  return { matchers, filters };
}
