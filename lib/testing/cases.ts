import { durationSeconds } from "../model/duration.ts";
import type { Duration, Example, FiringExample } from "../model/model.ts";
import type { RuleSuite } from "./rule-suite.ts";
import { defaultStep, firstOf, type InputSeries, seriesOf } from "./series.ts";

/** Series over which an alert is evaluated: an example, or a recovery, which asserts nothing. */
export interface TestCase {
  /** Its name in reports. */
  readonly name: string;
  readonly series: InputSeries;
  readonly step: Duration;
  readonly at: Duration;
  readonly assertion?: Assertion;
}

export type Assertion =
  | { readonly fires: true; readonly example: FiringExample }
  | { readonly fires: false; readonly example: Example };

/** An alert's examples, the firing ones first, then its recoveries. */
export function casesOf({ alert: { examples } }: RuleSuite): TestCase[] {
  const [first] = examples.fires;
  const fires = examples.fires.map((example, i) =>
    testCase(`fires: ${example.name ?? i + 1}`, { fires: true, example }),
  );
  const quiet = examples.quiet.map((example, i) =>
    testCase(`stays quiet: ${example.name ?? i + 1}`, { fires: false, example }),
  );
  const recoveries = examples.quiet.filter(({ step }) => step === first.step).map((after) => recovery(first, after));
  return [...fires, ...quiet, ...recoveries];
}

const testCase = (name: string, assertion: Assertion): TestCase => ({
  name,
  series: seriesOf(assertion.example),
  step: assertion.example.step ?? defaultStep,
  at: assertion.example.at,
  assertion,
});

/** A firing example until its evaluation time, followed by a quiet one. */
function recovery(before: FiringExample, after: Example): TestCase {
  const [firing, quiet] = [seriesOf(before), seriesOf(after)];
  const step = before.step ?? defaultStep;
  const samples = Math.floor(durationSeconds(before.at) / durationSeconds(step)) + 1;
  const series = Object.keys({ ...firing, ...quiet }).map((name) => [
    name,
    [...firstOf(firing[name] ?? "", samples), quiet[name] ?? "stale"].join(" "),
  ]);
  const seconds = samples * durationSeconds(step) + durationSeconds(after.at);
  return {
    name: `fires, then ${after.name ?? "stays quiet"}`,
    series: Object.fromEntries(series),
    step,
    at: `${seconds}s`,
  };
}
