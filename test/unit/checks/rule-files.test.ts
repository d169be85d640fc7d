import { describe, expect, it } from "vitest";
import { runChecks } from "../../../lib/checks/check.ts";
import { expressionChecks } from "../../../lib/checks/promql.ts";
import { readRuleFile, withPlaces } from "../../../lib/checks/rule-files.ts";
import { accepted, refused, ruleFile } from "../../fixtures/external/rule-files.ts";
import { exampleModel } from "./examples/model.ts";

const problemsIn = (text: string) =>
  readRuleFile("rules.yml", text).problems.map(({ message, source }) => `${source?.line}: ${message}`);

describe("a rule file of Prometheus", () => {
  it("is read with labels of groups and durations", () => {
    const { groups, problems } = readRuleFile("rules.yml", ruleFile);
    expect(problems).toEqual([]);
    expect(groups.map(({ name, definition }) => [name, definition.interval])).toEqual([
      ["hosts", "30s"],
      ["others", "1m"],
    ]);
    expect(groups[0]?.definition.rules).toMatchObject([
      { record: "job:up:sum", labels: { region: "eu", tier: "1" } },
      { alert: "HostDown", for: "5m", labels: { region: "eu", severity: "critical" } },
    ]);
  });

  it.each(accepted)("is accepted with %j changed to %j", (from, to) => {
    expect(problemsIn(ruleFile.replace(from, to))).toEqual([]);
  });

  it.each(refused)("is refused with %j changed to %j, on line %i", (from, to, line) => {
    const text = ruleFile.replace(from, to);
    expect(text).not.toBe(ruleFile);
    const found = problemsIn(text);
    const { groups, places } = readRuleFile("rules.yml", text);
    const syntaxCheck = expressionChecks.filter(({ name }) => name === "promql-syntax");
    const syntax = withPlaces(runChecks({ ...exampleModel({}), rules: groups }, syntaxCheck), places);
    expect([...found, ...syntax.map(({ source }) => `${source?.line}: syntax`)].join("\n")).toMatch(
      new RegExp(`^${line}: `, "m"),
    );
  });

  it("names the line of a problem inside of an expression", () => {
    const text = ruleFile.replace("== 0", "== NaN");
    const { groups, places } = readRuleFile("rules.yml", text);
    const problems = runChecks({ ...exampleModel({}), rules: groups }, expressionChecks);
    const found = withPlaces(problems, places).filter(({ check }) => check === "promql-comparison");
    expect(found.map(({ source }) => source?.line)).toEqual([14]);
  });

  it("says why a text is not a template", () => {
    const rule = (text: string) =>
      `groups:\n  - name: a\n    rules:\n      - { alert: A, expr: up, annotations: { summary: "${text}" } }\n`;
    expect(problemsIn(rule("{{ if }}"))).toEqual([expect.stringMatching(/^4: is not a template: .*if/)]);
  });

  it("has quoted texts that go on in lines without indentation", () => {
    const quoted = (text: string) => ruleFile.replace('"{{ $labels.instance }} is down"', text);
    const { groups, problems, places } = readRuleFile("rules.yml", quoted('"down:\n{{ $labels.instance }}\n\n\tnow"'));
    expect(problems).toEqual([]);
    expect(groups[0]?.definition.rules[1]).toMatchObject({ summary: "down: {{ $labels.instance }}\nnow" });
    expect(places.map(({ line }) => line)).toEqual([8, 11, 25]);
    expect(problemsIn(quoted('"down\n            here\n now"'))).toEqual([]);
    expect(problemsIn(quoted('"down\n---\n"'))).toContain('19: Missing closing "quote');
  });

  it("is read no further than its first document", () => {
    expect(problemsIn(`${ruleFile}---\n${ruleFile}`)).toEqual([expect.stringContaining("first document")]);
  });
});

it("finds the same rule twice", () => {
  const rule = (expr: string) => `      - { alert: A, expr: "${expr}" }\n`;
  const file = (...exprs: string[]) => `groups:\n  - name: a\n    rules:\n${exprs.map(rule).join("")}`;
  expect(problemsIn(file("up == 0", "up == 0"))).toEqual(["5: another rule of this file is the same"]);
  expect(problemsIn(file("up == 0", "up == 1"))).toEqual([]);
});

it("reads PrometheusRule objects, one after the other and in lists", () => {
  const object = (name: string) => `apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: ${name} }
spec:
  groups:
    - name: a
      rules: [{ alert: "${name}", expr: vector(1) }]
`;
  const list = `kind: PrometheusRuleList\nitems:\n  - ${object("C").trim().replaceAll("\n", "\n    ")}\n`;
  const { groups, problems } = readRuleFile("x.yml", [object("A"), object("B"), list].join("---\n"));
  expect(problems).toEqual([]);
  expect(groups.flatMap(({ definition }) => definition.rules)).toMatchObject([
    { alert: "A" },
    { alert: "B" },
    { alert: "C" },
  ]);
  expect(problemsIn("kind: Deployment\nspec: {}\n")).toEqual(["1: is of kind Deployment: there are no rules in it"]);
});

it("reads rules of Loki by its grammar", () => {
  const rule = (expr: string) => `groups:\n  - name: a\n    rules:\n      - alert: A\n        expr: '${expr}'\n`;
  expect(problemsIn(rule('sum(rate({app="x"} |= "error" | json | level="error" [5m])) > 1'))).toEqual([]);
  expect(problemsIn(rule('sum(rate({app="x"} |= [5m])) > 1'))).toEqual([expect.stringMatching(/^5: is not LogQL/)]);
  expect(problemsIn(rule('sum(rate({app=~".*"} |= "x" [5m])) > 1'))).toEqual([
    expect.stringContaining("also matches streams without its labels"),
  ]);
});
