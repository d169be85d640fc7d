import { count, type Dimension, perSecond, ratio, sameDimension, timestamp } from "../analysis/dimension.ts";

/** What a unit of Grafana shows, and by what the number is divided first: `ms` shows seconds times 1000. */
interface Shown {
  readonly dimension: Dimension;
  /** How many of Prometheus' base units one is: 0.001 for `ms`. */
  readonly scale: number;
}

const base = (unit: string): Dimension => ({ powers: { [unit]: 1 } });
const all = (ids: string, dimension: Dimension, scale = 1): [string, Shown][] =>
  ids.split(" ").map((id) => [id, { dimension, scale }]);

/**
 * Units of Grafana that promise what the number measures. `short`, `none` and the like promise nothing.
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

/** Units that fit what a query returns; none if Grafana has no unit for it. */
export const unitsFor = (dimension: Dimension): string[] =>
  [...shown].filter(([, unit]) => unit.scale === 1 && fits(unit, dimension)).map(([id]) => id);

/** Whether a unit promises something else than a query returns; false for units that promise nothing. */
export function misleads(id: string, dimension: Dimension): boolean {
  const unit = shown.get(id);
  return unit !== undefined && (unit.scale !== 1 || !fits(unit, dimension));
}

/** A share is a plain number too, but a count of things is no share of anything. */
function fits(unit: Shown, dimension: Dimension): boolean {
  return sameDimension(unit.dimension, dimension) && !(unit.dimension === ratio && dimension.flavour === "count");
}
