/** The end of the number or duration that starts at `from`, and its type; no type if it is neither. */
export function scanNumber(
  text: string,
  from: number,
): { readonly end: number; readonly type?: "number" | "duration" } {
  const { end, ok } = scanDigits(text, from);
  if (ok) return { end, type: "number" };
  const duration = scanUnits(text, end);
  return duration.ok ? { end: duration.end, type: "duration" } : { end: duration.end };
}

const isDigit = (c: string | undefined): boolean => c !== undefined && c >= "0" && c <= "9";
const isHexDigit = (c: string | undefined): boolean => c !== undefined && /^[0-9a-fA-F]$/.test(c);
const isWord = (c: string | undefined): boolean =>
  c !== undefined && ((c >= "a" && c <= "z") || (c >= "A" && c <= "Z") || isDigit(c) || c === "_");
const among = (set: string, c: string | undefined): boolean => c !== undefined && set.includes(c);

/**
 * Follows Prometheus' automaton with its special cases: `0x1e` at the end of the text is not a number, because the `e`
 * is read as an exponent.
 */
function scanDigits(text: string, from: number): { end: number; ok: boolean } {
  const hex = text[from] === "0" && among("xX", text[from + 1]);
  const digit = hex ? isHexDigit : isDigit;
  let position = from;
  if (hex) position += text[from + 2] === "_" ? 3 : 2;
  if (text[position] === ".") position++;
  if (digit(text[position])) position++;
  const seen = { dot: false, exponent: false };
  for (;;) {
    const c = text[position];
    if (c === ".") {
      if (seen.dot || hex || among("_.", text[position + 1])) return { end: position + 1, ok: false };
      seen.dot = true;
      position++;
    } else if (among("eE", c)) {
      if (seen.exponent) return { end: position + 1, ok: false };
      seen.exponent = true;
      position += among("+-", text[position + 1]) ? 2 : 1;
      if (position >= text.length || among("._eE", text[position]))
        return { end: Math.min(position + 1, text.length), ok: false };
    } else if (c === "_") {
      position++;
      if (position >= text.length || among("._eE", text[position]))
        return { end: Math.min(position + 1, text.length), ok: false };
    } else if (digit(c)) {
      while (digit(text[position])) position++;
    } else {
      return { end: position, ok: position > from && !isWord(c) };
    }
  }
}

/** The rest of a duration, from its first unit on. `parseDuration` validates the units. */
function scanUnits(text: string, from: number): { end: number; ok: boolean } {
  let position = from;
  for (let first = true; first || isDigit(text[position]); first = false) {
    while (!first && isDigit(text[position])) position++;
    if (!among(first ? "smhdwy" : "smhdw", text[position])) return { end: position, ok: false };
    position++;
    if (text[position] === "s") position++;
  }
  return { end: position, ok: !isWord(text[position]) };
}

