import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withDayLength } from "../../../lib/authoring/rules.ts";
import { findingsOf } from "../../../lib/cli/experiments.ts";
import { write } from "../../../lib/cli/write.ts";
import { composeTarget } from "../../../lib/emit/emit.ts";
import { emit } from "../../../lib/emit/index.ts";
import type { Model, Rule } from "../../../lib/model/model.ts";
import { metricsReadBy, rulesReadBy } from "../../../lib/promql/dependencies.ts";
import type { RecordedSeries, Recording } from "../../../simulator/recording.ts";

/** Seconds between two samples of a recording. It begins at 1970, as promtool's time does. */
export const step = 120;

export interface Simulation {
  readonly recording: Recording;
  /** Seconds at which the alerts that have fired since the last query are queried. */
  readonly queriedAt: readonly number[];
  /** Length of a day in minutes: simulated days may be shorter. */
  readonly day: number;
  /** Minutes between two evaluations. Groups may read what others recorded as long ago: brief differences fire no alert. */
  readonly evaluated: number;
}

/** The model with some alerts, such as `ConsumerLagHigh critical`, and the rules that they read, in their groups. */
export function withAlerts(model: Model, names: readonly string[]): Model {
  const all = rulesIn(model);
  const alerts = all.filter((rule) => "alert" in rule && names.includes(`${rule.alert} ${rule.severity}`));
  const kept = new Set([...alerts, ...rulesReadBy(alerts, all)]);
  const rules = model.rules.map((group) => {
    const { definition } = group;
    return { ...group, definition: { ...definition, rules: definition.rules.filter((rule) => kept.has(rule)) } };
  });
  return { ...model, rules: rules.filter(({ definition }) => definition.rules.length > 0) };
}

const rulesIn = ({ rules }: Model): Rule[] => rules.flatMap(({ definition }) => definition.rules);

/**
 * Evaluates the emitted rule groups over a recording by Prometheus' own rule engine.
 * @returns for each query, the alerts that fired since the last one: `ConsumerLagHigh critical`
 */
export async function alertsFired(model: Model, simulation: Simulation): Promise<string[][]> {
  const folder = await mkdtemp(join(tmpdir(), "simulation-"));
  try {
    const shortened = withDayLength(model, simulation.day);
    const rules = emit(shortened, composeTarget(shortened), ["rules"]);
    await write(folder, rules, false);
    const file = join(folder, "simulation.test.yml");
    const ruleFiles = rules.map(({ path }) => join(folder, path));
    const read = new Set(rulesIn(shortened).flatMap(metricsReadBy));
    const series = simulation.recording.series.filter(({ name }) => read.has(name));
    const recording = { ...simulation.recording, series };
    await writeFile(file, testFile(ruleFiles, { ...simulation, recording }));
    const [found = []] = (await findingsOf([file])).get(file) ?? [];
    return simulation.queriedAt.map((time) => {
      const finding = found.find((each) => each.kind === "samples" && each.at === time * 1000);
      if (finding?.kind !== "samples") throw new Error(`promtool did not evaluate: ${JSON.stringify(found)}`);
      const firing = finding.samples.filter(({ labels }) => labels.alertname !== undefined);
      return firing.map(({ labels }) => `${labels.alertname} ${labels.severity}`);
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

function testFile(rules: readonly string[], { recording, queriedAt, evaluated }: Simulation): string {
  const queries = queriedAt.map((time, i) => ({
    expr: `group by (alertname, severity) (last_over_time(ALERTS{alertstate="firing",severity!="none"}[${time - (queriedAt[i - 1] ?? 0)}s])) or vector(0)`,
    eval_time: `${time}s`,
    // Nothing is expected, so that promtool reports what it finds: the zero, if nothing else.
    exp_samples: [],
  }));
  const lines = [
    `rule_files: ${JSON.stringify(rules)}`,
    `evaluation_interval: ${evaluated}m`,
    "tests:",
    `  - interval: ${step}s`,
    `    promql_expr_test: ${JSON.stringify(queries)}`,
    "    input_series:",
    ...recording.series.map((one) => `      - ${seriesLine(one, recording.times.length)}`),
  ];
  return `${lines.join("\n")}\n`;
}

function seriesLine({ name, labels, values }: RecordedSeries, length: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}=${JSON.stringify(text)}`);
  const samples = Array.from({ length }, (_, i) => values[i] ?? "_").join(" ");
  return JSON.stringify({ series: `${name}{${pairs.join(",")}}`, values: samples });
}
