import { type RuleSuite, suiteTitle } from "../rule-suite.ts";
import { defaultStep, type InputSeries, shorten } from "../series.ts";
import type { Mutant } from "./mutants.ts";
import type { Outcome, SuggestedTest } from "./outcome.ts";

export interface MutantResult {
  readonly suite: RuleSuite;
  readonly mutant: Mutant;
  readonly outcome: Outcome;
  /** An example that would detect a survivor, where one was found. */
  readonly suggestedTest?: SuggestedTest;
}

/** A survivor with the example that would detect it. */
export const survivorLine = ({ suite, mutant, suggestedTest }: MutantResult): string =>
  `${suiteTitle(suite)}: survives ${mutant.change} — ${suggestedTest ? inCode(suggestedTest) : advice(mutant)}`;

function inCode({ list, testCase: { name, series, step, at } }: SuggestedTest): string {
  const example = { series: shortened(series), ...(step !== defaultStep && { step }), at };
  return `add to ${list} (${name}): ${JSON.stringify(example)}`;
}

const shortened = (series: InputSeries): InputSeries =>
  Object.fromEntries(Object.entries(series).map(([name, samples]) => [name, shorten(samples)]));

function advice({ kind, rule }: Mutant): string {
  switch (kind) {
    case "threshold":
    case "comparison":
      return "add an example whose value lies between both thresholds: `fires` on one side, `quiet` on the other";
    case "for":
      return `add an example that holds for ${rule.for} only`;
    case "matcher":
      return "add a quiet example whose series differs in this label only";
    case "aggregation":
      return "add an example with two series in a group, of different values";
    case "window":
      return "add an example that changes within this window, such as a short burst";
    case "branch":
      return "add a quiet example for which one side holds and the other does not; with `or`, a firing one";
  }
}

/** `kind  killed of all` for each kind, the score, and how the mutants were detected. */
export function summary(all: readonly MutantResult[]): string[] {
  const count = (outcome: Outcome): number => all.filter((one) => one.outcome === outcome).length;
  const kinds = [...new Set(all.map(({ mutant }) => mutant.kind))].map((kind) => {
    const own = all.filter(({ mutant }) => mutant.kind === kind);
    return `${kind.padEnd(12)} ${own.filter(({ outcome }) => outcome !== "survived").length} of ${own.length} killed`;
  });
  const score = `${(100 * scoreOf(all)).toFixed(1)} % of ${all.length} mutants killed`;
  const how = `${count("assertion")} by an assertion, ${count("timing")} by timing, ${count("boundary")} at a boundary, ${count("broken")} cannot be evaluated`;
  return [...kinds, `${score}: ${how}`];
}

/** The share of mutants that were detected, 0 to 1. */
export const scoreOf = (all: readonly MutantResult[]): number =>
  all.filter(({ outcome }) => outcome !== "survived").length / Math.max(1, all.length);
