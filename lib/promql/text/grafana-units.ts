import { count, type Dimension, perSecond, ratio, sameDimension, timestamp } from "../analysis/dimension.ts";

/** The dimension that a unit of Grafana shows, and its scale. */
interface Shown {
  readonly dimension: Dimension;
  /** Its size in Prometheus' base unit: 0.001 for `ms`. */
  readonly scale: number;
}

const base = (unit: string): Dimension => ({ powers: { [unit]: 1 } });
const all = (ids: string, dimension: Dimension, scale = 1): [string, Shown][] =>
  ids.split(" ").map((id) => [id, { dimension, scale }]);

/**
 * Units of Grafana with a dimension. `short`, `none` and the like have none.
 * Source: https://grafana.com/docs/grafana/latest/panels-visualizations/configure-standard-options/#unit
 */
const shown: ReadonlyMap<string, Shown> = new Map([
  ...all("s dtdurations dthms clocks", base("seconds")),
  ...all("ms clockms dtdurationms", base("seconds"), 0.001),
  ...all("µs", base("seconds"), 1e-6),
  ...all("ns", base("seconds"), 1e-9),
  ...all("m", base("seconds"), 60),
  ...all("h", base("seconds"), 3600),
  ...all("d", base("seconds"), 86_400),
  ...all("bytes decbytes", base("bytes")),
  ...all("bits decbits", base("bytes"), 1 / 8),
  ...all("kbytes deckbytes", base("bytes"), 1024),
  ...all("mbytes decmbytes", base("bytes"), 1024 ** 2),
  ...all("gbytes decgbytes", base("bytes"), 1024 ** 3),
  ...all("Bps binBps", perSecond(base("bytes"))),
  ...all("bps binbps", perSecond(base("bytes")), 1 / 8),
  ...all("reqps ops cps wps rps iops eps mps recps rowsps", perSecond(count)),
  ...all("cpm opm rpm wpm epm mpm", perSecond(count), 1 / 60),
  ...all("percentunit", ratio),
  ...all("percent", base("percent")),
  ...all("hertz rothz", base("hertz")),
  ...all("rotrpm", base("rpm")),
  ...all("celsius", base("celsius")),
  ...all("volt", base("volts")),
  ...all("amp", base("amperes")),
  ...all("watt", base("watts")),
  ...all("joule", base("joules")),
  ...all("lengthm", base("meters")),
  ...all("currencyUSD", base("usd")),
  ...all("dateTimeAsIso dateTimeAsUS dateTimeAsLocal dateTimeFromNow dateTimeAsSystem", timestamp, 0.001),
]);

/** Units for a query's result; none if Grafana has no unit for it. */
export const unitsFor = (dimension: Dimension): string[] =>
  [...shown].filter(([, unit]) => unit.scale === 1 && fits(unit, dimension)).map(([id]) => id);

/** Whether a unit has another dimension or scale than a query's result; false for units without a dimension. */
export function misleads(id: string, dimension: Dimension): boolean {
  const unit = shown.get(id);
  return unit !== undefined && (unit.scale !== 1 || !fits(unit, dimension));
}

/** A ratio is a plain number, but a count is not a ratio. */
function fits(unit: Shown, dimension: Dimension): boolean {
  return sameDimension(unit.dimension, dimension) && !(unit.dimension === ratio && dimension.flavour === "count");
}
