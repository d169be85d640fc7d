import { eq, type Labels, type Matcher, neq } from "../../../lib/alerting/matchers.ts";
import type { InhibitRule, RootRoute, Route } from "../../../lib/model/alerting.ts";

const labelNames = ["a", "b", "c"] as const;
const values = ["x", "y", "xy", "x.y"] as const;
export const receiverNames = ["info", "escalation", "unrouted", "data-warning", "data-critical"] as const;

/** A choice among `n`, the same in every run for the same seed. */
type Choose = (n: number) => number;

/** Linear congruential generator; the high bits are the random ones. */
export function chooser(seed: number): Choose {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

const pick = <T>(choose: Choose, from: readonly T[]): T => from[choose(from.length)] as T;

export const randomLabels = (choose: Choose): Labels =>
  Object.fromEntries(labelNames.filter(() => choose(3) > 0).map((name) => [name, pick(choose, values)]));

export const randomTree = (choose: Choose): RootRoute => ({
  receiver: pick(choose, receiverNames),
  groupBy: ["a"],
  groupWait: "30s",
  groupInterval: "5m",
  repeatInterval: "4h",
  routes: children(choose, 3),
});

const children = (choose: Choose, depth: number): Route[] =>
  Array.from({ length: depth === 0 ? 0 : 1 + choose(4) }, () => ({
    ...(choose(3) > 0 && { receiver: pick(choose, receiverNames) }),
    matchers: Array.from({ length: choose(3) }, () => matcher(choose)),
    continue: choose(2) === 0,
    routes: children(choose, depth - 1),
  }));

/** Rules whose source and target matchers never match the same alert, as a check demands: they differ in `side`. */
export const randomInhibitRules = (choose: Choose): InhibitRule[] =>
  Array.from({ length: 3 }, (_, i) => ({
    name: `rule ${i}`,
    sourceMatchers: [eq("side", "source"), matcher(choose)],
    targetMatchers: [neq("side", "source"), matcher(choose)],
    equal: labelNames.filter(() => choose(2) === 0),
  }));

export const randomAlert = (choose: Choose): Labels => ({
  alertname: `Alert${choose(7)}`,
  ...randomLabels(choose),
  ...(choose(2) === 0 && { side: "source" }),
});

function matcher(choose: Choose): Matcher {
  const label = pick(choose, labelNames);
  const value = pick(choose, values);
  const regexes = ["x|y", "x.*", ".+", "", "x.y", "(x|xy)"];
  return pick(choose, [
    eq(label, value),
    eq(label, value, "y"),
    { label, op: "!=", value },
    { label, op: "=~", value: pick(choose, regexes) },
    { label, op: "!~", value: pick(choose, regexes) },
  ]);
}
