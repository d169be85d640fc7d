import { durationSeconds } from "../model/duration.ts";
import type { AlertRule, Example, FiringExample, Links } from "../model/model.ts";
import { type Binary, partsOf } from "../promql/syntax/ast.ts";
import { parse } from "../promql/syntax/parse.ts";
import { typeOf } from "../promql/syntax/types.ts";
import { defaultStep, type Result, type Search, seriesOf } from "./experiment.ts";
import { mutationExperiment, original } from "./mutation-outcomes.ts";
import { type Perturbation, type Point, perturbationsOf } from "./perturbations.ts";
import { evaluationInterval } from "./promtool.ts";
import { assert, type RuleSuite } from "./rule-tests.ts";

/** The two sides of a threshold: two generated examples, one just above and one just below. */
export interface Boundary {
  readonly threshold: Threshold;
  readonly fires: Side<FiringExample>;
  readonly quiet: Side<Example>;
}

interface Side<E extends Example> {
  readonly example: E;
  /** The measured value minus the threshold, at the time that decides. */
  readonly margin: number;
}

/** Estimates by a line come first, then bisection. Linear margins need one round. */
const rounds = 6;

/**
 * Finds, for each threshold of an alert, how much the series of a firing example must change for the alert to just fire.
 * A threshold that no series influences, such as one on a count of series, has no boundary.
 */
export function* boundariesOf(suite: RuleSuite, links: Links): Search<Boundary[]> {
  const found = new Map<Threshold, Boundary>();
  const all = thresholdsOf(suite.alert);
  const { fires, quiet } = suite.alert.examples;
  for (const example of fires) {
    const others = quiet.filter(({ step }) => step === example.step).map(seriesOf);
    for (const perturbations of perturbationsOf(seriesOf(example), others)) {
      const thresholds = all.filter((threshold) => !found.has(threshold));
      if (thresholds.length === 0 || perturbations.length === 0) continue;
      const context = { suite, example, links, thresholds };
      for (const boundary of yield* boundariesBy(context, perturbations)) found.set(boundary.threshold, boundary);
    }
  }
  return [...found.values()];
}

interface Context {
  readonly suite: RuleSuite;
  readonly example: FiringExample;
  readonly thresholds: readonly Threshold[];
  readonly links: Links;
}

/** How the margin to a threshold, for one set of labels, depends on one perturbation. */
interface Curve {
  readonly perturbation: Perturbation;
  readonly threshold: Threshold;
  readonly labels: string;
  readonly known: readonly Point[];
}

interface Step {
  readonly perturbation: Perturbation;
  readonly amount: number;
}

interface Measurement extends Step {
  readonly fires: boolean;
  /** By threshold, then by labels. */
  readonly margins: ReadonlyMap<Threshold, ReadonlyMap<string, number>>;
}

function* boundariesBy(context: Context, perturbations: readonly Perturbation[]): Search<Boundary[]> {
  const found = new Map<Threshold, Boundary>();
  let curves = yield* firstCurves(context, perturbations);
  for (let round = 0; round < rounds && curves.length > 0; round++) {
    const tries = curves.flatMap((curve) => amountsFor(curve).map((amount) => ({ curve, amount })));
    const measured = yield* measure(context, tries.flatMap(bothSides));
    const learned = new Map<Curve, Point[]>();
    const crossed = new Set<Curve>();
    for (const [i, { curve }] of tries.entries()) {
      const pair = measured.slice(2 * i, 2 * i + 2).flatMap((one) => pointOf(one, curve) ?? []);
      const [a, b] = pair;
      if (a && b && isCrossed(a, b)) {
        crossed.add(curve);
        const boundary = boundaryOf(context.example, curve, [a, b]);
        if (boundary && !found.has(curve.threshold)) found.set(curve.threshold, boundary);
      }
      learned.set(curve, [...(learned.get(curve) ?? []), ...pair]);
    }
    // Where the margin is 0 and the alert's state is the same on both sides, another condition decides.
    curves = [...learned]
      .filter(([curve]) => !found.has(curve.threshold) && !crossed.has(curve))
      .map(([curve, points]) => ({ ...curve, known: [...curve.known, ...points] }));
  }
  return [...found.values()];
}

/** Measures the example as it is, and with each perturbation applied a little: keeps those that change a margin. */
function* firstCurves(context: Context, perturbations: readonly Perturbation[]): Search<readonly Curve[]> {
  const unchanged = perturbations.slice(0, 1).map((one) => ({ perturbation: one, amount: one.neutral }));
  const [start, ...others] = yield* measure(context, [
    ...unchanged,
    ...perturbations.map((one) => ({ perturbation: one, amount: one.small })),
  ]);
  if (!start) return [];
  return others.flatMap((other) =>
    context.thresholds.flatMap((threshold) =>
      Array.from(start.margins.get(threshold)?.keys() ?? []).flatMap((labels): Curve[] => {
        const curve = { perturbation: other.perturbation, threshold, labels };
        const [a, b] = [pointOf({ ...start, amount: other.perturbation.neutral }, curve), pointOf(other, curve)];
        return a && b && a.margin !== b.margin ? [{ ...curve, known: [a, b] }] : [];
      }),
    ),
  );
}

