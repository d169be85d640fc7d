import { requestJson } from "../../lib/cli/http/json.ts";
import { alertLabels } from "../../lib/emit/rules.ts";
import { durationSeconds } from "../../lib/model/duration.ts";
import type { AlertRule, Model, RecordingRule, Rule } from "../../lib/model/model.ts";

type Labels = Readonly<Record<string, string>>;

/** A stretch of time in seconds since 1970, and the seconds between two looks at it. */
export interface Window {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

interface Series {
  readonly metric: Labels;
  readonly values: readonly (readonly [number, string])[];
}

/**
 * What rules would have recorded over a time that a Prometheus holds, as OpenMetrics. promtool's own backfill asks for
 * every rule an hour at a time and leaves alerts out.
 */
export async function ruleSamples(prometheus: string, rules: readonly Rule[], window: Window): Promise<string[]> {
  const texts: string[] = [];
  // One after the other: the server has better to do than all at once.
  for (const rule of rules) {
    const series = await rangeOf(prometheus, rule.expr, window);
    texts.push(...("record" in rule ? recorded(rule, series) : alerted(rule, series, window.step)));
  }
  return [...texts, "# EOF\n"];
}

export const alertsOf = ({ rules }: Model): AlertRule[] =>
  rules.flatMap(({ definition }) => definition.rules.flatMap((rule) => ("alert" in rule ? [rule] : [])));

async function rangeOf(prometheus: string, query: string, { from, to, step }: Window): Promise<readonly Series[]> {
  const asked = new URLSearchParams({ query, start: `${from}`, end: `${to}`, step: `${step}` });
  const init = { method: "POST" as const, body: asked };
  const answer = await requestJson<{ data: { result: Series[] } }>(`${prometheus}/api/v1/query_range`, init);
  return answer.data.result;
}

const recorded = ({ record, labels = {} }: RecordingRule, series: readonly Series[]): string[] =>
  series.map(({ metric, values }) => {
    const selector = selectorOf(record, { ...metric, ...labels });
    return values.map(([time, value]) => `${selector} ${value} ${time}\n`).join("");
  });

/** `ALERTS` and `ALERTS_FOR_STATE`, as Prometheus writes them; summary and templates are left out. */
function alerted(rule: AlertRule, series: readonly Series[], step: number): string[] {
  const timeouts = durationSeconds(rule.for);
  return series.map(({ metric, values }) => {
    const labels = { ...metric, alertname: rule.alert, ...alertLabels(rule) };
    let [since, last] = [Number.NaN, Number.NaN];
    const lines = values.map(([time]) => {
      if (time - last !== step) since = time;
      last = time;
      const alertstate = time - since >= timeouts ? "firing" : "pending";
      const state = `${selectorOf("ALERTS_FOR_STATE", labels)} ${since} ${time}\n`;
      return `${selectorOf("ALERTS", { ...labels, alertstate })} 1 ${time}\n${state}`;
    });
    return lines.sort().join("");
  });
}

function selectorOf(name: string, { __name__: _, ...labels }: Labels): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `${name}{${pairs.join(",")}}`;
}
