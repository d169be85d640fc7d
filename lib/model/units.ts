/**
 * Units of metrics, in Prometheus' base units.
 * Source: https://prometheus.io/docs/practices/naming/#base-units
 * `timestamp` is seconds since 1970: the difference of two is `seconds`; they cannot be added.
 * `usd` is money; `count` is a number of things.
 */
export const units = [
  "count",
  "seconds",
  "timestamp",
  "bytes",
  "ratio",
  "percent",
  "usd",
  "celsius",
  "hertz",
  "volts",
  "amperes",
  "joules",
  "watts",
  "meters",
  "rpm",
  "score",
] as const;

export type Unit = (typeof units)[number];
