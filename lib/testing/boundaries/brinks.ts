import { durationSeconds } from "../../model/duration.ts";
import type { Example, FiringExample, Links } from "../../model/model.ts";
import type { Answer } from "../experiment.ts";
import { defaultStep, seriesOf } from "../given.ts";
import { objection } from "../judge.ts";
import { mutationExperiment, pristine } from "../mutation/verdict.ts";
import { evaluationInterval } from "../promtool/documents.ts";
import type { Suite } from "../suite.ts";
import { type Limit, limitsOf } from "./limit.ts";
import { type Move, movesOf, type Point } from "./moves.ts";
import type { Search } from "./search.ts";

/** A limit from both sides: two examples that nobody wrote, next to each other. */
export interface Brink {
  readonly limit: Limit;
  readonly fires: Side<FiringExample>;
  readonly quiet: Side<Example>;
}

export interface Side<E extends Example> {
  readonly example: E;
  /** What is measured less the limit, at the moment that decides. */
  readonly margin: number;
}

/** Straight lines are met at once, curves soon, and what leaps after some halving. */
const rounds = 6;

/**
 * Finds, for each limit of an alert, how far the series of a firing example must be moved for the alert to fire only just.
 * Limits that no series leads to, such as a count of series, have no brink.
 */
export function* brinksOf(suite: Suite, links: Links): Search<Brink[]> {
  const found = new Map<Limit, Brink>();
  const limits = limitsOf(suite.alert);
  const { fires, quiet } = suite.alert.examples;
  for (const example of fires) {
    const others = quiet.filter(({ step }) => step === example.step).map(seriesOf);
    for (const moves of movesOf(seriesOf(example), others)) {
      const open = limits.filter((limit) => !found.has(limit));
      if (open.length === 0 || moves.length === 0) continue;
      const world = { suite, example, links, limits: open };
      for (const brink of yield* brinksBy(world, moves)) found.set(brink.limit, brink);
    }
  }
  return [...found.values()];
}

/** What a search looks at. */
interface World {
  readonly suite: Suite;
  readonly example: FiringExample;
  readonly limits: readonly Limit[];
  readonly links: Links;
}

/** What becomes of a limit's margin, of one set of labels, by one move. */
interface Line {
  readonly move: Move;
  readonly limit: Limit;
  readonly labels: string;
  readonly known: readonly Point[];
}

interface Step {
  readonly move: Move;
  readonly amount: number;
}

interface View extends Step {
  readonly fires: boolean;
  /** By limit, then by labels. */
  readonly margins: ReadonlyMap<Limit, ReadonlyMap<string, number>>;
}

function* brinksBy(world: World, moves: readonly Move[]): Search<Brink[]> {
  const found = new Map<Limit, Brink>();
  let lines = yield* firstLines(world, moves);
  for (let round = 0; round < rounds && lines.length > 0; round++) {
    const tries = lines.flatMap((line) => amountsFor(line).map((amount) => ({ line, amount })));
    const views = yield* look(world, tries.flatMap(bothSides));
    const learned = new Map<Line, Point[]>();
    for (const [i, { line }] of tries.entries()) {
      const pair = views.slice(2 * i, 2 * i + 2).flatMap((view) => pointOf(view, line) ?? []);
      const brink = brinkOf(world.example, line, pair);
      if (brink && !found.has(line.limit)) found.set(line.limit, brink);
      learned.set(line, [...(learned.get(line) ?? []), ...pair]);
    }
    lines = Array.from(learned, ([line, points]) => ({ ...line, known: [...line.known, ...points] })).filter(
      ({ limit }) => !found.has(limit),
    );
  }
  return [...found.values()];
}

