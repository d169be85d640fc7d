import { durationSeconds } from "../../model/duration.ts";
import type { Duration } from "../../model/model.ts";
import { partsOf } from "../../promql/syntax/ast.ts";
import { parse } from "../../promql/syntax/parse.ts";
import { type Change, changed, type Given } from "../boundaries/moves.ts";
import { expand } from "../notation.ts";
import type { Attempt } from "../trials.ts";

/** Shares of a series that another one beside it may have. */
const twins = [0.5, 2];
const factors = [0.5, 0.8, 0.92, 1.08, 1.25, 2];
/** Later moments, as shares of a window or of the example where the alert has none. */
const delays = [0.25, 0.75, 1.5];

/**
 * Examples that may notice what others do not: a firing one whose series have other labels, stand beside others, are
 * split, larger or smaller, younger, or looked at later.
 */
export const remediesFor = (base: Attempt, expr: string): Attempt[] => [
  ...strangers(base),
  ...Object.keys(base.given).flatMap((series) => [
    withGiven(base, `${series} in two`, split(base.given, series)),
    ...twins.map((share) => withGiven(base, `${series} beside ${share} of it`, twin(base.given, series, share))),
    ...factors.map((by) => withGiven(base, `${series} times ${by}`, changed(base.given, [series], times(by)))),
  ]),
  ...windowsIn(expr).flatMap((window) => delays.flatMap((share) => [later(base, window * share)].flat())),
  ...windowsIn(expr).flatMap((window) => delays.map((share) => younger(base, window * share))),
];

const times =
  (factor: number): Change =>
  (value) =>
    value * factor;

const withGiven = (base: Attempt, name: string, given: Given): Attempt => ({
  name: `${base.name}, ${name}`,
  given,
  step: base.step,
  at: base.at,
});

/** Every label of every series with another value, or gone; of one series, and of all that have it. */
function strangers(base: Attempt): Attempt[] {
  const all = Object.keys(base.given);
  const labels = new Set(all.flatMap((series) => labelsOf(series)));
  return [...labels].flatMap((label) => {
    const having = all.filter((series) => labelsOf(series).includes(label));
    const groups = having.length > 1 ? [having, ...having.map((one) => [one])] : [having];
    return groups.flatMap((group) =>
      (["other", ""] as const).map((value) =>
        withGiven(base, `${group.join(" and ")} with ${label}="${value}"`, relabelled(base.given, group, label, value)),
      ),
    );
  });
}

const relabelled = (given: Given, series: readonly string[], label: string, value: string): Given =>
  Object.fromEntries(
    Object.entries(given).map(([one, samples]) => [series.includes(one) ? withLabel(one, label, value) : one, samples]),
  );

function split(given: Given, series: string): Given {
  const { [series]: _, ...others } = given;
  const part = (share: number) => changed(given, [series], times(share))[series] ?? "";
  return {
    ...others,
    [withLabel(series, "part", "large")]: part(0.6),
    [withLabel(series, "part", "small")]: part(0.4),
  };
}

const twin = (given: Given, series: string, share: number): Given => ({
  ...given,
  [withLabel(series, "twin", "yes")]: changed(given, [series], times(share))[series] ?? "",
});

/** Gauges stay where they were, counters stop; and all is gone. */
function later(base: Attempt, seconds: number): Attempt[] {
  const count = Math.round(seconds / durationSeconds(base.step));
  const at: Duration = `${durationSeconds(base.at) + count * durationSeconds(base.step)}s`;
  const until = durationSeconds(base.at) / durationSeconds(base.step) + 1;
  const longer = (tail: (last: string) => string): Given =>
    Object.fromEntries(
      Object.entries(base.given).map(([series, samples]) => {
        const kept = expand(samples).slice(0, Math.floor(until));
        return [series, [...kept, ...Array<string>(count).fill(tail(kept.at(-1) ?? "_"))].join(" ")];
      }),
    );
  return [
    {
      ...withGiven(
        base,
        `${seconds}s later`,
        longer((last) => last),
      ),
      at,
    },
    {
      ...withGiven(
        base,
        `${seconds}s after it is gone`,
        longer(() => "_"),
      ),
      at,
    },
  ];
}

/** Its series begin so long before its moment. */
function younger(base: Attempt, seconds: number): Attempt {
  const skipped = Math.max(0, Math.floor((durationSeconds(base.at) - seconds) / durationSeconds(base.step)));
  const given = Object.entries(base.given).map(([series, samples]) => [
    series,
    [...Array<string>(skipped).fill("_"), ...expand(samples).slice(skipped)].join(" "),
  ]);
  return withGiven(base, `only ${seconds}s old`, Object.fromEntries(given));
}

const windowsIn = (expr: string): number[] => {
  const { ast } = parse(expr);
  const windows = ast
    ? Array.from(partsOf(ast)).flatMap((part) => ("range" in part ? (part.range.seconds ?? []) : []))
    : [];
  return [...new Set(windows)];
};

const selectorOf = (series: string) => {
  const { ast } = parse(series);
  return ast?.kind === "selector" ? ast : undefined;
};

const labelsOf = (series: string): string[] => selectorOf(series)?.matchers.map(({ label }) => label.text) ?? [];

/** A series with a label set, or without it where the value is empty. */
function withLabel(series: string, label: string, value: string): string {
  const selector = selectorOf(series);
  const kept = (selector?.matchers ?? []).filter((matcher) => matcher.label.text !== label);
  const pairs = kept.map((matcher) => `${matcher.label.text}=${JSON.stringify(matcher.value.text)}`);
  if (value !== "") pairs.push(`${label}=${JSON.stringify(value)}`);
  return `${selector?.name?.text ?? series}{${pairs.join(",")}}`;
}
