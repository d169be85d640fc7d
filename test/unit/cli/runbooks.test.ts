import { expect, it } from "vitest";
import { withRunbooks } from "../../../lib/cli/load/companions.ts";
import type { Defined, GroupRunbooks, Runbook } from "../../../lib/model/model.ts";
import { exampleModel } from "../checks/examples/model.ts";

const runbook: Runbook = {
  check: ["Ping it."],
  found: { "it is down": ["Start it."] },
  undo: "Nothing.",
  verify: "It answers.",
  call: {},
};
const { rules } = exampleModel({});
const file = (name: string, definition: GroupRunbooks): Defined<GroupRunbooks> => ({
  name,
  file: `rules/${name}.runbooks.ts`,
  definition,
});
const refusal = (...files: Defined<GroupRunbooks>[]): string => {
  try {
    withRunbooks(rules, files);
    return "";
  } catch (error) {
    return (error as Error).message;
  }
};

it("gives an alert the runbook of its group's file", () => {
  const [group] = withRunbooks(rules, [file("hosts", { HostDown: runbook })]);
  expect(group?.definition.rules.find((rule) => "alert" in rule)).toMatchObject({ alert: "HostDown", runbook });
});

it("refuses runbooks of nothing, and says what is meant", () => {
  expect(refusal(file("hosts", { HostDonw: runbook }))).toBe(
    'rules/hosts.runbooks.ts › HostDonw: rules/hosts.ts has no alert of this name — did you mean "HostDown"?',
  );
  expect(refusal(file("hots", { HostDown: runbook }))).toMatch(
    /^rules\/hots.runbooks.ts: there is no rule group rules\/hots.ts/,
  );
});

it("refuses a second runbook of an alert", () => {
  const [group] = withRunbooks(rules, [file("hosts", { HostDown: runbook })]);
  expect(() => withRunbooks(group ? [group] : [], [file("hosts", { HostDown: runbook })])).toThrow(
    "rules/hosts.ts has a runbook of this alert too",
  );
});
