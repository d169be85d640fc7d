import { didYouMean } from "../model/problem.ts";
import {
  type Exposition,
  type ExpositionFormat,
  type ExpositionProblem,
  type Family,
  type FamilyType,
  familyTypes,
  type Sample,
  seriesNames,
} from "./exposition.ts";

/** What could be read, and every line that could not. */
export interface ParsedExposition extends Exposition {
  readonly problems: readonly ExpositionProblem[];
}

interface OpenFamily {
  readonly name: string;
  type?: FamilyType;
  help?: string;
  unit?: string;
  readonly samples: Sample[];
}

/**
 * Reads Prometheus' text format 0.0.4 or OpenMetrics. Native histograms have no text form.
 * @param format detected by a final `# EOF` if absent
 */
export function parseExposition(text: string, format = formatOf(text)): ParsedExposition {
  const reader = new Reader(format);
  const lines = text.split("\n");
  const problems: ExpositionProblem[] = [];
  lines.forEach((line, index) => {
    try {
      reader.read(line, index + 1);
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      problems.push({ line: index + 1, message: error.message, hint: error.hint });
    }
  });
  if (format === "openmetrics" && !reader.ended)
    problems.push({ line: lines.length, message: "the exposition is cut off", hint: "OpenMetrics ends with # EOF" });
  return { families: reader.families(), problems };
}

