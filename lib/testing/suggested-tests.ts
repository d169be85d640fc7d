import { durationSeconds } from "../model/duration.ts";
import type { Duration } from "../model/model.ts";
import { partsOf } from "../promql/syntax/ast.ts";
import { parse } from "../promql/syntax/parse.ts";
import { expand, type InputSeries } from "./experiment.ts";
import { type Change, changed } from "./perturbations.ts";
import type { TestCase } from "./rule-tests.ts";

/** Values of a duplicate, as shares of the series that it duplicates. */
const shares = [0.5, 2];
const factors = [0.5, 0.8, 0.92, 1.08, 1.25, 2];
/** Later evaluation times, as shares of a window of the expression. */
const delays = [0.25, 0.75, 1.5];

/**
 * Test cases that may detect a mutant that no example detects, made from a firing example: its series have other labels,
 * a duplicate of them, are split, scaled, begin later, or are evaluated later.
 */
export const suggestedTests = (base: TestCase, expr: string): TestCase[] => [
  ...unrelated(base),
  ...Object.keys(base.series).flatMap((name) => [
    withSeries(base, `${name} in two`, split(base.series, name)),
    ...shares.map((share) => withSeries(base, `${name}, and ${share} of it`, withDuplicate(base.series, name, share))),
    ...factors.map((by) => withSeries(base, `${name} times ${by}`, changed(base.series, [name], times(by)))),
  ]),
  ...windowsIn(expr).flatMap((window) => delays.flatMap((share) => later(base, window * share))),
  ...windowsIn(expr).flatMap((window) => delays.map((share) => younger(base, window * share))),
];

const times =
  (factor: number): Change =>
  (value) =>
    value * factor;

const withSeries = (base: TestCase, name: string, series: InputSeries): TestCase => ({
  name: `${base.name}, ${name}`,
  series,
  step: base.step,
  at: base.at,
});

/** Every label with another value, or without it: on one series, and on all that have it. */
function unrelated(base: TestCase): TestCase[] {
  const all = Object.keys(base.series);
  const labels = new Set(all.flatMap((name) => labelsOf(name)));
  return [...labels].flatMap((label) => {
    const having = all.filter((name) => labelsOf(name).includes(label));
    const groups = having.length > 1 ? [having, ...having.map((one) => [one])] : [having];
    return groups.flatMap((group) =>
      (["other", ""] as const).map((value) =>
        withSeries(
          base,
          `${group.join(" and ")} with ${label}="${value}"`,
          relabelled(base.series, group, label, value),
        ),
      ),
    );
  });
}

const relabelled = (series: InputSeries, names: readonly string[], label: string, value: string): InputSeries =>
  Object.fromEntries(
    Object.entries(series).map(([name, samples]) => [
      names.includes(name) ? withLabel(name, label, value) : name,
      samples,
    ]),
  );

function split(series: InputSeries, name: string): InputSeries {
  const { [name]: _, ...others } = series;
  const part = (share: number) => changed(series, [name], times(share))[name] ?? "";
  return {
    ...others,
    [withLabel(name, "part", "large")]: part(0.6),
    [withLabel(name, "part", "small")]: part(0.4),
  };
}

const withDuplicate = (series: InputSeries, name: string, share: number): InputSeries => ({
  ...series,
  [withLabel(name, "duplicate", "yes")]: changed(series, [name], times(share))[name] ?? "",
});

/** Two cases with a later evaluation: every series keeps its last value, or is absent. */
function later(base: TestCase, seconds: number): TestCase[] {
  const count = Math.round(seconds / durationSeconds(base.step));
  const at: Duration = `${durationSeconds(base.at) + count * durationSeconds(base.step)}s`;
  const until = durationSeconds(base.at) / durationSeconds(base.step) + 1;
  const longer = (tail: (last: string) => string): InputSeries =>
    Object.fromEntries(
      Object.entries(base.series).map(([name, samples]) => {
        const kept = expand(samples).slice(0, Math.floor(until));
        return [name, [...kept, ...Array<string>(count).fill(tail(kept.at(-1) ?? "_"))].join(" ")];
      }),
    );
  const kept = longer((last) => last);
  const absent = longer(() => "_");
  return [
    { ...withSeries(base, `${seconds}s later`, kept), at },
    { ...withSeries(base, `${seconds}s after its series end`, absent), at },
  ];
}

/** Its series begin so many seconds before its evaluation. */
function younger(base: TestCase, seconds: number): TestCase {
  const skipped = Math.max(0, Math.floor((durationSeconds(base.at) - seconds) / durationSeconds(base.step)));
  const series = Object.entries(base.series).map(([name, samples]) => [
    name,
    [...Array<string>(skipped).fill("_"), ...expand(samples).slice(skipped)].join(" "),
  ]);
  return withSeries(base, `only ${seconds}s old`, Object.fromEntries(series));
}

const windowsIn = (expr: string): number[] => {
  const { ast } = parse(expr);
  const windows = ast ? partsOf(ast).flatMap((part) => ("range" in part ? (part.range.seconds ?? []) : [])) : [];
  return [...new Set(windows)];
};

const selectorOf = (series: string) => {
  const { ast } = parse(series);
  return ast?.kind === "selector" ? ast : undefined;
};

export const labelsOf = (series: string): string[] => selectorOf(series)?.matchers.map(({ label }) => label.text) ?? [];

/** A series with a label set, or without it where the value is empty. */
export function withLabel(series: string, label: string, value: string): string {
  const selector = selectorOf(series);
  const kept = (selector?.matchers ?? []).filter((matcher) => matcher.label.text !== label);
  const pairs = kept.map((matcher) => `${matcher.label.text}=${JSON.stringify(matcher.value.text)}`);
  if (value !== "") pairs.push(`${label}=${JSON.stringify(value)}`);
  return `${selector?.name?.text ?? series}{${pairs.join(",")}}`;
}

export const metricOf = (series: string): string => selectorOf(series)?.name?.text ?? series;
