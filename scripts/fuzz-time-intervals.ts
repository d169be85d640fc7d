import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { containsTime, intervalProblems } from "../lib/alerting/time-intervals.ts";
import { positiveWhole, whole } from "../lib/cli/arguments.ts";
import { exitCodes, UserError } from "../lib/cli/outcome.ts";
import { wire } from "../lib/emit/alertmanager.ts";
import { type TimeCase, timeCases } from "./fuzz/time-cases.ts";
import { runScript } from "./run-script.ts";

interface FuzzOptions {
  readonly cases: number;
  readonly seed: number;
  readonly fixture?: string;
}

const command = new Command("fuzz-time-intervals")
  .description("Compare time intervals with Alertmanager's own code on generated intervals and times. Needs Go.")
  .option("--cases <number>", "how many intervals", positiveWhole, 2000)
  .option("--seed <number>", "the same seed makes the same cases", whole, Date.now() % 1_000_000)
  .option("--fixture <file>", "write the cases with Alertmanager's verdicts to this file")
  .action(async ({ cases, seed, fixture }: FuzzOptions) => {
    const generated = timeCases(seed, cases);
    const verdicts = alertmanagerVerdicts(generated);
    const wrong = generated.filter((each, i) => ourVerdict(each) !== verdicts[i]);
    const times = generated.reduce((sum, each) => sum + each.times.length, 0);
    const refused = verdicts.filter((verdict) => verdict === "refused").length;
    process.stdout.write(
      `seed ${seed}: ${cases} intervals, ${refused} refused, ${times} times, ${wrong.length} disagreements\n`,
    );
    for (const each of wrong.slice(0, 10)) process.stdout.write(`${JSON.stringify(each)}\n`);
    const lines = generated.map((each, i) => JSON.stringify([verdicts[i], each.interval, each.times]));
    if (fixture !== undefined) await writeFile(fixture, `${lines.join("\n")}\n`);
    process.exitCode = wrong.length > 0 ? exitCodes.problems : exitCodes.ok;
  });

/** In the form of Alertmanager's verdict. */
function ourVerdict({ interval, times }: TimeCase): string {
  if (intervalProblems(interval).length > 0) return "refused";
  return times.map((seconds) => (containsTime(interval, seconds * 1000) ? "1" : "0")).join("");
}

function alertmanagerVerdicts(cases: readonly TimeCase[]): string[] {
  const input = cases.map(({ interval, times }) => JSON.stringify({ interval: wire(interval), times })).join("\n");
  const cwd = fileURLToPath(new URL("fuzz/time-intervals", import.meta.url));
  const { status, stdout, stderr } = spawnSync("go", ["run", "."], { cwd, input, encoding: "utf8" });
  if (status !== 0) throw new UserError(`go run failed in ${cwd}: ${stderr}`);
  return stdout.trimEnd().split("\n");
}

await runScript(command);