/** The value of a number, or undefined if Prometheus refuses it as invalid or too large. */
export function parseNumber(text: string): number | undefined {
  if (plain.test(text)) return Number(text);
  const word = text.toLowerCase();
  if (word === "inf") return Number.POSITIVE_INFINITY;
  if (word === "nan") return Number.NaN;
  if (/^0x(_?[0-9a-f])+$/.test(word)) return fitsInt64(BigInt(word.replaceAll("_", "")));
  if (/^0[0-7_]*$/.test(word) && underscoresSeparateDigits(word)) return octal(word.replaceAll("_", ""));
  if (!underscoresSeparateDigits(word) || !/^(\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(e[+-]?\d[\d_]*)?$/.test(word))
    return undefined;
  const value = Number(word.replaceAll("_", ""));
  return Number.isFinite(value) ? value : undefined;
}

/** Most numbers: without underscores, exponents, or the leading zeros that make them octal. */
const plain = /^(0|[1-9]\d{0,14})(\.\d+)?$/;

const maxInt64 = 2n ** 63n - 1n;
const fitsInt64 = (value: bigint): number | undefined => (value <= maxInt64 ? Number(value) : undefined);

/** Beyond 64 bits Prometheus reads a float, which ignores leading zeros. */
function octal(digits: string): number {
  const value = BigInt(`0o0${digits}`);
  return value <= maxInt64 ? Number(value) : Number(digits);
}

const underscoresSeparateDigits = (word: string): boolean => !/(^|[^\d])_|_($|[^\d])/.test(word);

/** Units from large to small, the order in which a duration must name them, in milliseconds. */
const units = {
  y: 31_536_000_000,
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
} as const;
export type DurationUnit = keyof typeof units;
const unitNames = Object.keys(units) as DurationUnit[];

/** Prometheus and Alertmanager count nanoseconds in 64 bits. */
const maxMilliseconds = 9_223_372_036_854;
/** The longest duration that they read, in seconds. */
export const longestDuration = maxMilliseconds / 1000;

interface DurationPart {
  readonly amount: number;
  readonly unit: DurationUnit;
}

interface DurationProblem {
  readonly problem: string;
}

/** The parts of a duration such as `1h30m`, or its problem. */
export function durationParts(text: string): readonly DurationPart[] | DurationProblem {
  const parts: DurationPart[] = [];
  let last = -1;
  let rest = text;
  while (rest !== "") {
    const [whole = "", digits, word] = /^(\d+)([^\d]*)/.exec(rest) ?? [];
    const position = unitNames.indexOf(word as DurationUnit);
    const unit = unitNames[position];
    if (digits === undefined || word === "") return { problem: `not a valid duration: "${text}"` };
    if (unit === undefined)
      return { problem: `unknown unit "${word}" in duration "${text}"; units are ${unitNames.join(", ")}` };
    if (position <= last) return { problem: `units must go from large to small in duration "${text}"` };
    last = position;
    parts.push({ amount: Number(digits), unit });
    rest = rest.slice(whole.length);
  }
  return text === "" ? { problem: "empty duration" } : parts;
}

export const secondsOf = (parts: readonly DurationPart[]): number =>
  parts.reduce((sum, { amount, unit }) => sum + amount * units[unit], 0) / 1000;

/** Most durations, none of them out of range. */
const onePart = /^(\d{1,7})(ms|[smh])$/;

/** The seconds of a duration such as `1h30m`, or its problem. */
export function parseDuration(text: string): number | DurationProblem {
  const [, amount, unit] = onePart.exec(text) ?? [];
  if (amount !== undefined) return secondsOf([{ amount: Number(amount), unit: unit as DurationUnit }]);
  const parts = durationParts(text);
  if ("problem" in parts) return parts;
  const seconds = secondsOf(parts);
  return seconds > longestDuration ? { problem: `duration out of range: "${text}"` } : seconds;
}

/** A duration as Prometheus prints it: `90m` as `1h30m`. */
export function printDuration(seconds: number): string {
  let rest = Math.trunc(Math.abs(seconds) * 1000 + 1e-6);
  let text = "";
  for (const [unit, milliseconds] of Object.entries(units)) {
    const count = Math.floor(rest / milliseconds);
    // Prometheus prints years and weeks only where nothing is left over.
    if (count === 0 || ((unit === "y" || unit === "w") && rest % milliseconds !== 0)) continue;
    text += `${count}${unit}`;
    rest -= count * milliseconds;
  }
  return `${seconds < 0 ? "-" : ""}${text || "0s"}`;
}

/** A number as Prometheus prints it: without an exponent. */
export function printNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
  const text = String(value);
  const [, sign = "", whole = "", fraction = "", exponent] = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text) ?? [];
  if (exponent === undefined) return Object.is(value, -0) ? "-0" : text;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  return point <= 0 ? `${sign}0.${"0".repeat(-point)}${digits}` : `${sign}${digits.padEnd(point, "0")}`;
}