/** Where the margin may be 0: estimated from two points; also halfway between two points whose margins differ in sign. */
function amountsFor({ perturbation, known }: Curve): number[] {
  const sorted = [...known].sort((a, b) => a.amount - b.amount);
  const before = sorted.findIndex((point, i) => sorted[i + 1] && isCrossed(point, sorted[i + 1]));
  const [a, b] = before < 0 ? known.slice(-2) : sorted.slice(before, before + 2);
  if (!a || !b) return [];
  const roots = perturbation.roots(a, b);
  if (before < 0) return [...roots];
  return [...roots.filter((root) => root > a.amount && root < b.amount).slice(0, 1), (a.amount + b.amount) / 2];
}

const isCrossed = (a: Point, b: Point | undefined): boolean => b !== undefined && a.margin > 0 !== b.margin > 0;

const bothSides = ({ curve: { perturbation }, amount }: { curve: Curve; amount: number }): Step[] =>
  [-1, 1].map((side) => ({ perturbation, amount: amount + side * perturbation.spacing(amount) }));

interface MeasuredPoint extends Point {
  readonly fires: boolean;
}

function pointOf(
  { amount, fires, margins }: Measurement,
  { threshold, labels }: Omit<Curve, "known">,
): MeasuredPoint | undefined {
  const margin = margins.get(threshold)?.get(labels);
  return margin === undefined ? undefined : { amount, margin, fires };
}

/** Two points on either side of a threshold are those of a boundary where the alert's state changes between them too. */
function boundaryOf(
  example: FiringExample,
  { threshold, perturbation }: Curve,
  [a, b]: readonly [MeasuredPoint, MeasuredPoint],
): Boundary | undefined {
  if (a.fires === b.fires) return undefined;
  const [firing, quiet] = a.fires ? [a, b] : [b, a];
  const { message: _, ...kept } = example;
  const at = ({ amount }: Point) => ({
    ...kept,
    series: perturbation.apply(amount),
    name: perturbation.name(amount),
  });
  return {
    threshold,
    fires: { example: at(firing), margin: firing.margin },
    quiet: { example: at(quiet), margin: quiet.margin },
  };
}

function* measure({ suite, example, thresholds, links }: Context, steps: readonly Step[]): Search<Measurement[]> {
  const { at, step = defaultStep } = example;
  const cases = steps.map(({ perturbation, amount }) => ({
    name: perturbation.name(amount),
    series: perturbation.apply(amount),
    step,
    at,
  }));
  const experiment = mutationExperiment(suite, new Map(), cases, links);
  const queries = thresholds.map((threshold) => decisiveMargin(threshold, durationSeconds(suite.alert.for)));
  const results = yield { ...experiment, tests: experiment.tests.map((test) => ({ ...test, queries })) };
  const assertion = { fires: true, example: { ...example, message: [] } } as const;
  return steps.map((one, i) => {
    const result = results[i] ?? empty;
    const fires = assert({ assertion, result, alert: original, labels: {} }) === undefined;
    return { ...one, fires, margins: new Map(thresholds.map((threshold, t) => [threshold, marginsIn(result, t)])) };
  });
}

const empty: Result = { broken: new Map(), firing: new Map(), samples: [] };

/** The smallest margin while the alert is pending: the comparison has to hold all that time. */
function decisiveMargin({ margin, above }: Threshold, hold: number): string {
  const window = hold + durationSeconds(evaluationInterval);
  return `${above ? "min" : "max"}_over_time((${margin})[${window}s:${evaluationInterval}])`;
}

const marginsIn = ({ samples }: Result, threshold: number): Map<string, number> =>
  new Map(
    (samples[threshold] ?? []).map(({ labels, value }) => [JSON.stringify(Object.entries(labels).sort()), value]),
  );

/** A comparison in an alert's expression. */
interface Threshold {
  /** Operator and right side, such as `> 0.9`. */
  readonly text: string;
  /** PromQL of the left side minus the right side: its sign shows whether the comparison holds. */
  readonly margin: string;
  /** Whether the comparison holds above the threshold. */
  readonly above: boolean;
  /** The right side, where it is a number. */
  readonly value?: number;
}

const above: Readonly<Record<string, boolean>> = { ">": true, ">=": true, "<": false, "<=": false };

/** The thresholds of an alert, in the order of its expression. An expression that does not parse has none. */
export function thresholdsOf({ expr }: AlertRule): Threshold[] {
  const { ast } = parse(expr);
  if (!ast) return [];
  return partsOf(ast).flatMap((part) => (part.kind === "binary" ? (thresholdOf(part, expr) ?? []) : []));
}

/** None for two scalars, which make no series to look back on, and for `> 0`, which asks only whether there is any. */
function thresholdOf(binary: Binary, text: string): Threshold | undefined {
  const { op, operator, left, right } = binary;
  const isAbove = above[op];
  if (isAbove === undefined || typeOf(binary) !== "instant vector") return undefined;
  const value = right.kind === "number" ? right.value : undefined;
  if (isAbove && value === 0) return undefined;
  const [measured, matching, threshold] = [
    text.slice(left.from, left.to),
    text.slice(operator.to, right.from).replace(/\bbool\b/i, ""),
    text.slice(right.from, right.to),
  ];
  return {
    text: `${op} ${threshold}`.replace(/\s+/g, " "),
    margin: `(${measured}\n) - ${matching} (${threshold}\n)`,
    above: isAbove,
    ...(value !== undefined && { value }),
  };
}
