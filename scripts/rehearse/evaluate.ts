import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { durationSeconds } from "../../lib/duration.ts";
import { ruleYaml } from "../../lib/emit/rules.ts";
import { inputsOf } from "../../lib/examples/suite.ts";
import type { AlertRule, Duration, Model, Rule } from "../../lib/model.ts";
import type { EvaluatedAlert, Evaluation } from "../../lib/rehearsal/dispatch.ts";
import { Trouble } from "../outcome.ts";
import { printedAlerts, printedSeries, testOutput } from "./promtool.ts";

/** Series in promtool's notation, and the time between two of their samples. */
export interface Recording {
  readonly given: Readonly<Record<string, string>>;
  readonly step: Duration;
  /** Minutes that go by before anybody watches. Defaults to none. */
  readonly past?: number;
  /** How many minutes ago yesterday is, so that a recording need not last for days. Defaults to a day. */
  readonly yesterday?: number;
}

/**
 * Evaluates every alert of the model over the series once a minute, by promtool, and words what fires as Prometheus does.
 * @param minutes how long to watch once the past is over, when its time is 0
 * @throws Trouble with promtool's words where it could not evaluate
 */
export async function evaluate(model: Model, recording: Recording, minutes: number): Promise<Evaluation[]> {
  const folder = await mkdtemp(join(tmpdir(), "rehearsal-"));
  try {
    const { past = 0, yesterday = 24 * 60 } = recording;
    const alerts = alertsIn(model);
    const rules = JSON.stringify({ groups: [{ name: "rehearsal", rules: rulesOf(model, alerts) }] });
    // What is usual is a mean over the hour around this time yesterday.
    await writeFile(join(folder, "rules.yml"), rules.replaceAll("offset 23h30m", `offset ${yesterday - 30}m`));
    const times = Array.from({ length: minutes + 1 }, (_, minute): Duration => `${past + minute}m`);
    const test = join(folder, "test.yml");
    await writeFile(test, testFile(alerts, recording, times));
    const output = await testOutput(test);
    const told = byTime(output);
    return times.map((time, minute) => {
      const text = told.get(durationSeconds(time));
      if (text === undefined) throw new Trouble(`promtool cannot rehearse: ${output.slice(0, 2000)}`);
      return { at: minute * 60, alerts: [...pendingIn(text), ...firingIn(text)] };
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Watchdog fires always. */
const alertsIn = ({ rules }: Model): AlertRule[] =>
  rules
    .flatMap(({ definition }) => definition.rules)
    .filter((rule): rule is AlertRule => "alert" in rule && rule.alert !== "Watchdog");

/** What is recorded stands before what reads it. What only boards read need not be recorded. */
const rulesOf = (model: Model, alerts: readonly AlertRule[]) => {
  const all: Rule[] = model.rules.flatMap(({ definition }) => definition.rules);
  return [...inputsOf(alerts, all), ...alerts].map((rule) => ruleYaml(rule, model.links));
};

/** promtool tells what it found where a test expected something else: so these tests expect nothing. JSON is YAML. */
function testFile(alerts: readonly AlertRule[], { given, step }: Recording, times: readonly Duration[]): string {
  const names = [...new Set(alerts.map(({ alert }) => alert))];
  const test = {
    interval: step,
    input_series: Object.entries(given).map(([series, values]) => ({ series, values })),
    promql_expr_test: times.map((time) => ({ expr: pending, eval_time: time, exp_samples: [] })),
    alert_rule_test: times.flatMap((time) =>
      names.map((alertname) => ({ eval_time: time, alertname, exp_alerts: [] })),
    ),
  };
  return JSON.stringify({ rule_files: ["rules.yml"], evaluation_interval: "1m", tests: [test] });
}

/** The zero is told where nothing is pending: without it promtool did not evaluate. */
const pending = 'ALERTS{alertstate="pending"} or vector(0)';

const firingIn = (text: string): EvaluatedAlert[] =>
  printedAlerts(text).map((alert) => ({ ...alert, state: "firing" as const }));

const pendingIn = (text: string): EvaluatedAlert[] =>
  printedSeries(text).map(({ __name__: _, alertstate: __, ...labels }) => ({
    labels,
    annotations: {},
    state: "pending" as const,
  }));

/** What promtool told of each moment, in seconds. */
function byTime(output: string): Map<number, string> {
  const found = new Map<number, string>();
  for (const block of output.split(/^ {4}(?=alertname:|expr:)/m)) {
    const time = block.match(/^(?:alertname|expr): .*time: (\w+),/)?.[1];
    if (time === undefined) continue;
    const at = durationSeconds(time as Duration);
    found.set(at, `${found.get(at) ?? ""}${block}`);
  }
  return found;
}
