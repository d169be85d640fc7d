import { describe, expect, test } from "vitest";
import { defineExamples } from "../../../lib/authoring/define.ts";
import { alert, defineRules, record, text } from "../../../lib/authoring/rules.ts";
import { composeTarget } from "../../../lib/emit/emit.ts";
import { emitRules } from "../../../lib/emit/rules.ts";
import {
  type AlertExamples,
  type Model,
  panelRef,
  type RuleGroupDefinition,
  rowRef,
} from "../../../lib/model/model.ts";
import { promql } from "../../../lib/promql/promql.ts";

const links = { dashboards: "http://d", runbooks: "http://r" };
const shared = {
  team: "platform",
  domain: "kafka",
  concern: "performance",
  summary: "{{ $labels.group }} is {{ $value | humanizeDuration }} behind",
  description: "Its data is late.",
  action: "Look at its consumers.",
  dashboard: "kafka",
} as const;
const examples = (seconds: number): AlertExamples => ({
  fires: [{ series: { "lag_seconds{}": `${seconds + 1}x20` }, at: "15m" }],
  quiet: [{ series: { "lag_seconds{}": `${seconds}x20` }, at: "15m" }],
});

describe("an alert with several severities", () => {
  const both = alert("ConsumerLagHigh", {
    ...shared,
    expr: (limit: number) => promql`lag_seconds > ${limit}`,
    severities: {
      warning: { limit: 300, for: "10m", examples: examples(300) },
      critical: { limit: 1_800, for: "5m", action: "Call the owner of the group.", examples: examples(1_800) },
    },
  });
  const written = [
    alert("ConsumerLagHigh", {
      ...shared,
      expr: promql`lag_seconds > 300`,
      severity: "warning",
      for: "10m",
      examples: examples(300),
    }),
    alert("ConsumerLagHigh", {
      ...shared,
      expr: promql`lag_seconds > 1800`,
      severity: "critical",
      for: "5m",
      action: "Call the owner of the group.",
      examples: examples(1_800),
    }),
  ];

  test("is the same as one alert for each of them", () => {
    expect(both).toEqual(written);
    const group = (rules: RuleGroupDefinition["rules"]) => [
      { name: "kafka", file: "rules/kafka.ts", definition: { interval: "1m", rules } as const },
    ];
    const emitted = (rules: RuleGroupDefinition["rules"]) => {
      const model = { links, datasources: [], stack: {}, teams: {}, rules: group(rules) } as unknown as Model;
      return emitRules(model, composeTarget(model))[0]?.text;
    };
    expect(emitted(both)).toContain("expr: lag_seconds > 1800");
    expect(emitted(both)).toBe(emitted(written));
  });

  test("stands in a group beside other rules", () => {
    const one = record("group:lag:max", promql`max by (group) (lag_seconds)`, "Lag");
    expect(defineRules({ interval: "1m", rules: [one, both] }).rules).toEqual([one, ...written]);
  });
});

describe("an action that names rows and panels", () => {
  const action = text`Compare ${panelRef("kafka", "Lag by group")} with ${rowRef("etl", "Queue depths")}, then restart it.`;
  const references = [panelRef("kafka", "Lag by group"), rowRef("etl", "Queue depths")];
  const words =
    'Compare panel "Lag by group" of the dashboard with row "Queue depths" of dashboard etl, then restart it.';
  const one = { ...shared, action, expr: promql`lag_seconds > 9`, for: "1m", severity: "info" } as const;

  test("reads as text, and keeps what it names for the checks", () => {
    expect(alert("LagHigh", one)).toMatchObject({ action: words, references });
    expect(alert("LagHigh", { ...one, action: "Look at it." })).not.toHaveProperty("references");
  });

  test("may be that of one severity", () => {
    const both = alert("LagHigh", {
      ...shared,
      expr: (limit) => promql`lag_seconds > ${limit}`,
      severities: { warning: { limit: 1, for: "1m" }, critical: { limit: 2, for: "1m", action } },
    });
    expect(both).toMatchObject([{ action: shared.action }, { action: words, references }]);
  });
});

describe("examples in a file of their own", () => {
  const inline = { ...shared, expr: promql`lag_seconds > 9`, for: "1m", severity: "info" } as const;
  const group = defineRules({
    interval: "1m",
    rules: [
      record("group:lag:max", promql`max by (group) (lag_seconds)`, "Lag"),
      alert("Inline", { ...inline, examples: examples(9) }),
      alert("LagHigh", inline),
      alert("LagVeryHigh", {
        ...shared,
        expr: (limit) => promql`lag_seconds > ${limit}`,
        severities: { warning: { limit: 300, for: "10m" }, critical: { limit: 1_800, for: "5m" } },
      }),
    ],
  });
  const LagVeryHigh = { warning: examples(300), critical: examples(1_800) };

  test("are those of its alerts, by severity where there are several", () => {
    const all = { LagHigh: examples(9), LagVeryHigh };
    expect(defineExamples<typeof group>(all)).toBe(all);
  });

  test("do not compile for another name or severity, nor without one of them, nor for an alert that has its own", () => {
    // @ts-expect-error no alert of the group has this name
    defineExamples<typeof group>({ LagHih: examples(9), LagVeryHigh });
    // @ts-expect-error an alert is missing
    defineExamples<typeof group>({ LagVeryHigh });
    // @ts-expect-error the alert has its examples beside it
    defineExamples<typeof group>({ Inline: examples(9), LagHigh: examples(9), LagVeryHigh });
    // @ts-expect-error a severity is missing
    defineExamples<typeof group>({ LagHigh: examples(9), LagVeryHigh: { warning: examples(300) } });
    // @ts-expect-error the alert has several severities
    defineExamples<typeof group>({ LagHigh: examples(9), LagVeryHigh: examples(300) });
  });

  test("compile by severity for alerts of a computed name", () => {
    const names = ["a", "b"];
    const computed = defineRules({ interval: "1m", rules: names.map((name) => alert(`${name}High`, inline)) });
    const written = { aHigh: examples(9), bHigh: { info: examples(9) } };
    expect(defineExamples<typeof computed>(written)).toBe(written);
  });
});
