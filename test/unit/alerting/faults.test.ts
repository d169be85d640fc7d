import { describe, expect, it } from "vitest";
import { alertsOf } from "../../../lib/checks/check.ts";
import { emptyLabels, messageFaults } from "../../support/message-faults.ts";
import { alertingExample } from "../checks/examples/model.ts";

describe("messageFaults", () => {
  it("accepts a message that somebody can act on", () => {
    const message = { title: "CRITICAL: HostDown", text: "• web1 is down:\n  ping it", "[Runbook]": "http://a/b.md" };
    expect(messageFaults("slack", message)).toEqual([]);
  });

  it.each([
    ["slack", "text", "x".repeat(3001), "text has 3001 characters, 3000 at most"],
    ["pagerduty", "description", "x".repeat(1025), "description has 1025 characters, 1024 at most"],
    ["email", "Subject", " ", "Subject is empty"],
    ["email", "text", "Dashboard:\nRunbook: http://a/b", 'text has a gap, as an empty label leaves: "Dashboard:"'],
    ["slack", "text", "the lag of  is high", 'text has a gap, as an empty label leaves: "f  i"'],
    ["slack", "text", "the topic , is gone", 'text has a gap, as an empty label leaves: " ,"'],
    ["slack", "[Runbook]", "http://localhost:9093", '[Runbook] is not a complete address: "http://localhost:9093"'],
    ["slack", "[Runbook]", "/b.md", '[Runbook] is not a complete address: "/b.md"'],
  ] as const)("reports %s %s %j", (channel, part, text, fault) => {
    expect(messageFaults(channel, { [part]: text })).toEqual([fault]);
  });
});

it("reports which labels an alert's texts name in vain", () => {
  const model = alertingExample({ alert: { summary: "{{ $labels.topic }} on {{ $labels.instance }}" } });
  const [found] = alertsOf(model);
  expect(found && emptyLabels(found.rule, { instance: "a" })).toEqual(["topic"]);
});