const formatOf = (text: string): ExpositionFormat => (/^# EOF\s*$/m.test(text) ? "openmetrics" : "text");

class Reader {
  readonly #format: ExpositionFormat;
  readonly #families = new Map<string, OpenFamily>();
  /** Series name to the family that a TYPE line declared for it. */
  readonly #owners = new Map<string, OpenFamily>();
  readonly #seen = new Set<string>();
  ended = false;

  constructor(format: ExpositionFormat) {
    this.#format = format;
  }

  read(text: string, number: number): void {
    if (/\r/.test(text)) throw new LineError("a carriage return", "end each line with a line feed alone");
    const line = text.replace(/^[ \t]+/, "");
    if (line === "") return;
    if (this.ended) throw new LineError("text after # EOF", "remove it, or the # EOF before it");
    if (line.startsWith("#")) this.#readComment(line);
    else this.#readSample(line, number);
  }

  families(): Map<string, Family> {
    return new Map(
      Array.from(this.#families.values(), ({ type = "unknown", ...family }) => {
        const name = storedName(family.name, type, this.#format);
        return [name, { ...family, name, type }];
      }),
    );
  }

  #readComment(line: string): void {
    if (this.#format === "openmetrics" && line.trimEnd() === "# EOF") {
      this.ended = true;
      return;
    }
    const [, keyword, name = "", rest = ""] =
      /^#[ \t]+(HELP|TYPE|UNIT)[ \t]+("(?:[^"\\]|\\.)*"|\S*)(?:\s(.*))?$/.exec(line) ?? [];
    if (keyword === undefined) return;
    if (!name.startsWith('"') && !METRIC_NAME.test(name))
      throw new LineError(
        `${keyword} of "${name}", which is no metric name`,
        'use letters, digits, "_" and ":", or quote it',
      );
    const family = this.#family(unquote(name));
    if (keyword === "TYPE") this.#declare(family, rest);
    else if (keyword === "HELP") family.help ??= unescaped(rest.trim());
    else family.unit ??= rest.trim();
  }

  #declare(family: OpenFamily, type: string): void {
    const known: readonly string[] = familyTypes[this.#format];
    if (!isFamilyType(type, known))
      throw new LineError(
        `unknown type "${type}" of ${family.name}`,
        didYouMean(type, known) ?? `write one of ${known.join(", ")}`,
      );
    if (family.type !== undefined)
      throw new LineError(`the type of ${family.name} occurs twice`, "keep all series of a metric together, once");
    if (family.samples.length > 0)
      throw new LineError(`the type of ${family.name} is after its samples`, "put the TYPE line before them");
    family.type = type;
    for (const series of seriesNames(storedName(family.name, type, this.#format), type))
      this.#owners.set(series, family);
  }

  #readSample(line: string, number: number): void {
    const { timestamp, ...sample } = readSample(line, this.#format);
    const family = this.#owners.get(sample.name) ?? this.#family(sample.name);
    const series = seriesKey(sample.name, sample.labels);
    if (this.#seen.has(series)) throw new LineError(`series ${line.trim()} occurs twice`, "make its labels differ");
    this.#seen.add(series);
    const milliseconds = timestamp !== undefined && this.#format === "openmetrics" ? timestamp * 1000 : timestamp;
    family.samples.push({ ...sample, ...(milliseconds !== undefined && { timestamp: milliseconds }), line: number });
  }

  #family(name: string): OpenFamily {
    const known = this.#families.get(name);
    if (known) return known;
    const family: OpenFamily = { name, samples: [] };
    this.#families.set(name, family);
    return family;
  }
}

const isFamilyType = (type: string, known: readonly string[]): type is FamilyType => known.includes(type);

/** One text for one series, whatever the order of its labels. */
const seriesKey = (name: string, labels: Readonly<Record<string, string>>): string =>
  JSON.stringify([name, ...Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))]);

/** OpenMetrics leaves `_total` and `_info` to the series; Prometheus knows the metric by the series' name. */
function storedName(name: string, type: FamilyType, format: ExpositionFormat): string {
  const suffix = type === "counter" ? "_total" : type === "info" ? "_info" : "";
  return format === "openmetrics" && !name.endsWith(suffix) ? name + suffix : name;
}

const unquote = (name: string): string => (name.startsWith('"') ? unescaped(name.slice(1, -1)) : name);

/** Why one line cannot be read, and what to write instead. */
class LineError extends Error {
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

interface SampleLine {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** In the format's own unit: milliseconds in text format 0.0.4, seconds in OpenMetrics. */
  readonly timestamp?: number;
}

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;
const LABEL_NAME = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const BLANK = /[ \t]*/y;
/** What may follow the labels: a value, a timestamp, and in OpenMetrics an exemplar, which is read over. */
const REST = /^[ \t]+(\S+)(?:[ \t]+([^#\s]\S*))?(?:[ \t]+# \{.*)?[ \t]*$/;
const NUMBER = /^[+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|inf(?:inity)?|nan)$/i;

/** Reads `name{label="value"} 1 1700000000000`. Throws a LineError. */
function readSample(text: string, format: ExpositionFormat): SampleLine {
  const cursor = new Cursor(text);
  const bare = cursor.take(NAME)?.[0];
  cursor.take(BLANK);
  const { quotedName, labels } = cursor.eat("{") ? readLabels(cursor) : { quotedName: undefined, labels: {} };
  const name = bare ?? quotedName;
  if (name === undefined)
    throw new LineError("no metric name", 'start with letters, digits, "_" or ":", or quote it: {"my.metric"} 1');
  const [, value, timestamp] = REST.exec(` ${cursor.rest()}`) ?? [];
  if (value === undefined) throw new LineError(`no value after ${name}`, "write one number, and at most a timestamp");
  return {
    name,
    labels,
    value: readNumber(value),
    ...(timestamp !== undefined && { timestamp: readTimestamp(timestamp, format) }),
  };
}

/** Everything up to the closing brace; a quoted string without `=` is the metric's name. */
function readLabels(cursor: Cursor): { quotedName?: string; labels: Record<string, string> } {
  const labels: Record<string, string> = Object.create(null);
  let quotedName: string | undefined;
  for (cursor.take(BLANK); !cursor.eat("}"); cursor.take(BLANK)) {
    const quoted = cursor.take(QUOTED)?.[1];
    const label = quoted ?? cursor.take(LABEL_NAME)?.[0];
    if (label === undefined)
      throw new LineError(`no label name at "${cursor.rest().slice(0, 20)}"`, 'write {name="value",other="value"}');
    cursor.take(BLANK);
    if (cursor.eat("=")) addLabel(labels, unescaped(label), readLabelValue(cursor, label));
    else if (quoted !== undefined && quotedName === undefined) quotedName = unescaped(quoted);
    else throw new LineError(`label ${label} has no value`, `write ${label}="..."`);
    cursor.take(BLANK);
    if (!cursor.eat(",") && !cursor.at("}"))
      throw new LineError(`no "," or "}" after label ${label}`, 'separate labels with "," and close them with "}"');
  }
  return { labels: { ...labels }, ...(quotedName !== undefined && { quotedName }) };
}

function readLabelValue(cursor: Cursor, label: string): string {
  cursor.take(BLANK);
  const value = cursor.take(QUOTED)?.[1];
  if (value === undefined)
    throw new LineError(
      `the value of label ${label} is not quoted to its end`,
      'put it in double quotes; write " as \\", a line break as \\n',
    );
  return unescaped(value);
}

function addLabel(labels: Record<string, string>, name: string, value: string): void {
  if (name === "__name__") throw new LineError("label __name__ is reserved", "write the name before the braces");
  if (name in labels) throw new LineError(`label ${name} occurs twice`, "keep one of them");
  labels[name] = value;
}

function readNumber(text: string): number {
  if (!NUMBER.test(text)) throw new LineError(`"${text}" is not a number`, "write a decimal number, NaN, +Inf or -Inf");
  if (!/[in]/i.test(text)) {
    const value = Number(text);
    if (Number.isFinite(value)) return value;
    throw new LineError(`"${text}" is too large for a 64-bit floating point number`, "write +Inf or -Inf");
  }
  if (/nan/i.test(text)) return Number.NaN;
  return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function readTimestamp(text: string, format: ExpositionFormat): number {
  if (format === "text" && !/^\d+$/.test(text))
    throw new LineError(`"${text}" is not a timestamp`, "write whole milliseconds since 1970");
  return readNumber(text);
}

/** Undoes `\\`, `\"` and `\n`; any other backslash is kept. */
const unescaped = (text: string): string =>
  text.replace(/\\([\\"n])/g, (_, escaped: string) => (escaped === "n" ? "\n" : escaped));

/** A place in a line, moved on by what is found there. */
class Cursor {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The match of a sticky pattern here, or null; moves behind it. */
  take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match) this.#at += match[0].length;
    return match;
  }

  at(character: string): boolean {
    return this.#text[this.#at] === character;
  }

  eat(character: string): boolean {
    if (!this.at(character)) return false;
    this.#at++;
    return true;
  }

  rest(): string {
    return this.#text.slice(this.#at);
  }
}
