import { Argument, Command } from "commander";
import { positiveWhole } from "../lib/cli/arguments.ts";
import { table } from "../lib/cli/stack/compose.ts";
import { timeOf } from "../simulator/platforms/incident.ts";
import { incidentsOf, type PlatformName, platforms } from "../simulator/platforms/index.ts";
import { runScript } from "./run-script.ts";
import { type Episode, evaluate } from "./worlds/evaluate.ts";
import { modelOf } from "./worlds/model.ts";
import { begin, recordHistory } from "./worlds/record.ts";

const command = new Command("worlds")
  .description(
    "Evaluate all rules over a quiet week of a simulated platform, in a real Prometheus, and list what fires.",
  )
  .addArgument(new Argument("<platform>", "the platform").choices(Object.keys(platforms)))
  .option("--days <number>", "quiet days", positiveWhole, 7)
  .option("--incidents", "add the incidents of the platform", false)
  .option("--step <seconds>", "seconds between two scrapes", positiveWhole, 120)
  .action(async (name: PlatformName, { days: quietDays, incidents: all, step }: WorldsOptions) => {
    const progress = (line: string) => process.stderr.write(`${line}\n`);
    const model = await modelOf(platforms[name]);
    const incidents = all ? incidentsOf[name] : [];
    progress(`simulating ${name}`);
    const history = recordHistory(model, platforms[name], { incidents, quietDays, step });
    const episodes = await evaluate(model, history, progress);
    const between = (from: number, to: number) =>
      episodes.filter((one) => one.from >= begin + from && one.from < begin + to);
    process.stdout.write(list("Quiet days", between(0, quietDays * day)));
    let before = quietDays * day;
    for (const incident of incidents) {
      const { from, to, resolved } = timeOf(incident, quietDays);
      const times = `${sinceBegin(begin + from)} to ${sinceBegin(begin + to)}, resolved by ${sinceBegin(begin + resolved)}`;
      process.stdout.write(`\n${list(`${incident.title}: ${times}`, between(before, resolved))}`);
      before = resolved;
    }
  });

interface WorldsOptions {
  readonly days: number;
  readonly incidents: boolean;
  readonly step: number;
}

const day = 86_400;

function list(title: string, episodes: readonly Episode[]): string {
  const rows = summary(episodes).map(({ alert, severity, times, minutes, first }) => [
    ...[alert, severity, String(times), String(minutes)],
    `${sinceBegin(first.from)} to ${sinceBegin(first.to)} ${JSON.stringify(first.labels)}`,
  ]);
  return `${title}\n${rows.length === 0 ? "nothing fires\n" : table(["ALERT", "SEVERITY", "TIMES", "MINUTES", "FIRST"], rows)}`;
}

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
