import { durationSeconds } from "../model/duration.ts";
import type { Duration, Example, FiringExample } from "../model/model.ts";
import { defaultStep, seriesOf } from "./given.ts";
import { firstOf } from "./notation.ts";
import type { Suite } from "./suite.ts";

/** Something that is tried with an alert: an example, or a recovery, which claims nothing. */
export interface Attempt {
  /** What reports call it. */
  readonly name: string;
  readonly given: Readonly<Record<string, string>>;
  readonly step: Duration;
  readonly at: Duration;
  readonly claim?: Claim;
}

export type Claim =
  | { readonly fires: true; readonly example: FiringExample }
  | { readonly fires: false; readonly example: Example };

/** An alert's examples, the firing ones first, then its recoveries. */
export function attemptsOf({ alert: { examples } }: Suite): Attempt[] {
  const [first] = examples.fires;
  const fires = examples.fires.map((example, i) =>
    attempt(`fires: ${example.name ?? i + 1}`, { fires: true, example }),
  );
  const quiet = examples.quiet.map((example, i) =>
    attempt(`stays quiet: ${example.name ?? i + 1}`, { fires: false, example }),
  );
  const recoveries = examples.quiet.filter(({ step }) => step === first.step).map((after) => recovery(first, after));
  return [...fires, ...quiet, ...recoveries];
}

const attempt = (name: string, claim: Claim): Attempt => ({
  name,
  given: seriesOf(claim.example),
  step: claim.example.step ?? defaultStep,
  at: claim.example.at,
  claim,
});

/** What fired comes to its rest: a firing example up to its moment, and then a quiet one. */
function recovery(before: FiringExample, after: Example): Attempt {
  const [was, is] = [seriesOf(before), seriesOf(after)];
  const step = before.step ?? defaultStep;
  const samples = Math.floor(durationSeconds(before.at) / durationSeconds(step)) + 1;
  const given = Object.keys({ ...was, ...is }).map((series) => [
    series,
    [...firstOf(was[series] ?? "", samples), is[series] ?? "stale"].join(" "),
  ]);
  const seconds = samples * durationSeconds(step) + durationSeconds(after.at);
  return {
    name: `fires, then ${after.name ?? "stays quiet"}`,
    given: Object.fromEntries(given),
    step,
    at: `${seconds}s`,
  };
}
