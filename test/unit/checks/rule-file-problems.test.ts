import { expect, it } from "vitest";
import { readRuleFile, withPlaces } from "../../../lib/checks/rule-files.ts";
import type { Problem } from "../../../lib/model/problem.ts";
import { refused, ruleFile } from "../../fixtures/external/rule-files.ts";

/** A file with one group of these rules. */
const rules = (...all: readonly string[]) =>
  `groups:\n  - name: a\n    rules:\n${all.map((rule) => `      - ${rule.replaceAll("\n", "\n        ")}\n`).join("")}`;
const object = (spec: string, kind = "PrometheusRule") => `kind: ${kind}\nmetadata: { name: a }\n${spec}`;
const group = (text: string) => `groups:\n  - ${text.replaceAll("\n", "\n    ")}\n`;

type Files = Readonly<Record<string, string>>;

const changed: Files = Object.fromEntries(
  refused.map(([from, to]) => [
    `${from === ruleFile ? "the file" : from} → ${to}`.replaceAll("\n", "\\n"),
    ruleFile.replace(from, to),
  ]),
);

const documents: Files = {
  "no YAML": "groups: [\n",
  "two mistakes of YAML": 'a: "b\nc: [\n',
  "a text": "hosts\n",
  "a list": "- name: a\n",
  "a number of groups": "groups: 5\n",
  "a map of groups": "groups: { a: {} }\n",
  "another field": "groups: []\nrules: []\n",
  "a second document": `${ruleFile}---\ngroups: []\n`,
  "a deployment": "kind: Deployment\nspec: {}\n",
  "an object without a spec": object("{}".replace("{}", "data: {}\n")),
  "an object whose spec is a list": object("spec: []\n"),
  "an object whose groups are a map": object("spec: { groups: {} }\n"),
  "an object with a field of its own": object("spec: { groups: [], interval: 1m }\n"),
  "a list of objects, one without a spec": "kind: List\nitems:\n  - kind: PrometheusRule\n  - 5\n  - kind: Service\n",
  "a list that is none": "kind: PrometheusRuleList\nitems: {}\n",
  "two groups of a name in an object": object("spec: { groups: [{ name: a, rules: [] }, { name: a, rules: [] }] }\n"),
};

const groups: Files = {
  "a group that is a text": "groups:\n  - hosts\n",
  "a group without a name": group("rules: []"),
  "a group whose name is nothing": group("name:\nrules: []"),
  "a group whose name is a list": group("name: [a]\nrules: []"),
  "an unknown field of a group": group("name: a\nintervals: 5m\nrules: []"),
  "durations of a group": group('name: a\ninterval: 1\nquery_offset: "5 m"\nrules: []'),
  "limits of a group": `${group("name: a\nlimit: -9223372036854777856\nrules: []")}${group("name: b\nlimit: [5]\nrules: []").replace("groups:\n", "")}`,
  "labels of a group": group('name: a\nlabels: { __name__: b, "": c, d: [e] }\nrules: []'),
};

const oneRule: Files = {
  "a rule that is a text": rules("up"),
  "a rule without a name": rules("expr: up"),
  "a rule with two names": rules("record: a:b:c\nalert: A\nexpr: up"),
  "a rule whose names are empty": rules('record: ""\nalert: ""\nexpr: up'),
  "a rule without an expression": rules("alert: A", "record: a:b:c\nexpr:"),
  "an expression that is a map": rules("alert: A\nexpr: { a: b }"),
  "an unknown field of a rule": rules("alert: A\nexpr: up\nforr: 5m"),
  "a field without a name": rules("alert: A\nexpr: up\n? [a]\n: b"),
  "durations of a rule": rules("alert: A\nexpr: up\nfor: 5\nkeep_firing_for: 1.5h"),
  "labels and annotations that are lists": rules("alert: A\nexpr: up\nlabels: [a]\nannotations: text"),
  "labels without names": rules(
    'alert: A\nexpr: up\nlabels: { "": a, __name__: b }\nannotations: { "": c, __name__: d }',
  ),
  "a label that is a list": rules("alert: A\nexpr: up\nlabels: { a: [b] }"),
};

