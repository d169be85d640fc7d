import { describe, expect, test } from "vitest";
import { alert, defineRules, record } from "../../lib/authoring/define.ts";
import { emitRules } from "../../lib/emit/rules.ts";
import { composeTarget } from "../../lib/emit/target.ts";
import type { AlertExamples, Model, RuleGroupDefinition } from "../../lib/model/model.ts";
import { promql } from "../../lib/promql/promql.ts";

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
      const model = { links, stack: {}, teams: {}, rules: group(rules) } as unknown as Model;
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
