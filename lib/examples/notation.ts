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
