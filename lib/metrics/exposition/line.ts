/** Why one line cannot be read, and what to write instead. */
export class LineError extends Error {
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

export interface SampleLine {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** In the format's own unit: milliseconds in text format 0.0.4, seconds in OpenMetrics. */
  readonly timestamp?: number;
}

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;
const LABEL_NAME = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const BLANK = /[ \t]*/y;
/** What may follow the labels: a value, a timestamp, and in OpenMetrics an exemplar, which is read over. */
const REST = /^[ \t]+(\S+)(?:[ \t]+([^#\s]\S*))?(?:[ \t]+# \{.*)?[ \t]*$/;
const NUMBER = /^[+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|inf(?:inity)?|nan)$/i;

/** Reads `name{label="value"} 1 1700000000000`. Throws a LineError. */
export function readSample(text: string): SampleLine {
  const cursor = new Cursor(text);
  const bare = cursor.take(NAME)?.[0];
  cursor.take(BLANK);
  const { quotedName, labels } = cursor.eat("{") ? readLabels(cursor) : { quotedName: undefined, labels: {} };
  const name = bare ?? quotedName;
  if (name === undefined)
    throw new LineError("no metric name", 'start with letters, digits, "_" or ":", or quote it: {"my.metric"} 1');
  const [, value, timestamp] = REST.exec(` ${cursor.rest()}`) ?? [];
  if (value === undefined) throw new LineError(`no value behind ${name}`, "write one number, and at most a timestamp");
  return {
    name,
    labels,
    value: readNumber(value),
    ...(timestamp !== undefined && { timestamp: readNumber(timestamp) }),
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
      throw new LineError(`no "," or "}" behind label ${label}`, 'part labels with "," and close them with "}"');
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
  if (name in labels) throw new LineError(`label ${name} occurs twice`, "keep one of them");
  labels[name] = value;
}

function readNumber(text: string): number {
  if (!NUMBER.test(text)) throw new LineError(`"${text}" is not a number`, "write a decimal number, NaN, +Inf or -Inf");
  if (!/[in]/i.test(text)) return Number(text);
  if (/nan/i.test(text)) return Number.NaN;
  return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** Undoes `\\`, `\"` and `\n`; any other backslash is kept. */
export const unescaped = (text: string): string =>
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
