import { expect, it } from "vitest";
import type { AlertRule } from "../../../lib/model/model.ts";
import { promql } from "../../../lib/promql/promql.ts";
import { ownerByContainer } from "../../../owners.ts";
import { alertedSamples } from "../../../scripts/backfill/rules.ts";

const rule = {
  ...{ alert: "ContainerGone", expr: promql`absent(x)`, for: "2m", keepFiringFor: "2m", severity: "warning" },
  ...{ team: "platform", domain: "infrastructure", concern: "resources", dashboard: "infrastructure" },
  ...{
    summary: "",
    description: "",
    action: "",
    examples: { fires: [{ series: {}, at: "1m" }], quiet: [{ series: {}, at: "1m" }] },
  },
} as const satisfies AlertRule;
const window = { from: 0, to: 900, step: 60 };
const times = (...seconds: number[]) => seconds.map((time) => [time, "1"] as const);

/** Times of the samples of `ALERTS` by state. */
function statesOf(text: string): Record<string, number[]> {
  const states: Record<string, number[]> = {};
  for (const [, state = "", time] of text.matchAll(/^ALERTS\{.*alertstate="(\w+)"\} 1 (\d+)$/gm))
    states[state] = [...(states[state] ?? []), Number(time)];
  return Object.fromEntries(Object.entries(states).map(([state, all]) => [state, all.sort((a, b) => a - b)]));
}

it("renders an owner that depends on the container", () => {
  const series = ["bigdata-etl", "bigdata-fraud-detection-exporter"].map((name) => ({
    labels: { name },
    values: times(0),
  }));
  const texts = alertedSamples({ ...rule, labels: { team: ownerByContainer } }, series, window);
  expect(texts.map((text) => text.match(/team="([^"]*)"/)?.[1])).toEqual(["data-engineering", "fraud"]);
});

it("is pending, fires, and keeps firing, also over a gap", () => {
  const values = times(0, 60, 120, 240, 600, 660);
  expect(statesOf(alertedSamples(rule, [{ labels: {}, values }], window)[0] ?? "")).toEqual({
    pending: [0, 60, 600, 660],
    firing: [120, 180, 240, 300, 360],
  });
});

it("does not fire on after the window", () => {
  const values = times(780, 840, 900);
  expect(statesOf(alertedSamples(rule, [{ labels: {}, values }], window)[0] ?? "")).toEqual({
    pending: [780, 840],
    firing: [900],
  });
});
