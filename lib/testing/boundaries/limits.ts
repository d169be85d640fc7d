import type { AlertExamples, Links } from "../../model/model.ts";
import type { Suite } from "../suite.ts";
import { type Brink, brinksOf } from "./brinks.ts";
import type { Search } from "./search.ts";
import { type Wait, waitOf } from "./wait.ts";

/** Where an alert begins to fire: examples that nobody has to write. */
export interface Limits {
  readonly brinks: readonly Brink[];
  readonly wait?: Wait;
}

/** Finds an alert's limits, and when its wait is over. */
export function* searchLimits(suite: Suite, links: Links): Search<Limits> {
  const brinks = yield* brinksOf(suite, links);
  const wait = yield* waitOf(suite, links);
  return { brinks, ...(wait && { wait }) };
}

/** The alert with these examples instead of its own; undefined where there are none. */
export function atLimits(suite: Suite, limits: Limits): Suite | undefined {
  const [first, ...others] = pairsOf(limits);
  if (!first) return undefined;
  return withExamples(suite, {
    fires: [first.fires, ...others.map(({ fires }) => fires)],
    quiet: [first.quiet, ...others.map(({ quiet }) => quiet)],
  });
}

/** The alert with these examples after its own. */
export function alsoAtLimits(suite: Suite, limits: Limits): Suite {
  const { fires, quiet } = suite.alert.examples;
  const pairs = pairsOf(limits);
  return withExamples(suite, {
    fires: [...fires, ...pairs.map((pair) => pair.fires)],
    quiet: [...quiet, ...pairs.map((pair) => pair.quiet)],
  });
}

const pairsOf = ({ brinks, wait }: Limits) => [
  ...brinks.map(({ fires, quiet }) => ({ fires: fires.example, quiet: quiet.example })),
  ...(wait ? [wait] : []),
];

const withExamples = (suite: Suite, examples: AlertExamples): Suite => ({
  ...suite,
  alert: { ...suite.alert, examples },
});
