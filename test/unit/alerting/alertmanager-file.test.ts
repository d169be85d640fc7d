import { expect, it } from "vitest";
import { readAlertmanager } from "../../../lib/alerting/alertmanager-file.ts";
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
  ["- a", "1: is no map"],
  ["{", "1: "],
  ["receivers: []", "1: has no route"],
  ["route: { receiver: a }", '1: no receiver "a"'],
  ["receivers: [{}, null]\nroute: { receiver: a }", '2: no receiver "a"'],
  ["route: [a]", "1: is no map"],
  [
    "receivers: [{ name: a }]\nroute:\n  receiver: a\n  mute_time_intervals: [x]",
    "4: the root route has mute_time_intervals",
  ],
  ["receivers: [{ name: a }]\nroute:\n  receiver: a\n  active_time_intervals: [x]", '4: no time interval "x"'],
  ["receivers: [{ name: a }]\nroute:\n  receiver: a\n  match: { b: c }", "3: the root route has matchers"],
  ["receivers: [{ name: a }]\nroute:\n  receiver: a\n  match_re: { b: c }", "3: the root route has matchers"],
  ["receivers: [{ name: a }]\nroute:\n  receiver: a\n  routes: [b]", "4: is no map"],
  ["receivers: [{ name: a }]\nroute:\n  receiver: a\n  routes:\n    - routes: [{ receiver: b }]", '5: no receiver "b"'],
  ["receivers: [{ name: a }]\nroute: { receiver: a }\ninhibit_rules: [b]", "3: is no map"],
  [
    "receivers: [{ name: a }]\nroute: { receiver: a }\ninhibit_rules: [{ target_matchers: ['='] }]",
    "3: bad matcher format: =",
  ],
  ["receivers: [{ name: a }]\nroute: { receiver: a }\ninhibit_rules: [{ source_match_re: { b: '(' } }]", "3: "],
  [
    "receivers: [{ name: a }]\nroute: { receiver: a }\ntime_intervals: [{ name: b, time_intervals: [c] }]",
    "3: is no map",
  ],
  [
    "receivers: [{ name: a }]\nroute: { receiver: a }\nmute_time_intervals: [{ name: b, time_intervals: [{ days: [c] }] }]",
    '3: unknown field "days"',
  ],
  ...(["weekdays", "months", "years", "days_of_month"] as const).map((field) => [
    `receivers: [{ name: a }]\nroute: { receiver: a }\ntime_intervals: [{ name: b, time_intervals: [{ ${field}: [x] }] }]`,
    `3: ${field === "days_of_month" ? "daysOfMonth" : field}: "x" is no`,
  ]),
  [
    "receivers: [{ name: a }]\nroute: { receiver: a }\ntime_intervals: [{ name: b, time_intervals: [{ times: [null] }] }]",
    '3: times: "" is no time of day',
  ],
])("refuses the file %j", (text, problem) => {
  const problems = readAlertmanager(text).problems.map(({ line, message }) => `${line}: ${message}`);
  expect(problems.join("\n")).toContain(problem);
});

it.each(["0s", "0", "00ms", "0m"])("refuses an interval of %s, which would never end", (text) => {
  const zero = (field: string) =>
    readAlertmanager(config.replace("default\n  routes", `default\n  ${field}: ${text}\n  routes`));
  expect(zero("group_interval").problems).toEqual([{ line: 4, message: "group_interval is zero" }]);
  expect(zero("repeat_interval").problems).toEqual([{ line: 4, message: "repeat_interval is zero" }]);
  expect(zero("group_wait").problems).toEqual([]);
});

it.each(["10s", "1m0s", "30s"])("accepts an interval of %s", (text) => {
  const { problems } = readAlertmanager(
    config.replace("default\n  routes", `default\n  group_interval: ${text}\n  routes`),
  );
  expect(problems).toEqual([]);
});

it("reads every kind of interval", () => {
  const interval =
    "times: [{ start_time: '08:00', end_time: '09:00' }], weekdays: [monday], days_of_month: ['1:3'], months: [may], years: ['2026']";
  const { alerting, problems } = readAlertmanager(config.replace("- times:", `- { ${interval} }\n      - times:`));
  expect(problems).toEqual([]);
  expect(alerting.timeIntervals?.nights?.[0]).toEqual({
    times: [{ startTime: "08:00", endTime: "09:00" }],
    weekdays: ["monday"],
    daysOfMonth: ["1:3"],
    months: ["may"],
    years: ["2026"],
  });
});
