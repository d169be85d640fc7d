import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { durationSeconds } from "../../model/duration.ts";
import type { AlertRule, Duration, Model } from "../../model/model.ts";
import type { EvaluatedAlert, Evaluation } from "../../testing/incidents/dispatch.ts";
import { UserError } from "../outcome.ts";
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

/** Something that happens, and how long to watch it. */
export interface Incident extends Recording {
  /** What happens, for whoever reads the timeline. */
  readonly story?: string;
  /** Long enough to see all of it. */
  readonly minutes?: number;
}

/** What the rules find, minute by minute. */
export interface Evaluated {
  /** What they record before anybody watches. */
  readonly past: readonly (readonly PrintedSample[])[];
  readonly evaluations: readonly Evaluation[];
}

/**
 * Evaluates every alert of the model over the series once a minute, by promtool, and words what fires as Prometheus does.
 * @param minutes how long to watch once the past is over, when its time is 0
 * @throws UserError with promtool's words where it could not evaluate
 */
export async function evaluate(model: Model, recording: Recording, minutes: number): Promise<readonly Evaluation[]> {
  const { past = 0 } = recording;
  const watched = minutesFrom(past, past + minutes);
  return evaluationsIn(await ask(model, recording, { watched, lookedBackAt: [] }), watched);
}

/** The same, with the past. */
export async function evaluateWithPast(
  model: Model,
  recording: Recording & { readonly past: number },
  minutes: number,
): Promise<Evaluated> {
  const { past } = recording;
  const watched = minutesFrom(past, past + minutes);
  const lookedBackAt = minutesFrom(0, past - 1);
  const toldAt = await ask(model, recording, { watched, lookedBackAt });
  return {
    past: lookedBackAt.map((minute) => printedSamples(toldAt(minute))),
    evaluations: evaluationsIn(toldAt, watched),
  };
}

const minutesFrom = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

const evaluationsIn = (toldAt: (minute: number) => string, watched: readonly number[]): Evaluation[] =>
  watched.map((minute, i) => {
    const text = toldAt(minute);
    return { at: i * 60, alerts: [...pendingIn(text), ...firingIn(text)] };
  });

/** Minutes of a recording: in some all that happens is asked for, in others what is recorded. */
interface Asked {
  readonly watched: readonly number[];
  readonly lookedBackAt: readonly number[];
}

/** Asks promtool. @returns what it tells of a minute */
async function ask(model: Model, recording: Recording, asked: Asked): Promise<(minute: number) => string> {
  const { yesterday, minute = "1m" } = recording;
  const evaluated = yesterday === undefined ? model : withYesterday(model, yesterday);
  const alerts = alertsIn(evaluated);
  const rules = { groups: [{ name: "rehearsal", rules: rulesOf(evaluated, alerts) }] };
  const output = await testOutputOf(rules, testOf(alerts, recording, asked));
  const told = byTime(output);
  return (at) => {
    const text = told.get(at * milliseconds(minute));
    if (text === undefined) throw new UserError(`promtool cannot rehearse: ${output.slice(0, 2000)}`);
    return text;
  };
}

async function testOutputOf(rules: object, test: object): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "rehearsal-"));
  try {
    // JSON is YAML.
    await writeFile(join(folder, "rules.yml"), JSON.stringify(rules));
    await writeFile(join(folder, "test.yml"), JSON.stringify(test));
    return await testOutput(join(folder, "test.yml"));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const milliseconds = (duration: Duration): number => Math.round(durationSeconds(duration) * 1000);

/** promtool tells what it found where a test expected something else: so these tests expect nothing. */
function testOf(
  alerts: readonly AlertRule[],
  { given, step, minute = "1m" }: Recording,
  { watched, lookedBackAt }: Asked,
): object {
  const names = [...new Set(alerts.map(({ alert }) => alert))];
  const time = (at: number): Duration => `${at * milliseconds(minute)}ms`;
  const find = (expr: string) => (at: number) => ({ expr, eval_time: time(at), exp_samples: [] });
  const test = {
    interval: step,
    input_series: Object.entries(given).map(([series, values]) => ({ series, values })),
    promql_expr_test: [...lookedBackAt.map(find(recorded)), ...watched.map(find(pending))],
    alert_rule_test: watched.flatMap((at) =>
      names.map((alertname) => ({ eval_time: time(at), alertname, exp_alerts: [] })),
    ),
  };
  return { rule_files: ["rules.yml"], evaluation_interval: minute, tests: [test] };
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
