import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { queryRange, type RangeSeries, type Window } from "../../lib/cli/http/samples.ts";
import { durationSeconds } from "../../lib/model/duration.ts";
import type { AlertRule, Model, RecordingRule } from "../../lib/model/model.ts";
import { episodesOf } from "../../lib/testing/backtest.ts";
import { openMetrics } from "../../simulator/open-metrics.ts";
import { addBlocks, startOn } from "../backfill/blocks.ts";
import { alertsOf, recordedSamples, recordingsInOrder } from "../backfill/rules.ts";
import { observedClock } from "./observed-clock.ts";
import { type History, recordingsForAlerts } from "./record.ts";

/** A time in which an alert fires. */
export interface Episode {
  readonly alert: string;
  readonly severity: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Seconds since 1970. */
  readonly from: number;
  readonly to: number;
}

/**
 * Backfilled samples have no staleness markers, so a series that has ended would be seen for five minutes more. Every
 * evaluation has samples of its own time, and offsets of odd minutes some of half a step before.
 */
const lookback = ({ step }: Window): string[] => [`--query.lookback-delta=${Math.round(0.75 * step)}s`];

const week = 7 * 86_400;
/** Baselines look back some weeks: those before the recorded one were like it. */
const pastWeeks = 4;
/** Seconds between two samples of past weeks, of which only hourly means are read. */
const pastStep = 600;

/**
 * Writes a history into a Prometheus, evaluates the recording rules and the alerts of a model over it, and returns when
 * each alert fires.
 * @param progress called with a line about each step that takes long
 */
export async function evaluate(
  model: Model,
  history: History,
  progress: (line: string) => void = () => {},
): Promise<Episode[]> {
  const storage = await mkdtemp(join(tmpdir(), "bigdata-monitoring-world-"));
  try {
    progress(`writing ${history.recording.series.length} series`);
    await addBlocks(storage, openMetrics(history.recording));
    const alerts = alertsOf(model);
    const needed = recordingsForAlerts(model);
    const sources = new Set(needed.flatMap(({ baselineOf }) => (baselineOf ? [baselineOf.series] : [])));
    for (const [i, rules] of recordingsInOrder(model.rules).entries()) {
      progress(`evaluating recording rules, step ${i + 1}`);
      await addRecorded(
        storage,
        rules.filter((rule) => needed.includes(rule)),
        sources,
        history,
      );
    }
    progress(`evaluating ${alerts.length} alerts`);
    return await fired(storage, alerts, history);
  } finally {
    await rm(storage, { recursive: true, force: true });
  }
}

async function addRecorded(
  storage: string,
  rules: readonly RecordingRule[],
  sources: ReadonlySet<string>,
  { window, quietUntil, isObserved }: History,
): Promise<void> {
  if (rules.length === 0) return;
  const present: string[] = [];
  const past: string[] = [];
  await using server = await startOn(storage, lookback(window));
  await inParallel(rules, async (rule) => {
    const series = observed(await queryRange(server.url, rule.expr, window), isObserved);
    present.push(...recordedSamples(rule, series));
    if (sources.has(rule.record))
      past.push(
        ...recordedSamples(rule, series.flatMap(inPastWeeks(window, Math.min(quietUntil, window.from + week)))),
      );
  });
  await server.stop();
  for (const samples of [present, past]) if (samples.length > 0) await addBlocks(storage, [...samples, "# EOF\n"]);
}

const inPastWeeks =
  ({ from }: Window, to: number) =>
  ({ labels, values }: RangeSeries): RangeSeries[] => [
    {
      labels,
      values: Array.from({ length: pastWeeks }, (_, i) => pastWeeks - i).flatMap((weeks) =>
        values
          .filter(([time]) => time < to && (time - from) % pastStep === 0)
          .map(([time, value]) => [time - weeks * week, value] as const),
      ),
    },
  ];

async function fired(
  storage: string,
  alerts: readonly AlertRule[],
  { window, isObserved }: History,
): Promise<Episode[]> {
  const found: Episode[] = [];
  const clock = observedClock(window, isObserved);
  await using server = await startOn(storage, lookback(window));
  await inParallel(alerts, async (rule) => {
    const durations = { for: durationSeconds(rule.for), keepFiringFor: durationSeconds(rule.keepFiringFor ?? "0s") };
    const settings = { ...durations, step: window.step, end: clock.count * window.step };
    for (const { labels, values } of observed(await queryRange(server.url, rule.expr, window), isObserved)) {
      const times = values.map(([time]) => clock.toObserved(time));
      for (const { from, to } of episodesOf({ labels, times }, settings))
        found.push({
          alert: rule.alert,
          severity: rule.severity,
          labels,
          from: clock.fromObserved(from),
          to: clock.fromObserved(to),
        });
    }
  });
  return found.sort((a, b) => a.from - b.from);
}

/** What Prometheus would have found while it ran. */
const observed = (series: readonly RangeSeries[], isObserved: (time: number) => boolean): RangeSeries[] =>
  series.map(({ labels, values }) => ({ labels, values: values.filter(([time]) => isObserved(time)) }));

/** Two at a time: more would only wait for processors. */
async function inParallel<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const left = [...all];
  const worker = async () => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await work(one);
  };
  await Promise.all([worker(), worker()]);
}
