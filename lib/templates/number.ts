/** A numeric constant with each of Go's types that can hold it. */
export interface GoNumber {
  readonly text: string;
  readonly int?: bigint;
  readonly uint?: bigint;
  readonly float?: number;
  readonly complex?: Complex;
}

export interface Complex {
  readonly re: number;
  readonly im: number;
}

const maxInt = 2n ** 63n - 1n;
const minInt = -(2n ** 63n);
const maxUint = 2n ** 64n - 1n;

const prefixed = /^0(?:[xX](?:_?[0-9a-fA-F])+|[oO]?(?:_?[0-7])+|[bB](?:_?[01])+)$/;
const decimal = /^(?:0|[1-9](?:_?[0-9])*)$/;

/** A whole number as `strconv.ParseUint(text, 0, 64)` reads it, without the limit of 64 bits. */
function parseWhole(text: string): bigint | undefined {
  if (!decimal.test(text) && !prefixed.test(text)) return undefined;
  const digits = text.replaceAll("_", "");
  return BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
}

/** `strconv.ParseInt(text, 0, 64)`; undefined where Go refuses it. */
function parseInt64(text: string): bigint | undefined {
  const [, sign = "", digits = ""] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  const whole = parseWhole(digits);
  if (whole === undefined) return undefined;
  const value = sign === "-" ? -whole : whole;
  return value > maxInt || value < minInt ? undefined : value;
}

const floatSyntax = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const hexFloatSyntax = /^([+-]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?\d+)$/;

/** `strconv.ParseFloat(text, 64)`; undefined where Go refuses it. */
export function parseFloat64(text: string): number | undefined {
  const special = /^([+-]?)(?:inf(?:inity)?|(nan))$/i.exec(text);
  if (special) return special[2] ? (special[1] ? undefined : Number.NaN) : special[1] === "-" ? -Infinity : Infinity;
  const plain = withoutUnderscores(text);
  if (plain === undefined) return undefined;
  const hex = hexFloatSyntax.exec(plain);
  const value = hex ? parseHexFloat(hex) : floatSyntax.test(plain) ? Number(plain) : undefined;
  return value === undefined || !Number.isFinite(value) ? undefined : value;
}

/** Underscores may stand between digits, and after `0x`. */
function withoutUnderscores(text: string): string | undefined {
  const misplaced = /^[+-]?0[xX]/.test(text) ? /(?<![0-9a-fA-FxX])_|_(?![0-9a-fA-F])/ : /(?<![0-9])_|_(?![0-9])/;
  return misplaced.test(text) ? undefined : text.replaceAll("_", "");
}

function parseHexFloat([, sign, whole = "", fraction = "", exponent = "0"]: RegExpExecArray): number | undefined {
  if (whole === "" && fraction === "") return undefined;
  const mantissa = BigInt(`0x${whole}${fraction}`);
  const scale = Number(exponent) - 4 * fraction.length;
  const value = scaled(mantissa, scale);
  return sign === "-" ? -value : value;
}

/** mantissa * 2 ** scale, rounded once. */
function scaled(mantissa: bigint, scale: number): number {
  if (mantissa === 0n || scale < -5000) return 0;
  if (scale > 5000) return Infinity;
  if (scale >= 0) return Number(mantissa << BigInt(scale));
  const bits = mantissa.toString(2).length;
  const keep = Math.min(53, Math.max(bits + scale + 1074, 0));
  const drop = BigInt(Math.max(bits - keep, 0));
  const half = drop > 0n ? 1n << (drop - 1n) : 0n;
  const rest = mantissa & ((1n << drop) - 1n);
  let top = mantissa >> drop;
  if (rest > half || (rest === half && drop > 0n && top % 2n === 1n)) top += 1n;
  return Number(top) * 2 ** Math.max(scale + Number(drop), -1074);
}

export function parseNumber(text: string): GoNumber | { readonly problem: string } {
  if (text.endsWith("i")) {
    const im = parseFloat64(text.slice(0, -1));
    if (im !== undefined) return simplified(text, { re: 0, im });
  }
  const unsigned = /^[+-]/.test(text) ? undefined : parseWhole(text);
  const int = parseInt64(text);
  const uint = int === 0n ? 0n : unsigned !== undefined && unsigned <= maxUint ? unsigned : undefined;
  const whole = int ?? uint;
  if (whole !== undefined)
    return { text, ...(int !== undefined && { int }), ...(uint !== undefined && { uint }), float: Number(whole) };
  const float = parseFloat64(text);
  if (float === undefined) return { problem: `bad number ${text}` };
  if (!/[.eEpP]/.test(text)) return { problem: `${text} is too large for an integer` };
  return { text, ...wholeOf(float), float };
}

/** `1+2i`, as `fmt.Sscan` reads it. */
export function parseComplex(text: string): GoNumber | { readonly problem: string } {
  const [, re = "", im = ""] = /^([+-]?(?:[^+\-eEpP]|[eEpP][+-]?)*)([+-].*)i$/s.exec(text) ?? [];
  const parts = [parseFloat64(re), parseFloat64(im)];
  const [real, imaginary] = parts;
  if (real === undefined || imaginary === undefined) return { problem: `bad number ${text}` };
  return simplified(text, { re: real, im: imaginary });
}

const simplified = (text: string, complex: Complex): GoNumber =>
  complex.im === 0 ? { text, complex, ...wholeOf(complex.re), float: complex.re } : { text, complex };

