import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { durationSeconds } from "../../lib/duration.ts";
import { emit } from "../../lib/emit/index.ts";
import { composeTarget } from "../../lib/emit/target.ts";
import type { Duration, Model } from "../../lib/model.ts";
import type { EvaluatedAlert, Evaluation } from "../../lib/rehearsal/dispatch.ts";
import { groupsNeededBy } from "../../lib/rules/dependencies.ts";
import { write } from "../write.ts";
import { printedAlerts, printedSeries, testOutput } from "./promtool.ts";

/** Series in promtool's notation, and the time between two of their samples. */
export interface Recording {
  readonly given: Readonly<Record<string, string>>;
  readonly step: Duration;
}

/** Evaluates every rule of the model over the series once a minute, by promtool, and words what fires as Prometheus does. */
export async function evaluate(model: Model, recording: Recording, minutes: number): Promise<Evaluation[]> {
  const folder = await mkdtemp(join(tmpdir(), "rehearsal-"));
  try {
    await write(folder, emit(model, composeTarget(model), ["rules"]), true);
    const ask = (questions: object) => told(folder, model, recording, questions);
    const times = Array.from({ length: minutes + 1 }, (_, minute): Duration => `${minute}m`);
    const states = await ask({
      promql_expr_test: times.map((at) => ({ expr: 'ALERTS{alertname!="Watchdog"}', eval_time: at, exp_samples: [] })),
    });
    const names = [...states.values()].flatMap(printedSeries).map(({ alertname }) => alertname);
    const firing = await ask({
      alert_rule_test: times.flatMap((at) =>
        [...new Set(names)].map((alertname) => ({ eval_time: at, alertname, exp_alerts: [] })),
      ),
    });
    return times.map(durationSeconds).map((at) => ({
      at,
      alerts: [...pendingIn(states.get(at) ?? ""), ...firingIn(firing.get(at) ?? "")],
    }));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const firingIn = (text: string): EvaluatedAlert[] =>
  printedAlerts(text).map((alert) => ({ ...alert, state: "firing" as const }));

const pendingIn = (text: string): EvaluatedAlert[] =>
  printedSeries(text)
    .filter(({ alertstate }) => alertstate === "pending")
    .map(({ __name__: _, alertstate: __, ...labels }) => ({ labels, annotations: {}, state: "pending" as const }));

/** promtool tells what it found where a test expected something else: so these tests expect nothing. By seconds. */
async function told(folder: string, model: Model, { given, step }: Recording, questions: object) {
  const file = join(folder, "rehearsal.yml");
  const series = Object.entries(given).map(([name, values]) => ({ series: name, values }));
  const rules = model.rules.map(({ name }) => `prometheus/rules/${name}.yml`);
  const tests = [{ interval: step, input_series: series, ...questions }];
  const order = inputsFirst(model);
  await writeFile(file, stringify({ rule_files: rules, evaluation_interval: "1m", group_eval_order: order, tests }));
  const found = new Map<number, string>();
  for (const block of (await testOutput(file)).split(/^ {4}(?=alertname:|expr:)/m)) {
    const time = block.match(/^(?:alertname|expr): .*time: (\w+),/)?.[1];
    if (time === undefined) continue;
    const at = durationSeconds(time as Duration);
    found.set(at, `${found.get(at) ?? ""}${block}`);
  }
  return found;
}

/** promtool evaluates groups in any order unless it is told one; what a group records is read by the next. */
const inputsFirst = ({ rules }: Model): string[] => [
  ...new Set(rules.flatMap((group) => groupsNeededBy(group, rules).reverse()).map(({ name }) => name)),
];
