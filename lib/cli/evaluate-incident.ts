import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { withDayLength } from "../authoring/rules.ts";
import { ruleYaml } from "../emit/rules.ts";
import { durationSeconds } from "../model/duration.ts";
import type { AlertRule, Duration, Model, Rule } from "../model/model.ts";
import { rulesReadBy } from "../promql/dependencies.ts";
import type { InputSeries, Sample } from "../testing/experiment.ts";
import type { EvaluatedAlert, Evaluation } from "../testing/incident.ts";
import type { Finding } from "../testing/promtool.ts";
import { findingsOf } from "./experiments.ts";
import { inTemporaryFolder } from "./folders.ts";
import { UserError } from "./outcome.ts";

/** Series in promtool's notation, and the time between two of their samples. */
interface IncidentSeries {
  readonly series: InputSeries;
  readonly step: Duration;
  /** Minutes of ordinary operation before the simulation begins. Defaults to none. */
  readonly past?: number;
  /** Length of a day in minutes, so that a recording need not last for days. Defaults to a real day. */
  readonly day?: number;
  /** How long a minute lasts in accelerated time, also for the rules. Defaults to `1m`. */
  readonly minute?: Duration;
}

/** An incident as input of the simulation. */
export interface Incident extends IncidentSeries {
  /** What happens, for whoever reads the timeline. */
  readonly story?: string;
  /** How long to simulate it. */
  readonly minutes?: number;
}

/** The evaluations, and the samples that the rules recorded in each minute of the past. */
interface Evaluated {
  readonly past: readonly (readonly Sample[])[];
  readonly evaluations: readonly Evaluation[];
}

/**
 * Evaluates every alert of the model over the series once a minute, by promtool.
 * @param minutes how long to simulate after the past; time 0 is the end of the past
 * @throws UserError with promtool's message where it could not evaluate
 */
export async function evaluate(model: Model, incident: IncidentSeries, minutes: number): Promise<Evaluation[]> {
  const { past = 0 } = incident;
  const simulated = minutesFrom(past, past + minutes);
  return evaluationsIn(await findings(model, incident, { simulated, recorded: [] }), simulated);
}

/** The same, also with the recorded samples of the past. */
export async function evaluateWithPast(
  model: Model,
  incident: IncidentSeries & { readonly past: number },
  minutes: number,
): Promise<Evaluated> {
  const { past } = incident;
  const simulated = minutesFrom(past, past + minutes);
  const recorded = minutesFrom(0, past - 1);
  const findingsAt = await findings(model, incident, { simulated, recorded });
  return {
    past: recorded.map((minute) => samplesIn(findingsAt(minute))),
    evaluations: evaluationsIn(findingsAt, simulated),
  };
}

const minutesFrom = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

type FindingsAt = (minute: number) => readonly Finding[];

const evaluationsIn = (findingsAt: FindingsAt, minutes: readonly number[]): Evaluation[] =>
  minutes.map((minute, i) => {
    const found = findingsAt(minute);
    return { at: i * 60, alerts: [...pendingIn(found), ...firingIn(found)] };
  });

/** Minutes from the first sample: those whose alerts are asked for, and those whose recorded series are. */
interface Asked {
  readonly simulated: readonly number[];
  readonly recorded: readonly number[];
}

async function findings(model: Model, incident: IncidentSeries, asked: Asked): Promise<FindingsAt> {
  const { day, minute = "1m" } = incident;
  const evaluated = day === undefined ? model : withDayLength(model, day);
  const alerts = alertsIn(evaluated);
  return inTemporaryFolder("incident", async (folder) => {
    // JSON is YAML.
    const file = join(folder, "incident.test.yml");
    await writeFile(join(folder, "rules.yml"), JSON.stringify(ruleFile(evaluated, alerts)));
    await writeFile(file, JSON.stringify(testFile(alerts, incident, asked)));
    const [found = []] = (await findingsOf([file])).get(file) ?? [];
    return byMinute(found, milliseconds(minute));
  });
}

function byMinute(found: readonly Finding[], minute: number): FindingsAt {
  const byTime = new Map<number, Finding[]>();
  for (const finding of found) {
    if (finding.kind === "broken rule") throw new UserError(`${finding.rule}: cannot be evaluated: ${finding.reason}`);
    byTime.set(finding.at, [...(byTime.get(finding.at) ?? []), finding]);
  }
  return (at) => {
    const findings = byTime.get(at * minute);
    if (!findings) throw new Error(`promtool's report lacks minute ${at}`);
    return findings;
  };
}

/** All alerts but Watchdog, which always fires. */
export const alertsIn = ({ rules }: Model): AlertRule[] =>
  rules
    .flatMap(({ definition }) => definition.rules)
    .filter((rule): rule is AlertRule => "alert" in rule && rule.alert !== "Watchdog");

/** Recording rules stand before those that read them. Those that only dashboards read are left out. */
function ruleFile(model: Model, alerts: readonly AlertRule[]): object {
  const all: Rule[] = model.rules.flatMap(({ definition }) => definition.rules);
  const rules = [...rulesReadBy(alerts, all), ...alerts].map((rule) => ruleYaml(rule, model));
  return { groups: [{ name: "incident", rules }] };
}

const milliseconds = (duration: Duration): number => Math.round(durationSeconds(duration) * 1000);

/** The tests expect nothing, so that promtool reports everything that it finds. */
function testFile(
  alerts: readonly AlertRule[],
  { series, step, minute = "1m" }: IncidentSeries,
  { simulated, recorded }: Asked,
): object {
  const names = [...new Set(alerts.map(({ alert }) => alert))];
  const time = (at: number): Duration => `${at * milliseconds(minute)}ms`;
  const query = (expr: string) => (at: number) => ({ expr, eval_time: time(at), exp_samples: [] });
  const test = {
    interval: step,
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    promql_expr_test: [...recorded.map(query(recordedSeries)), ...simulated.map(query(pendingAlerts))],
    alert_rule_test: simulated.flatMap((at) =>
      names.map((alertname) => ({ eval_time: time(at), alertname, exp_alerts: [] })),
    ),
  };
  return { rule_files: ["rules.yml"], evaluation_interval: minute, tests: [test] };
}

/** The zero is there even if nothing else is: where it is missing, promtool did not evaluate. */
const pendingAlerts = 'ALERTS{alertstate="pending"} or vector(0)';
const recordedSeries = '{__name__=~".+:.+"} or vector(0)';

const firingIn = (found: readonly Finding[]): EvaluatedAlert[] =>
  found.flatMap((finding) =>
    finding.kind === "alerts" ? finding.firing.map((alert) => ({ ...alert, state: "firing" as const })) : [],
  );

/** Without the zero, which has no name. */
const samplesIn = (found: readonly Finding[]): Sample[] =>
  found.flatMap((finding) =>
    finding.kind === "samples" ? finding.samples.filter(({ labels }) => labels.__name__ !== undefined) : [],
  );

const pendingIn = (found: readonly Finding[]): EvaluatedAlert[] =>
  samplesIn(found).map(({ labels: { __name__: _, alertstate: __, ...labels } }) => ({
    labels,
    annotations: {},
    state: "pending" as const,
  }));
