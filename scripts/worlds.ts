import { Argument, Command } from "commander";
import { positiveWhole } from "../lib/cli/arguments.ts";
import { loadModel } from "../lib/cli/load.ts";
import { table } from "../lib/cli/stack/compose.ts";
import { type PlatformName, platforms } from "../simulator/platforms/index.ts";
import { runScript } from "./run-script.ts";
import { type Episode, evaluate } from "./worlds/evaluate.ts";
import { begin, recordHistory } from "./worlds/record.ts";

const command = new Command("worlds")
  .description(
    "Evaluate all rules over a quiet week of a simulated platform, in a real Prometheus, and list what fires.",
  )
  .addArgument(new Argument("<platform>", "the platform").choices(Object.keys(platforms)))
  .option("--days <number>", "length of the week", positiveWhole, 7)
  .option("--step <seconds>", "seconds between two scrapes", positiveWhole, 120)
  .action(async (name: PlatformName, { days, step }: { days: number; step: number }) => {
    const progress = (line: string) => process.stderr.write(`${line}\n`);
    const model = await loadModel(".");
    progress(`simulating ${name}`);
    const history = recordHistory(model, platforms[name], { incidents: [], days, step });
    const episodes = await evaluate(model, history, progress);
    const rows = summary(episodes).map(({ alert, severity, times, minutes, first }) => [
      ...[alert, severity, String(times), String(minutes)],
      `${sinceBegin(first.from)} ${JSON.stringify(first.labels)}`,
    ]);
    process.stdout.write(table(["ALERT", "SEVERITY", "TIMES", "MINUTES", "FIRST"], rows));
  });

/** Sums up the episodes of each alert. */
function summary(episodes: readonly Episode[]) {
  const byAlert = new Map<string, Episode[]>();
  for (const episode of episodes) {
    const key = `${episode.alert} ${episode.severity}`;
    byAlert.set(key, [...(byAlert.get(key) ?? []), episode]);
  }
  return [...byAlert.values()].map((all) => {
    const first = all[0] as Episode;
    const seconds = all.reduce((sum, { from, to }) => sum + to - from, 0);
    return {
      alert: first.alert,
      severity: first.severity,
      times: all.length,
      minutes: Math.round(seconds / 60),
      first,
    };
  });
}

/** `day 3 14:05`: the first day is a Monday. */
function sinceBegin(time: number): string {
  const seconds = time - begin;
  return `day ${Math.floor(seconds / 86_400) + 1} ${new Date(seconds * 1000).toISOString().slice(11, 16)}`;
}

await runScript(command);
