import { alertLabels, renderLabels } from "../../lib/alerting/labels.ts";
import { queryRange, type RangeSeries, type Window } from "../../lib/cli/http/samples.ts";
import { durationSeconds } from "../../lib/model/duration.ts";
import type { AlertRule, Defined, Model, RecordingRule, Rule, RuleGroupDefinition } from "../../lib/model/model.ts";
import { metricsReadBy } from "../../lib/promql/dependencies.ts";

type Labels = Readonly<Record<string, string>>;

/**
 * What rules would have recorded and alerted in a window, as OpenMetrics. promtool's own backfill queries each rule for
 * one hour at a time, and leaves alerts out.
 * @param prometheus address of a Prometheus that has the samples of the window
 */
export async function ruleSamples(prometheus: string, rules: readonly Rule[], window: Window): Promise<string[]> {
  const texts: string[] = [];
  // One after the other, so that the server is not overloaded.
  for (const rule of rules) {
    const series = withoutNames(await queryRange(prometheus, rule.expr, window));
    texts.push(...("record" in rule ? recordedSamples(rule, series) : alertedSamples(rule, series, window)));
  }
  return [...texts, "# EOF\n"];
}

/** `a == 0 or b == 0` has series that differ in their names only, at different times: a rule makes one of them. */
function withoutNames(all: readonly RangeSeries[]): RangeSeries[] {
  const merged = new Map<string, { labels: Labels; values: RangeSeries["values"][number][] }>();
  for (const { labels, values } of all) {
    const key = selectorOf("", labels);
    const same = merged.get(key);
    if (same) same.values.push(...values);
    else merged.set(key, { labels, values: [...values] });
  }
  for (const { values } of merged.values()) values.sort(([a], [b]) => a - b);
  return [...merged.values()];
}

export const alertsOf = ({ rules }: Model): AlertRule[] =>
  rules.flatMap(({ definition }) => definition.rules.flatMap((rule) => ("alert" in rule ? [rule] : [])));

/** What a recording rule would have recorded. */
export const recordedSamples = ({ record, labels = {} }: RecordingRule, series: readonly RangeSeries[]): string[] =>
  series.map(({ labels: own, values }) => {
    const selector = selectorOf(record, { ...own, ...labels });
    return values.map(([time, value]) => `${selector} ${value} ${time}\n`).join("");
  });

/** `ALERTS` and `ALERTS_FOR_STATE`, as Prometheus records them. */
export function alertedSamples(rule: AlertRule, series: readonly RangeSeries[], { to, step }: Window): string[] {
  const hold = durationSeconds(rule.for);
  const keep = durationSeconds(rule.keepFiringFor ?? "0s");
  return series.map(({ labels: { __name__: _, ...own }, values }) => {
    const data = { labels: own, value: Number(values[0]?.[1]), externalLabels: {}, externalURL: "" };
    const labels = { ...own, alertname: rule.alert, ...renderLabels(alertLabels(rule), data) };
    const lines: string[] = [];
    const add = (time: number, since: number, alertstate: "pending" | "firing") =>
      lines.push(
        `${selectorOf("ALERTS", { ...labels, alertstate })} 1 ${time}\n`,
        `${selectorOf("ALERTS_FOR_STATE", labels)} ${since} ${time}\n`,
      );
    let [since, last] = [Number.NaN, Number.NaN];
    for (const [i, [time]] of values.entries()) {
      if (Number.isNaN(last)) since = time;
      const fires = time - since >= hold;
      add(time, since, fires ? "firing" : "pending");
      last = time;
      const next = values[i + 1]?.[0] ?? Number.POSITIVE_INFINITY;
      const until = fires ? Math.min(time + keep, next - step, to) : time;
      for (; last + step <= until; last += step) add(last + step, since, "firing");
      if (next - last > step) last = Number.NaN;
    }
    // promtool takes the samples of a series in order only: sorted one by one, since an alert leaves `pending` once.
    return lines.sort().join("");
  });
}

function selectorOf(name: string, { __name__: _, ...labels }: Labels): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `${name}{${pairs.join(",")}}`;
}

/**
 * Recording rules in steps: each reads series that are scraped, or that an earlier step records.
 * @throws Error where recording rules read each other
 */
export function recordingsInOrder(groups: readonly Defined<RuleGroupDefinition>[]): RecordingRule[][] {
  let left = groups
    .flatMap(({ definition }) => definition.rules)
    .flatMap((rule) => ("record" in rule ? [{ rule, reads: metricsReadBy(rule) }] : []));
  const steps: RecordingRule[][] = [];
  while (left.length > 0) {
    const missing = new Set(left.map(({ rule }) => rule.record));
    const ready = new Set(left.filter(({ reads }) => !reads.some((name) => missing.has(name))));
    if (ready.size === 0) throw new Error(`recording rules read each other: ${[...missing].join(", ")}`);
    steps.push(Array.from(ready, ({ rule }) => rule));
    left = left.filter((one) => !ready.has(one));
  }
  return steps;
}
