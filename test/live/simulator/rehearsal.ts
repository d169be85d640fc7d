import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../../lib/cli/programs/run.ts";
import { tool } from "../../../lib/cli/programs/tools.ts";
import { write } from "../../../lib/cli/write.ts";
import { emit } from "../../../lib/emit/index.ts";
import { composeTarget } from "../../../lib/emit/target.ts";
import type { Model } from "../../../lib/model/model.ts";
import type { RecordedSeries, Recording } from "../../../simulator/recording.ts";

/** Recordings for it begin at 1970, as promtool's time does, and have this many seconds between two samples. */
export const step = 120;

export interface Rehearsal {
  readonly recording: Recording;
  /** Seconds after which the alerts that have fired are asked for, since the last time asked. */
  readonly askedAt: readonly number[];
  /** How long ago yesterday is, in minutes: days of a rehearsal may be shorter. */
  readonly day: number;
  /** Minutes between two evaluations. Groups may read what others recorded as long ago: brief unevenness is no alert. */
  readonly evaluated: number;
}

/**
 * Lets Prometheus' own rule engine live through a recording, faster than the clock.
 * @returns for each time asked, the alerts that fired since the last: `ConsumerLagHigh critical`
 */
export async function alertsFired(model: Model, rehearsal: Rehearsal): Promise<string[][]> {
  const folder = await mkdtemp(join(tmpdir(), "rehearsal-"));
  try {
    const rules = emit(model, composeTarget(model), ["rules"]).map((file) => shortenDay(file, rehearsal.day));
    await write(folder, rules, false);
    const test = join(folder, "test.yml");
    await writeFile(
      test,
      testFile(
        rules.map(({ path }) => join(folder, path)),
        rehearsal,
      ),
    );
    // Every answer differs from what is expected, so it fails with them.
    const { stdout, stderr } = await run(await tool("promtool"), "test", "rules", test).catch((failed) => failed);
    return answers(`${stdout}${stderr}`, rehearsal.askedAt.length);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What is usual is what was a day ago: with shorter days a rehearsal need not last for two. */
function shortenDay<F extends { text: string }>(file: F, day: number): F {
  return { ...file, text: file.text.replaceAll("offset 23h30m", `offset ${day - 30}m`) };
}

function testFile(rules: readonly string[], { recording, askedAt, evaluated }: Rehearsal): string {
  const asked = askedAt.map((time, i) => ({
    expr: `group by (alertname, severity) (last_over_time(ALERTS{alertstate="firing",severity!="none"}[${time - (askedAt[i - 1] ?? 0)}s])) or vector(0)`,
    eval_time: `${time}s`,
    // Nothing is expected, so that promtool tells what there is instead: the zero, if nothing else.
    exp_samples: [],
  }));
  const lines = [
    `rule_files: ${JSON.stringify(rules)}`,
    `evaluation_interval: ${evaluated}m`,
    "tests:",
    `  - interval: ${step}s`,
    `    promql_expr_test: ${JSON.stringify(asked)}`,
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

/** Reads promtool's problemsIn, of which there is one for each question. */
function answers(output: string, questions: number): string[][] {
  const told = [...output.matchAll(/got: (.*)/g)].map(([, got = ""]) =>
    [...got.matchAll(/alertname="(\w+)", severity="(\w+)"/g)].map(([, alert, severity]) => `${alert} ${severity}`),
  );
  if (told.length !== questions) throw new Error(`promtool does not rehearse: ${output.slice(0, 2000)}`);
  return told;
}