const severalRules: Files = {
  "what a recording rule has not": rules(
    "record: a:b:c\nexpr: up\nfor: 5m\nkeep_firing_for: 1m\nannotations: { a: b }",
    "record: a{b:c\nexpr: up",
    "record: ab}c\nexpr: up",
  ),
  "texts that are no templates": rules(
    'alert: A\nexpr: up\nlabels: { a: "{{ end }}" }\nannotations: { b: "{{ nothing }}", c: "}}" }',
  ),
  "a rule twice": rules("alert: A\nexpr: up\nlabels: { a: b }", "alert: A\nexpr: up\nlabels: { a: b }"),
  "a recording rule three times": rules(
    "record: a:b:c\nexpr: up",
    "record: a:b:c\nexpr: up",
    "record: a:b:c\nexpr: up",
  ),
  "a rule in two groups": `${rules("alert: A\nexpr: up")}${rules("alert: A\nexpr: up").replace("groups:\n  - name: a", "  - name: b")}`,
  "queries that are no LogQL": rules(
    "alert: A\nexpr: 'rate({a=\"b\"} |= [5m])'",
    'alert: B\nexpr: \'rate({a="b"}|~ "x" | nothing x [5m])\'',
    "alert: C\nexpr: 'bytes_rate ({a=~\".*\"}[5m]) > 1'",
    "alert: D\nexpr: 'sum(rate({a=\"b\"} !~ [5m]))'",
    "alert: E\nexpr: 'sum(rate({a=\"b\"} |  json [5m])'",
    'alert: F\nexpr: \'rate({a="b"} |= "x" [5m]) + rate({c=~".*"} |= "x" [5m])\'',
  ),
};

const printed = ({ path, message, source, severity, check, file }: Problem): string =>
  `  ${source?.file}:${source?.line}:${source?.column} ${[...path, message].join(" › ")} (${check}, ${severity}, ${file})`;

it.each(Object.entries({ changed, documents, groups, "one-rule": oneRule, "several-rules": severalRules }))(
  "says what is wrong with rule files, and where: %s",
  async (kind, files) => {
    const paragraphs = Object.entries(files).map(([name, text]) => {
      const { problems } = readRuleFile("rules.yml", text);
      return [`${name}:`, ...problems.map(printed), ""].join("\n");
    });
    await expect(paragraphs.join("\n")).toMatchFileSnapshot(`../../fixtures/problems/rule-file/${kind}.txt`);
  },
);

it.each([
  ["nothing", ""],
  ["groups that are nothing", "groups:\n"],
  ["an object without groups", object("spec: {}\n")],
  ["an object whose groups are nothing", object("spec: { groups: }\n")],
  [
    "two objects with a group of one name",
    `${object("spec: { groups: [{ name: a, rules: [] }] }\n")}---\n${object("spec: { groups: [{ name: a, rules: [] }] }\n")}`,
  ],
  ["a list of nothing", "kind: PrometheusRuleList\nitems: []\n"],
  ["an empty document after an object", `${object("spec: {}\n")}---\n`],
  ["a group without rules", group("name: a")],
  [
    "fields of other servers",
    group(
      "name: a\npartial_response_strategy: warn\nremote_write: []\nsource_tenants: [a]\nalign_evaluation_time_on_interval: true\nrules: []",
    ),
  ],
  ["limits of a group", group("name: a\nlimit: 9223372036854774784\nrules: []")],
  ["the lowest limit", group("name: a\nlimit: -9223372036854775808\nrules: []")],
  ["no limit", group("name: a\nlimit:\nrules: []")],
  ["texts that are nothing", rules("alert: A\nrecord:\nexpr: up\nfor:\nlabels:\nannotations:")],
  ["numbers in place of texts", rules("alert: 5\nexpr: 1\nlabels: { a: 0x1F, b: true }")],
  ["zeros of a recording rule", rules("record: a:b:c\nexpr: up\nfor: 0s\nkeep_firing_for: 0\nannotations: {}")],
  [
    "rules that differ in their labels",
    rules(
      "alert: A\nexpr: up\nlabels: { a: b }",
      "alert: A\nexpr: up\nlabels: { a: c }",
      "alert: A\nexpr: up",
      "alert: A\nexpr: up\nlabels: { a: b, c: d }",
    ),
  ],
  ["rules that differ in their expressions", rules("record: a:b:c\nexpr: up", "record: a:b:c\nexpr: down")],
  ["rules that differ in their waiting", rules("alert: A\nexpr: up\nfor: 1m", "alert: A\nexpr: up\nfor: 2m")],
  ["the name of a metric as an annotation", rules("alert: A\nexpr: up\nannotations: { __name__: a }")],
  [
    "LogQL",
    rules(
      'alert: A\nexpr: \'sum(rate({a="b"} |= "x" [5m])) > 1\'',
      "alert: B\nexpr: 'bytes_over_time({a=\"b\"}[5m]) > 1'",
      "alert: C\nexpr: 'rate_counter({a=\"b\"} | unwrap c [5m]) > 1'",
      'alert: D\nexpr: \'sum(rate({a="b"} |> "<_>x" [5m])) > 1\'',
      'alert: E\nexpr: \'sum(rate({a="b"}!="x" | json[5m])) > 1\'',
      'alert: F\nexpr: \'sum(rate({a="b"} !> "<_>x" [5m])) > 1\'',
    ),
  ],
  [
    "PromQL that looks like LogQL",
    rules(
      "alert: A\nexpr: 'up{a=\"b\"} != 0'",
      'alert: B\nexpr: \'label_replace(up{a="}|="}, "a", "b", "c", "d") > 0\'',
    ),
  ],
])("accepts %s", (_, text) => {
  expect(readRuleFile("rules.yml", text).problems).toEqual([]);
});

