import { expect, it } from "vitest";
import { readAlertmanager } from "../../../lib/alerting/alertmanager-file.ts";
import { parseMatchers } from "../../../lib/alerting/matcher-syntax.ts";
import { routeTestResults } from "../../../lib/testing/rule-tests.ts";

const config = `global: { smtp_smarthost: 'x:25', smtp_from: a@b }
receivers: [{ name: default }, { name: pager }, { name: chat }]
route:
  receiver: default
  routes:
    - matchers: ['{severity="critical", "tëam"=~"d.*"}']
      receiver: pager
      continue: true
    - match: { severity: critical }
      receiver: chat
      mute_time_intervals: [nights]
inhibit_rules:
  - source_matchers: [alertname=Down]
    target_match_re: { severity: w.* }
    equal: [instance]
time_intervals:
  - name: nights
    time_intervals:
      - times: [{ start_time: "22:00", end_time: "24:00" }]
        location: Europe/Berlin
`;

it("compares the configuration of another project with expectations, with inhibition and muted times", () => {
  const { alerting, problems } = readAlertmanager(config);
  expect(problems).toEqual([]);
  const critical = { severity: "critical", tëam: "data" };
  const warning = { severity: "warning", instance: "a" };
  const results = routeTestResults("alertmanager.yml", alerting, [
    { labels: critical, receivers: ["chat", "pager"] },
    { labels: critical, receivers: ["pager"], at: Date.parse("2026-07-01T20:30Z") },
    { labels: warning, receivers: [], firing: [{ alertname: "Down", instance: "a" }] },
    { labels: warning, receivers: ["default"], firing: [{ alertname: "Down", instance: "b" }] },
    { name: "wrong", labels: warning, receivers: ["pager"] },
    { name: "wrong too", labels: warning, receivers: ["default"], firing: [{ alertname: "Down", instance: "a" }] },
  ]);
  expect(
    results.flatMap(({ name, failure }) => (failure ? [`${name}: ${failure.message}: ${failure.text}`] : [])),
  ).toEqual([
    "wrong: must notify pager: notifies default",
    'wrong too: must notify default: notifies nobody: {alertname="Down", instance="a"} inhibits it',
  ]);
});

it.each([
  ["receiver: chat", "receiver: chatt", '9: no receiver "chatt"'],
  ["equal:", "equals:", '15: unknown field "equals"'],
  ["[nights]", "[night]", '11: no time interval "night"'],
  ["w.*", "w(?!x)", "14: "],
  ["alertname=Down", "alertname", "13: bad matcher format: alertname"],
  ['"24:00"', '"06:00"', '19: times: "22:00" is not before "06:00"'],
  ["Europe/Berlin", "Europe/Berln", '19: location: no time zone "Europe/Berln"'],
  ["  receiver: default\n", "", "4: the root route has no receiver"],
  ["receiver: default", "receiver: default\n  matchers: [a=b]", "4: the root route has matchers"],
  ["route:", "routes:", '3: unknown field "routes"'],
])("refuses %j changed to %j", (from, to, problem) => {
  const problems = readAlertmanager(config.replace(from, to)).problems.map(
    ({ line, message }) => `${line}: ${message}`,
  );
  expect(problems.join("\n")).toContain(problem);
  expect(problems).not.toEqual([]);
});

it.each([
  ['{a="b", "c d"!~"e|f",}', ["a=b", "c d!~e|f"]],
  ["a=b,c=d", ["a=b", "c=d"]],
  ['a="b,c"', ["a=b,c"]],
  ['a="\\u0078"', ["a=\\u0078"]],
  ['"a.b"="\\u0078"', ["a.b=x"]],
  ["", []],
])("reads the matchers of %j", (text, expected) => {
  const parsed = parseMatchers(text);
  expect("matchers" in parsed && parsed.matchers.map(({ label, op, value }) => `${label}${op}${value}`)).toEqual(
    expected,
  );
});
