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
    // One after the other: the first one finds most boundaries, and promtool needs 10 ms or more for each example.
    for (const perturbation of perturbationsOf(seriesOf(example), others)) {
      const thresholds = all.filter((threshold) => !found.has(threshold));
      if (thresholds.length === 0) break;
      const context = { suite, example, links, thresholds };
      for (const boundary of yield* boundariesBy(context, perturbation)) found.set(boundary.threshold, boundary);
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

/** How the margin to a threshold, for one set of labels, depends on a perturbation. */
interface Curve {
  readonly threshold: Threshold;
  readonly labels: string;
  readonly known: readonly Point[];
}

interface Measurement {
  readonly amount: number;
  readonly fires: boolean;
  /** By threshold, then by labels. */
  readonly margins: ReadonlyMap<Threshold, ReadonlyMap<string, number>>;
}

function* boundariesBy(context: Context, perturbation: Perturbation): Search<Boundary[]> {
  const found = new Map<Threshold, Boundary>();
  let curves = yield* firstCurves(context, perturbation);
  for (let round = 0; round < rounds && curves.length > 0; round++) {
    const tries = curves.flatMap((curve) => amountsFor(curve, perturbation).map((amount) => ({ curve, amount })));
    const amounts = tries.flatMap(({ amount }) => bothSides(amount, perturbation));
    const measured = yield* measure(context, perturbation, amounts);
    const learned = new Map<Curve, Point[]>();
    const crossed = new Set<Curve>();
    for (const [i, { curve }] of tries.entries()) {
      const pair = measured.slice(2 * i, 2 * i + 2).flatMap((one) => pointOf(one, curve) ?? []);
      const [a, b] = pair;
      if (a && b && isCrossed(a, b)) {
        crossed.add(curve);
        const boundary = boundaryOf(context.example, curve.threshold, perturbation, [a, b]);
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

/** Measures the example as it is, and perturbed a little: the curves of the margins that change. */
function* firstCurves(context: Context, perturbation: Perturbation): Search<readonly Curve[]> {
  const [start, other] = yield* measure(context, perturbation, [perturbation.neutral, perturbation.small]);
  if (!start || !other) return [];
  return context.thresholds.flatMap((threshold) =>
    Array.from(start.margins.get(threshold)?.keys() ?? []).flatMap((labels): Curve[] => {
      const [a, b] = [pointOf(start, { threshold, labels }), pointOf(other, { threshold, labels })];
      return a && b && a.margin !== b.margin ? [{ threshold, labels, known: [a, b] }] : [];
    }),
  );
}

/** Where the margin may be 0: estimated from two points; also halfway between two points whose margins differ in sign. */
function amountsFor({ known }: Curve, perturbation: Perturbation): number[] {
  const sorted = [...known].sort((a, b) => a.amount - b.amount);
  const before = sorted.findIndex((point, i) => sorted[i + 1] && isCrossed(point, sorted[i + 1]));
  const [a, b] = before < 0 ? known.slice(-2) : sorted.slice(before, before + 2);
  if (!a || !b) return [];
  const roots = perturbation.roots(a, b);
  if (before < 0) return [...roots];
  return [...roots.filter((root) => root > a.amount && root < b.amount).slice(0, 1), (a.amount + b.amount) / 2];
}

const isCrossed = (a: Point, b: Point | undefined): boolean => b !== undefined && a.margin > 0 !== b.margin > 0;

const bothSides = (amount: number, { spacing }: Perturbation): number[] =>
  [-1, 1].map((side) => amount + side * spacing(amount));

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
  threshold: Threshold,
  perturbation: Perturbation,
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

function* measure(
  { suite, example, thresholds, links }: Context,
  perturbation: Perturbation,
  amounts: readonly number[],
): Search<Measurement[]> {
  const { at, step = defaultStep } = example;
  const cases = amounts.map((amount) => ({
    name: perturbation.name(amount),
    series: perturbation.apply(amount),
    step,
    at,
  }));
  const experiment = mutationExperiment(suite, new Map(), cases, links);
  const queries = thresholds.map((threshold) => decisiveMargin(threshold, durationSeconds(suite.alert.for)));
  const results = yield { ...experiment, tests: experiment.tests.map((test) => ({ ...test, queries })) };
  const assertion = { fires: true, example: { ...example, message: [] } } as const;
  return amounts.map((amount, i) => {
    const result = results[i] ?? empty;
    const fires = assert({ assertion, result, alert: original, labels: {} }) === undefined;
    return { amount, fires, margins: new Map(thresholds.map((threshold, t) => [threshold, marginsIn(result, t)])) };
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
