import { describe, expect, it } from "vitest";
import { eq } from "../../../lib/alerting/matchers.ts";
import { inhibitionOf } from "../../../lib/alerting/routing.ts";
import type { InhibitRule } from "../../../lib/model/alerting.ts";

const rule: InhibitRule = {
  name: "critical-over-warning",
  sourceMatchers: [eq("severity", "critical")],
  targetMatchers: [eq("severity", "warning")],
  equal: ["alertname", "topic"],
};
const firing = (...labels: Record<string, string>[]) => labels.map((each) => ({ labels: each }));

describe("inhibitionOf", () => {
  const target = { alertname: "Lag", severity: "warning", topic: "a" };

  it("names the rule and the alert that silence the target", () => {
    const [source] = firing({ alertname: "Lag", severity: "critical", topic: "a" });
    expect(inhibitionOf([rule], target, source ? [source] : [])).toEqual({ rule, source });
  });

  it("needs every equal label to agree", () => {
    const others = firing({ alertname: "Lag", severity: "critical", topic: "b" });
    expect(inhibitionOf([rule], target, others)).toBeUndefined();
  });

  it("counts a label that both lack as agreed", () => {
    const others = firing({ alertname: "Lag", severity: "critical" });
    expect(inhibitionOf([rule], { alertname: "Lag", severity: "warning" }, others)).toBeDefined();
  });

  it("lets no two alerts on both sides silence each other", () => {
    const both = { ...rule, targetMatchers: [eq("severity", "critical", "warning")], equal: [] };
    const others = firing({ severity: "critical", alertname: "A" });
    expect(inhibitionOf([both], { severity: "critical", alertname: "B" }, others)).toBeUndefined();
    expect(inhibitionOf([both], { severity: "warning", alertname: "B" }, others)).toBeDefined();
  });
});