/** The example as it is, and moved a little in every way: what changes a margin may lead to its limit. */
function* firstLines(world: World, moves: readonly Move[]): Search<readonly Line[]> {
  const still = moves.slice(0, 1).map((move) => ({ move, amount: move.still }));
  const [as, ...others] = yield* look(world, [...still, ...moves.map((move) => ({ move, amount: move.little }))]);
  if (!as) return [];
  return others.flatMap((view) =>
    world.limits.flatMap((limit) =>
      Array.from(as.margins.get(limit)?.keys() ?? []).flatMap((labels): Line[] => {
        const line = { move: view.move, limit, labels };
        const [a, b] = [pointOf({ ...as, amount: view.move.still }, line), pointOf(view, line)];
        return a && b && a.margin !== b.margin ? [{ ...line, known: [a, b] }] : [];
      }),
    ),
  );
}

/** Where the margin may be 0: foretold by two points, and halfway between two that have it between them. */
function amountsFor({ move, known }: Line): number[] {
  const sorted = [...known].sort((a, b) => a.amount - b.amount);
  const before = sorted.findIndex((point, i) => sorted[i + 1] && isCrossed(point, sorted[i + 1]));
  const [a, b] = before < 0 ? known.slice(-2) : sorted.slice(before, before + 2);
  if (!a || !b) return [];
  const roots = move.roots(a, b);
  if (before < 0) return [...roots];
  return [...roots.filter((root) => root > a.amount && root < b.amount).slice(0, 1), (a.amount + b.amount) / 2];
}

const isCrossed = (a: Point, b: Point | undefined): boolean => b !== undefined && a.margin > 0 !== b.margin > 0;

const bothSides = ({ line: { move }, amount }: { line: Line; amount: number }): Step[] =>
  [-1, 1].map((side) => ({ move, amount: amount + side * move.apart(amount) }));

interface Seen extends Point {
  readonly fires: boolean;
}

function pointOf({ amount, fires, margins }: View, { limit, labels }: Omit<Line, "known">): Seen | undefined {
  const margin = margins.get(limit)?.get(labels);
  return margin === undefined ? undefined : { amount, margin, fires };
}

/** Two points are a limit's two sides where the margin changes its sign between them, and the alert what it does. */
function brinkOf(example: FiringExample, { limit, move }: Line, [a, b]: readonly Seen[]): Brink | undefined {
  if (!a || !b || !isCrossed(a, b) || a.fires === b.fires) return undefined;
  const [firing, quiet] = a.fires ? [a, b] : [b, a];
  const { says: _, ...kept } = example;
  const at = ({ amount }: Point) => ({ ...kept, given: move.apply(amount), name: move.name(amount) });
  return {
    limit,
    fires: { example: at(firing), margin: firing.margin },
    quiet: { example: at(quiet), margin: quiet.margin },
  };
}

function* look({ suite, example, limits, links }: World, steps: readonly Step[]): Search<View[]> {
  const { at, step = defaultStep } = example;
  const attempts = steps.map(({ move, amount }) => ({
    name: move.name(amount),
    given: move.apply(amount),
    step,
    at,
  }));
  const { rules, trials } = mutationExperiment(suite, new Map(), attempts, links);
  const asked = limits.map((limit) => decisive(limit, durationSeconds(suite.alert.for)));
  const answers = yield { rules, trials: trials.map((trial) => ({ ...trial, asked })) };
  const claim = { fires: true, example: { ...example, says: [] } } as const;
  return steps.map((one, i) => {
    const answer = answers[i] ?? nothing;
    const fires = objection({ claim, answer, alert: pristine, labels: {} }) === undefined;
    return { ...one, fires, margins: new Map(limits.map((limit, l) => [limit, marginsIn(answer, l)])) };
  });
}

const nothing: Answer = { broken: new Map(), firing: new Map(), samples: [] };

/** The margin where it is least while the alert waits: it has to hold all the time. */
function decisive({ margin, above }: Limit, wait: number): string {
  const window = wait + durationSeconds(evaluationInterval);
  return `${above ? "min" : "max"}_over_time((${margin})[${window}s:${evaluationInterval}])`;
}

const marginsIn = ({ samples }: Answer, limit: number): Map<string, number> =>
  new Map((samples[limit] ?? []).map(({ labels, value }) => [JSON.stringify(Object.entries(labels).sort()), value]));
