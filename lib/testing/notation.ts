/**
 * Samples in promtool's notation, one by one: `1x2 _ 5+1x2` becomes `1 1 1 _ 5 6 7`. Values keep their text, so that
 * `NaN`, `stale` and native histograms come through.
 */
export function expand(notation: string): string[] {
  return (notation.match(/\{\{.*?\}\}(x\d+)?|\S+/g) ?? []).flatMap(expandItem);
}

const number = "[-+]?(?:Inf|NaN|[\\d.]+(?:e[-+]?\\d+)?)";
const ramp = new RegExp(`^(${number})([-+](?:Inf|NaN|[\\d.]+(?:e[-+]?\\d+)?))x(\\d+)$`, "i");
const repeated = /^(.+)x(\d+)$/;

function expandItem(item: string): string[] {
  const [, first, change, times] = ramp.exec(item) ?? [];
  if (first !== undefined)
    return Array.from({ length: Number(times) + 1 }, (_, i) => `${Number(first) + i * Number(change)}`);
  const [, value = item, count] = repeated.exec(item) ?? [];
  if (count === undefined) return [item];
  return Array<string>(value === "_" ? Number(count) : Number(count) + 1).fill(value);
}

/** The first samples, filled up with gaps where there are fewer. */
export const firstOf = (notation: string, samples: number): string[] =>
  [...expand(notation), ...Array<string>(samples).fill("_")].slice(0, samples);

/** Samples as they are best read: those that repeat or grow evenly in one word. */
export function shorten(notation: string): string {
  const samples = expand(notation);
  const words: string[] = [];
  for (let i = 0; i < samples.length; ) {
    const run = runFrom(samples, i);
    words.push(run.word);
    i += run.length;
  }
  return words.join(" ");
}

function runFrom(samples: readonly string[], from: number): { word: string; length: number } {
  const [first = "", second = ""] = samples.slice(from, from + 2);
  const change = Number(second) - Number(first);
  const fits = (i: number): boolean =>
    Number.isFinite(change) && first !== ""
      ? Math.abs(Number(samples[from + i]) - Number(first) - i * change) < 1e-6 * (Math.abs(Number(first)) + 1)
      : samples[from + i] === first;
  let length = 1;
  while (from + length < samples.length && fits(length)) length++;
  if (length < 3) return { word: first, length: 1 };
  if (first === "_") return { word: `_x${length}`, length };
  const by =
    Number.isFinite(change) && change !== 0
      ? `${change < 0 ? "-" : "+"}${Math.abs(Number(change.toPrecision(6)))}`
      : "";
  return { word: `${first}${by}x${length - 1}`, length };
}
