import type { Duration, Example } from "../model/model.ts";

export const defaultStep: Duration = "1m";

/** An example's series in promtool's notation, however they were written. */
export const seriesOf = ({ given, step = defaultStep }: Pick<Example, "given" | "step">): Record<string, string> =>
  Object.fromEntries(
    Object.entries(given).map(([series, samples]) => [
      series,
      typeof samples === "string" ? samples : samples.at(step),
    ]),
  );
