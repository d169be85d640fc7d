import { durationSeconds } from "../model/duration.ts";
import type { AlertExamples, Duration, Example, FiringExample, Links } from "../model/model.ts";
import type { Search } from "./experiment.ts";
import { mutationExperiment, original } from "./mutation-outcomes.ts";
import { evaluationInterval, intervalsOf } from "./promtool.ts";
import { casesOf, type RuleSuite, suiteTitle } from "./rule-tests.ts";
import { type Boundary, boundariesOf, thresholdsOf } from "./threshold-search.ts";

/** Where an alert begins to fire, as generated examples. */
export interface Boundaries {
  readonly thresholds: readonly Boundary[];
  readonly hold?: Hold;
}

/** The end of an alert's `for`: the last evaluation at which it is pending, and the first one at which it fires. */
interface Hold {
  /** When it becomes pending. */
  readonly since: Duration;
  readonly quiet: Example;
  readonly fires: FiringExample;
}

/** Finds an alert's boundaries: at its thresholds, and at the end of its `for`. */
export function* searchBoundaries(suite: RuleSuite, links: Links): Search<Boundaries> {
  const thresholds = yield* boundariesOf(suite, links);
  const hold = yield* holdOf(suite, links);
  return { thresholds, ...(hold && { hold }) };
}

/** Finds when the first firing example begins to fire. @returns undefined for an alert without `for` */
function* holdOf(suite: RuleSuite, links: Links): Search<Hold | undefined> {
  const [example] = suite.alert.examples.fires;
  const step = durationSeconds(evaluationInterval);
  if (durationSeconds(suite.alert.for) < step) return undefined;
  const [result] = yield mutationExperiment(suite, new Map(), casesOf(suite).slice(0, 1), links);
  const intervals = (result && intervalsOf(result).get(original)) ?? [];
  const firstIn = (wanted: "pending" | "firing"): number =>
    Math.min(...intervals.filter(({ state }) => state === wanted).map(({ first }) => first));
  const [since, from] = [firstIn("pending"), firstIn("firing")];
  if (!Number.isFinite(since) || !Number.isFinite(from)) return undefined;
  const { message: _, ...kept } = example;
  return {
    since: `${since}s`,
    quiet: { ...kept, name: `holds for almost ${suite.alert.for}`, at: `${from - step}s` },
    fires: { ...kept, name: `holds for ${suite.alert.for}`, at: `${from}s` },
  };
}

/** The alert with the generated examples instead of its own; undefined where there are none. */
export function onlyBoundaries(suite: RuleSuite, boundaries: Boundaries): RuleSuite | undefined {
  const [first, ...others] = pairsOf(boundaries);
  if (!first) return undefined;
  return withExamples(suite, {
    fires: [first.fires, ...others.map(({ fires }) => fires)],
    quiet: [first.quiet, ...others.map(({ quiet }) => quiet)],
  });
}

/** The alert with the generated examples after its own. */
export function withBoundaries(suite: RuleSuite, boundaries: Boundaries): RuleSuite {
  const { fires, quiet } = suite.alert.examples;
  const pairs = pairsOf(boundaries);
  return withExamples(suite, {
    fires: [...fires, ...pairs.map((pair) => pair.fires)],
    quiet: [...quiet, ...pairs.map((pair) => pair.quiet)],
  });
}

const pairsOf = ({ thresholds, hold }: Boundaries) => [
  ...thresholds.map(({ fires, quiet }) => ({ fires: fires.example, quiet: quiet.example })),
  ...(hold ? [hold] : []),
];

const withExamples = (suite: RuleSuite, examples: AlertExamples): RuleSuite => ({
  ...suite,
  alert: { ...suite.alert, examples },
});

/** Where an alert begins to fire: a line with its name, and one for each threshold and its `for`. */
export function boundaryLines(suite: RuleSuite, { thresholds, hold }: Boundaries): string[] {
  const isFound = (margin: string) => thresholds.some(({ threshold }) => threshold.margin === margin);
  const missing = thresholdsOf(suite.alert).filter(({ margin }) => !isFound(margin));
  return [
    suiteTitle(suite),
    ...thresholds.map(thresholdLine),
    ...missing.map(({ text }) => `  ${text}: no change of its firing examples reaches it`),
    ...(hold ? [`  for ${suite.alert.for}: ${holdText(hold)}`] : []),
  ];
}

function thresholdLine({ threshold: { text, value }, fires, quiet }: Boundary): string {
  const where =
    value === undefined
      ? `fires ${number(fires.margin)} from it, stays quiet ${number(quiet.margin)} from it`
      : `fires at ${number(value + fires.margin)}, stays quiet at ${number(value + quiet.margin)}`;
  return `  ${text}: ${where} (${fires.example.name})`;
}

function holdText({ since, quiet, fires }: Hold): string {
  const minutes = (at: Duration): number => (durationSeconds(at) - durationSeconds(since)) / 60;
  return `pending after ${minutes(quiet.at)}m, fires after ${minutes(fires.at)}m`;
}

const number = (value: number): string => `${Number(value.toPrecision(4))}`;

/** How many thresholds were reached. */
export function boundarySummary(
  found: readonly { readonly suite: RuleSuite; readonly boundaries: Boundaries }[],
): string {
  const all = found.flatMap(({ suite }) => thresholdsOf(suite.alert)).length;
  const reached = found.flatMap(({ boundaries }) => boundaries.thresholds).length;
  const holds = found.filter(({ boundaries }) => boundaries.hold).length;
  return `${found.length} alerts: ${reached} of ${all} thresholds reached from both sides, ${holds} durations of \`for\``;
}