it("reads every field of rules", async () => {
  const { groups: read, places } = readRuleFile(
    "rules.yml",
    `groups:
  - name: shop
    interval: 2m
    labels: { tier: one, region: eu }
    rules:
      - record: shop:a:sum
        expr: sum(a)
      - alert: Full
        expr: >
          a
            > 5
        for: "0"
        keep_firing_for: 5m
        labels: { tier: two, count: 5, hex: 0x1F, flag: true, none: }
        annotations: { summary: s, description: d, other: o }
      - { alert: Logs, expr: 'sum(rate({a="b"} |= "c" [5m]))' }
      - { alert: Never, expr: "" }
  - name: bare
  - { name: flat, interval: 0, rules: [{ alert: A, expr: up, for: 1h }] }
`,
  );
  const text = JSON.stringify({ groups: read, places }, undefined, 2);
  await expect(`${text}\n`).toMatchFileSnapshot("../../fixtures/external/rule-file-reading.json");
});

it("places problems where their rules stand", () => {
  const at = (line: number, name: string, expr: string) => ({
    file: "a.yml",
    name,
    expr,
    line,
    column: 9,
    exprLine: line + 1,
  });
  const places = [
    at(3, "A", "up\n  == 0"),
    at(7, "A", "down"),
    at(9, "B", "up"),
    { ...at(20, "A", "other"), file: "b.yml" },
  ];
  const problem = (changes: Partial<Problem>): Problem => ({
    ...{ check: "x", severity: "error", file: "a.yml", path: ["A"], message: "m" },
    ...changes,
  });
  const expression = (text: string, from = 0) => ({ expression: { text, from, to: from + 1 } });
  const source = (problems: readonly Problem[]) => withPlaces(problems, places).map((each) => each.source);
  expect(
    source([
      problem(expression("up\n  == 0")),
      problem(expression("up\n  == 0", 6)),
      problem(expression("down")),
      problem(expression("a text of the alert")),
      problem({}),
      problem({ path: ["B", "labels"] }),
      problem({ path: ["C"] }),
      problem({ path: [] }),
      problem({ file: "b.yml" }),
      problem({ file: "c.yml" }),
      problem({ source: { file: "a.yml", line: 1, column: 2 } }),
    ]),
  ).toEqual([
    { file: "a.yml", line: 4, column: 1 },
    { file: "a.yml", line: 5, column: 1 },
    { file: "a.yml", line: 8, column: 1 },
    { file: "a.yml", line: 3, column: 9 },
    { file: "a.yml", line: 3, column: 9 },
    { file: "a.yml", line: 9, column: 9 },
    undefined,
    undefined,
    { file: "b.yml", line: 20, column: 9 },
    undefined,
    { file: "a.yml", line: 1, column: 2 },
  ]);
});
