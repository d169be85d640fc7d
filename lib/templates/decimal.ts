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