/** A float that is whole is an integer too. */
function wholeOf(float: number): Pick<GoNumber, "int" | "uint"> {
  if (!Number.isInteger(float)) return {};
  const whole = BigInt(float);
  return {
    ...(whole >= minInt && whole <= maxInt && { int: whole }),
    ...(whole >= 0n && whole <= maxUint && { uint: whole }),
  };
}

// Decimal text of floating point numbers, as Go's strconv writes it.

/** Digits of a number without its sign: 0.d1d2d3... times 10 ** point. */
interface Digits {
  readonly digits: string;
  readonly point: number;
}

/** The fewest digits that lead back to the number. */
function shortest(value: number): Digits {
  const [mantissa = "", exponent = "0"] = value.toExponential().split("e");
  const digits = mantissa.replace(".", "");
  return value === 0 ? { digits: "", point: 0 } : { digits: trimZeros(digits), point: Number(exponent) + 1 };
}

const trimZeros = (digits: string): string => digits.replace(/0+$/, "");

/** Every digit of the number, which is exact. */
function exact(value: number): Digits {
  if (value === 0) return { digits: "", point: 0 };
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const raw = bits.getBigUint64(0);
  const biased = Number((raw >> 52n) & 0x7ffn);
  const fraction = raw & ((1n << 52n) - 1n);
  const mantissa = biased === 0 ? fraction : fraction | (1n << 52n);
  const exponent = (biased === 0 ? 1 : biased) - 1075;
  if (exponent >= 0) {
    const text = (mantissa << BigInt(exponent)).toString();
    return { digits: trimZeros(text), point: text.length };
  }
  const text = (mantissa * 5n ** BigInt(-exponent)).toString();
  return { digits: trimZeros(text), point: text.length + exponent };
}

/** Rounds to a number of digits, to even where both sides are as near. */
function round({ digits, point }: Digits, count: number): Digits {
  if (count < 0) return { digits: "", point: 0 };
  if (count >= digits.length) return { digits, point };
  const rest = digits.slice(count);
  const last = Number(digits[count - 1] ?? "0");
  const up = rest[0] !== undefined && (rest[0] > "5" || (rest[0] === "5" && (rest.length > 1 || last % 2 === 1)));
  if (!up) {
    const kept = trimZeros(digits.slice(0, count));
    return { digits: kept, point: kept === "" ? 0 : point };
  }
  const raised = (BigInt(`0${digits.slice(0, count)}`) + 1n).toString().padStart(count, "0");
  return { digits: trimZeros(raised), point: point + (raised.length - count) };
}

/**
 * `strconv.FormatFloat(value, verb, precision, 64)` of a number that is not negative.
 * @param precision -1 for as many digits as are needed
 */
export function formatFloat(value: number, verb: "e" | "f" | "g", precision: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (value === Infinity) return "+Inf";
  const isShortest = precision < 0;
  let digits = isShortest ? shortest(value) : exact(value);
  if (verb === "e") {
    const wanted = isShortest ? Math.max(digits.digits.length - 1, 0) : precision;
    return exponential(round(digits, wanted + 1), wanted);
  }
  if (verb === "f") {
    const wanted = isShortest ? Math.max(digits.digits.length - digits.point, 0) : precision;
    return fixed(round(digits, digits.point + wanted), wanted);
  }
  const count = isShortest ? 6 : Math.max(precision, 1);
  if (!isShortest) digits = round(digits, count);
  const { length } = digits.digits;
  const limit = !isShortest && count > length && length >= digits.point ? length : count;
  const exponent = digits.point - 1;
  if (length > 0 && (exponent < -4 || exponent >= limit)) return exponential(digits, Math.max(length - 1, 0));
  return fixed(digits, Math.max(length - digits.point, 0));
}

function exponential({ digits, point }: Digits, places: number): string {
  const exponent = digits === "" ? 0 : point - 1;
  const padded = digits.padEnd(places + 1, "0");
  const power = `${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  return `${padded[0] ?? "0"}${places > 0 ? `.${padded.slice(1, places + 1)}` : ""}e${power}`;
}

function fixed({ digits, point }: Digits, places: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, "0") : "0";
  const fraction = point >= 0 ? digits.slice(point) : "0".repeat(-point) + digits;
  return places > 0 ? `${whole}.${fraction.slice(0, places).padEnd(places, "0")}` : whole;
}

/** `%x`: `0x1.8p+00`. */
export function hexFloat(value: number, precision: number): string {
  if (value === 0) return `0x0${precision > 0 ? `.${"0".repeat(precision)}` : ""}p+00`;
  let exponent = Math.floor(Math.log2(value));
  if (2 ** exponent > value) exponent--;
  let mantissa = BigInt(
    Math.round((value / 2 ** Math.max(exponent, -1000) / 2 ** Math.min(exponent + 1000, 0)) * 2 ** 52),
  );
  let digits = 13;
  if (precision >= 0 && precision < 13) {
    const drop = BigInt(4 * (13 - precision));
    const rest = mantissa & ((1n << drop) - 1n);
    mantissa >>= drop;
    if (rest > 1n << (drop - 1n) || (rest === 1n << (drop - 1n) && mantissa % 2n === 1n)) mantissa++;
    digits = precision;
    if (mantissa >> BigInt(4 * digits) === 2n) {
      mantissa >>= 1n;
      exponent++;
    }
  }
  const text = (mantissa & ((1n << BigInt(4 * digits)) - 1n)).toString(16).padStart(digits, "0");
  const fraction = digits === 0 ? "" : precision < 0 ? text.replace(/0+$/, "") : text.padEnd(precision, "0");
  const power = `${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  return `0x1${fraction ? `.${fraction}` : ""}p${power}`;
}
