import { durationSeconds } from "../../model/duration.ts";
import type { Duration, Example, FiringExample, Links } from "../../model/model.ts";
import { mutationExperiment, pristine } from "../mutation/verdict.ts";
import { evaluationInterval } from "../promtool/documents.ts";
import type { Suite } from "../suite.ts";
import { timelinesOf } from "../timeline.ts";
import { attemptsOf } from "../trials.ts";
import type { Search } from "./search.ts";

/** The moments around an alert's `for`: the last one at which it waits, and the first one at which it fires. */
export interface Wait {
  readonly since: Duration;
  readonly quiet: Example;
  readonly fires: FiringExample;
}

/** Finds when the first firing example's wait is over; undefined for an alert that does not wait. */
export function* waitOf(suite: Suite, links: Links): Search<Wait | undefined> {
  const [example] = suite.alert.examples.fires;
  const step = durationSeconds(evaluationInterval);
  if (durationSeconds(suite.alert.for) < step) return undefined;
  const { rules, trials } = mutationExperiment(suite, new Map(), attemptsOf(suite).slice(0, 1), links);
  const [answer] = yield { rules, trials };
  const spells = (answer && timelinesOf(answer).get(pristine)) ?? [];
  const firstOf = (wanted: "pending" | "firing"): number =>
    Math.min(...spells.filter(({ state }) => state === wanted).map(({ first }) => first));
  const [since, from] = [firstOf("pending"), firstOf("firing")];
  if (!Number.isFinite(since) || !Number.isFinite(from)) return undefined;
  const { says: _, ...kept } = example;
  return {
    since: `${since}s`,
    quiet: { ...kept, name: `about to have held for ${suite.alert.for}`, at: `${from - step}s` },
    fires: { ...kept, name: `held for ${suite.alert.for}`, at: `${from}s` },
  };
}
