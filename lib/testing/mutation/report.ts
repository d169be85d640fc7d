import { defaultStep } from "../given.ts";
import { shorten } from "../notation.ts";
import { alertTitle, type Suite } from "../suite.ts";
import type { Mutant } from "./mutants.ts";
import type { Fate, Remedy } from "./verdict.ts";

export interface Tried {
  readonly suite: Suite;
  readonly mutant: Mutant;
  readonly fate: Fate;
  /** An example that would notice a survivor, where one was found. */
  readonly remedy?: Remedy;
}

/** A survivor with the example that would kill it. */
export const survivorLine = ({ suite, mutant, remedy }: Tried): string =>
  `${suite.file} › ${alertTitle(suite.alert)}: survives ${mutant.change} — ${remedy ? inCode(remedy) : whatWouldKill(mutant)}`;

function inCode({ list, attempt: { name, given, step, at } }: Remedy): string {
  const example = { given: mapped(given), ...(step !== defaultStep && { step }), at };
  return `add to ${list} (${name}): ${JSON.stringify(example)}`;
}

const mapped = (given: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(given).map(([series, samples]) => [series, shorten(samples)]));

function whatWouldKill({ kind, rule }: Mutant): string {
  switch (kind) {
    case "threshold":
    case "comparison":
      return "add an example whose value lies between both limits: `fires` on one side, `quiet` on the other";
    case "for":
      return `add an example that holds for ${rule.for} only`;
    case "matcher":
      return "add a quiet example whose series differs in this label alone";
    case "aggregation":
      return "add an example with two series in a group, of different values";
    case "window":
      return "add an example that changes in the midst of this window, such as a burst that is over";
    case "branch":
      return "add a quiet example for which one side holds and the other does not; with `or`, a firing one";
  }
}

/** `kind  killed/all`, the score, and by what they were noticed. */
export function summary(tried: readonly Tried[]): string[] {
  const count = (fate: Fate): number => tried.filter((one) => one.fate === fate).length;
  const killed = tried.length - count("survived");
  const kinds = [...new Set(tried.map(({ mutant }) => mutant.kind))].map((kind) => {
    const all = tried.filter(({ mutant }) => mutant.kind === kind);
    return `${kind.padEnd(12)} ${all.filter(({ fate }) => fate !== "survived").length} of ${all.length} killed`;
  });
  const score = `${((100 * killed) / Math.max(1, tried.length)).toFixed(1)} % of ${tried.length} mutants killed`;
  const how = `${count("claim")} by what an example says, ${count("moment")} by a moment that moved, ${count("limit")} next to a limit, ${count("broken")} cannot be evaluated`;
  return [...kinds, `${score}: ${how}`];
}

/** The share of mutants that were noticed, 0 to 1. */
export const scoreOf = (tried: readonly Tried[]): number =>
  tried.filter(({ fate }) => fate !== "survived").length / Math.max(1, tried.length);
