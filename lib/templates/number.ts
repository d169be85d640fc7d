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
const hexFloat = /^([+-]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?\d+)$/;

/** `strconv.ParseFloat(text, 64)`; undefined where Go refuses it. */
export function parseFloat64(text: string): number | undefined {
  const special = /^([+-]?)(?:inf(?:inity)?|(nan))$/i.exec(text);
  if (special) return special[2] ? (special[1] ? undefined : Number.NaN) : special[1] === "-" ? -Infinity : Infinity;
  const plain = withoutUnderscores(text);
  if (plain === undefined) return undefined;
  const hex = hexFloat.exec(plain);
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
