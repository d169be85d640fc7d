import { functions } from "../../lib/promql/syntax/types.ts";
import { expressions } from "./expressions.ts";
import { durations, labels, metrics, numbers, regexes, values } from "./words.ts";

/** Edge cases of what Prometheus accepts, and some generated expressions. */
export function edgeCases(): string[] {
  return [
    ...metrics.flatMap((name) => [name, `${name}{}`, `${name} + ${name}`, `sum(${name})`]),
    ...labels.flatMap((label) => [`sum by (${label}) (up)`, `up{${label}="x"}`, `up * on (${label}) up`]),
    ...values.flatMap((value) => [`up{job=${value}}`, `count_values(${value}, up)`, `{${value}}`]),
    ...regexes.map((regex) => `{job=~"${regex}"}`),
    ...numbers.flatMap((number) => [number, `vector(${number})`, `up @ ${number}`]),
    ...durations.flatMap((duration) => [`rate(up[${duration}])`, `up offset ${duration}`, `up[1h:${duration}]`]),
    ...Array.from(functions.keys(), (name) => `${name}(up)`),
    ...Array.from(functions.keys(), (name) => `${name}(up[5m])`),
    ...expressions(1, 200),
  ];
}
