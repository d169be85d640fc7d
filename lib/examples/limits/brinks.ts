import { durationSeconds } from "../../duration.ts";
import type { Example, FiringExample, Links } from "../../model.ts";
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

/** Straight lines are met at once, curves soon. */
const rounds = 3;

/**
 * Finds, for each limit of an alert, how far the series of a firing example must be moved for the alert to fire only just.
 * Limits that no series leads to, such as a count of series, have no brink.
 */
export function* brinksOf(suite: Suite, links: Links): Search<Brink[]> {
  const found = new Map<Limit, Brink>();
  const limits = limitsOf(suite.alert);
  for (const example of suite.alert.examples.fires)
    for (const moves of movesOf(seriesOf(example))) {
      const open = limits.filter((limit) => !found.has(limit));
      if (open.length === 0 || moves.length === 0) continue;
      const world = { suite, example, links, limits: open };
      for (const brink of yield* brinksBy(world, moves)) found.set(brink.limit, brink);
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
  readonly points: readonly [Point, Point];
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
    const roots = lines.flatMap((line) => line.move.roots(...line.points).map((root) => ({ line, root })));
    const views = yield* look(world, roots.flatMap(bothSides));
    const nearer = roots.flatMap(({ line: { limit, labels } }, i): Line[] => {
      const [a, b] = [views[2 * i], views[2 * i + 1]];
      const line = a && b && linesBetween(a, b, [limit]).find((line) => line.labels === labels);
      if (!line || found.has(limit)) return [];
      if (a.fires !== b.fires && isCrossed(line)) found.set(limit, brinkBetween(world.example, line, a.fires));
      return [line];
    });
    lines = nearer.filter(({ limit }) => !found.has(limit));
  }
  return [...found.values()];
}

/** The example as it is, and moved a little in every way. */
function* firstLines(world: World, moves: readonly Move[]): Search<readonly Line[]> {
  const still = moves.slice(0, 1).map((move) => ({ move, amount: move.still }));
  const [as, ...others] = yield* look(world, [...still, ...moves.map((move) => ({ move, amount: move.little }))]);
  return as ? others.flatMap((view) => linesBetween({ ...as, amount: view.move.still }, view, world.limits)) : [];
}

const bothSides = ({ line: { move }, root }: { line: Line; root: number }): Step[] =>
  [-1, 1].map((side) => ({ move, amount: root + side * move.apart(root) }));

const isCrossed = ({ points: [a, b] }: Line): boolean => a.margin > 0 !== b.margin > 0;

/** Lines between two looks at the world, of which the second was moved further. */
function linesBetween(a: View, b: View, limits: readonly Limit[]): Line[] {
  return limits.flatMap((limit) =>
    Array.from(a.margins.get(limit) ?? []).flatMap(([labels, margin]): Line[] => {
      const other = b.margins.get(limit)?.get(labels);
      if (other === undefined || other === margin) return [];
      const points = [
        { amount: a.amount, margin },
        { amount: b.amount, margin: other },
      ] as const;
      return [{ move: b.move, limit, labels, points }];
    }),
  );
}

function brinkBetween(example: FiringExample, { limit, move, points: [a, b] }: Line, firstFires: boolean): Brink {
  const [firing, quiet] = firstFires ? [a, b] : [b, a];
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
