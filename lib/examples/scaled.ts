import type { Example } from "../model.ts";
import { seriesOf } from "./given.ts";
import { expand } from "./notation.ts";

/** An example's series with one of them so many times as large. */
export const scaled = (example: Pick<Example, "given" | "step">, series: string, factor: number) => {
  const given = seriesOf(example);
  return { ...given, [series]: times(given[series] ?? "", factor) };
};

/** Samples in promtool's notation, so many times as large; gaps and words such as `stale` stay. */
export const times = (samples: string, factor: number): string =>
  expand(samples)
    .map((sample) => (Number.isFinite(Number(sample)) ? `${Number((Number(sample) * factor).toPrecision(9))}` : sample))
    .join(" ");
