/** Milliseconds of each unit; years and weeks are only used where nothing is left over. */
const units: readonly (readonly [unit: string, milliseconds: number, exact: boolean])[] = [
  ["y", 31_536_000_000, true],
  ["w", 604_800_000, true],
  ["d", 86_400_000, false],
  ["h", 3_600_000, false],
  ["m", 60_000, false],
  ["s", 1000, false],
  ["ms", 1, false],
];

/** A duration as Prometheus prints it: `90m` as `1h30m`. */
export function printDuration(seconds: number): string {
  let rest = Math.trunc(Math.abs(seconds) * 1000 + 1e-6);
  let text = "";
  for (const [unit, milliseconds, exact] of units) {
    const count = Math.floor(rest / milliseconds);
    if (count === 0 || (exact && rest % milliseconds !== 0)) continue;
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
