import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { durationSeconds } from "../../lib/duration.ts";
import type { AlertRule, Duration, Model } from "../../lib/model.ts";
import type { EvaluatedAlert, Evaluation } from "../../lib/rehearsal/dispatch.ts";
import { Trouble } from "../outcome.ts";
import { type PrintedSample, printedAlerts, printedSamples, testOutput } from "./promtool.ts";
import { alertsIn, rulesOf, withYesterday } from "./rules.ts";

/** Series in promtool's notation, and the time between two of their samples. */
export interface Recording {
  readonly given: Readonly<Record<string, string>>;
  readonly step: Duration;
  /** Minutes that go by before anybody watches. Defaults to none. */
  readonly past?: number;
  /** How many minutes ago yesterday is, so that a recording need not last for days. Defaults to a day. */
  readonly yesterday?: number;
  /** What a minute lasts where time passes faster, for the rules too. Defaults to `1m`. */
  readonly minute?: Duration;
}

/** What the rules find in a recording. */
export interface Evaluated {
  /** What they recorded in each minute of the past, where it was asked for. */
  readonly past: readonly (readonly PrintedSample[])[];
  readonly evaluations: readonly Evaluation[];
}

/**
 * Evaluates every alert of the model over the series once a minute, by promtool, and words what fires as Prometheus does.
 * @param minutes how long to watch once the past is over, when its time is 0
 * @throws Trouble with promtool's words where it could not evaluate
 */
export const evaluate = async (model: Model, recording: Recording, minutes: number): Promise<readonly Evaluation[]> =>
  (await evaluateAt(model, recording, [], minutes)).evaluations;

/** The same, with the past. */
export const evaluateWithPast = (
  model: Model,
  recording: Recording & { readonly past: number },
  minutes: number,
): Promise<Evaluated> => evaluateAt(model, recording, count(0, recording.past), minutes);

async function evaluateAt(
  model: Model,
  recording: Recording,
  lookedBackAt: readonly number[],
  minutes: number,
): Promise<Evaluated> {
  const folder = await mkdtemp(join(tmpdir(), "rehearsal-"));
  try {
    const { past = 0, yesterday, minute = "1m" } = recording;
    const evaluated = yesterday === undefined ? model : withYesterday(model, yesterday);
    const alerts = alertsIn(evaluated);
    const rules = { groups: [{ name: "rehearsal", rules: rulesOf(evaluated, alerts) }] };
    await writeFile(join(folder, "rules.yml"), JSON.stringify(rules));
    const watchedAt = count(past, past + minutes + 1);
    const timeOf = (at: number): Duration => `${at * milliseconds(minute)}ms`;
    const test = join(folder, "test.yml");
    await writeFile(test, testFile(alerts, recording, watchedAt.map(timeOf), lookedBackAt.map(timeOf)));
    const output = await testOutput(test);
    const told = byTime(output);
    const toldAt = (at: number): string => {
      const text = told.get(milliseconds(timeOf(at)));
      if (text === undefined) throw new Trouble(`promtool cannot rehearse: ${output.slice(0, 2000)}`);
      return text;
    };
    return {
      past: lookedBackAt.map((at) => printedSamples(toldAt(at))),
      evaluations: watchedAt.map((at) => {
        const text = toldAt(at);
        return { at: (at - past) * 60, alerts: [...pendingIn(text), ...firingIn(text)] };
      }),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const milliseconds = (duration: Duration): number => Math.round(durationSeconds(duration) * 1000);

const count = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** promtool tells what it found where a test expected something else: so these tests expect nothing. JSON is YAML. */
function testFile(
  alerts: readonly AlertRule[],
  { given, step, minute = "1m" }: Recording,
  watchedAt: readonly Duration[],
  lookedBackAt: readonly Duration[],
): string {
  const names = [...new Set(alerts.map(({ alert }) => alert))];
  const find = (expr: string) => (time: Duration) => ({ expr, eval_time: time, exp_samples: [] });
  const test = {
    interval: step,
    input_series: Object.entries(given).map(([series, values]) => ({ series, values })),
    promql_expr_test: [...lookedBackAt.map(find(recorded)), ...watchedAt.map(find(pending))],
    alert_rule_test: watchedAt.flatMap((time) =>
      names.map((alertname) => ({ eval_time: time, alertname, exp_alerts: [] })),
    ),
  };
  return JSON.stringify({ rule_files: ["rules.yml"], evaluation_interval: minute, tests: [test] });
}

/** The zero is told where nothing is pending: without it promtool did not evaluate. */
const pending = 'ALERTS{alertstate="pending"} or vector(0)';

const recorded = '{__name__=~".+:.+"} or vector(0)';

const firingIn = (text: string): EvaluatedAlert[] =>
  printedAlerts(text).map((alert) => ({ ...alert, state: "firing" as const }));

const pendingIn = (text: string): EvaluatedAlert[] =>
  printedSamples(text).map(({ labels: { __name__: _, alertstate: __, ...labels } }) => ({
    labels,
    annotations: {},
    state: "pending" as const,
  }));

/** What promtool told of each moment, in milliseconds. */
function byTime(output: string): Map<number, string> {
  const found = new Map<number, string>();
  for (const block of output.split(/^ {4}(?=alertname:|expr:)/m)) {
    const time = block.match(/^(?:alertname|expr): .*time: (\w+),/)?.[1];
    if (time === undefined) continue;
    const at = milliseconds(time as Duration);
    found.set(at, `${found.get(at) ?? ""}${block}`);
  }
  return found;
}
