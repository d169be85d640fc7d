import { expect, it } from "vitest";
import { type Check, runChecks } from "../../../lib/checks/check.ts";
import { checks } from "../../../lib/checks/index.ts";
import type { AlertRule } from "../../../lib/model/model.ts";
import { formatProblem, type Problem } from "../../../lib/model/problem.ts";
import type { Promql } from "../../../lib/promql/promql.ts";
import { jsonBoard, panel } from "./cases/boards.ts";
import { cases } from "./cases/index.ts";
import { examples } from "./examples/index.ts";
import { exampleModel } from "./examples/model.ts";
import { shopModel } from "./examples/shop.ts";

/** A problem as readers get it, below it the expression with the part that is marked. */
function printed(problem: Problem): string {
  const { expression } = problem;
  const line = `  ${formatProblem(problem)}`;
  if (!expression) return line;
  const { text, from, to } = expression;
  const marked = `${text.slice(0, from)}»${text.slice(from, to)}«${text.slice(to)}`;
  return [line, ...marked.split("\n").map((part) => `    ${part}`.trimEnd())].join("\n");
}

function problemsOf(check: Check): string {
  const refused = { "the example": examples[check.name]?.bad, ...cases[check.name]?.refused };
  const paragraphs = Object.entries(refused).map(([name, make]) => {
    const problems = make ? runChecks(make(), [check]) : [];
    expect(problems, name).not.toEqual([]);
    return [`${name}:`, ...problems.map(printed), ""].join("\n");
  });
  return paragraphs.join("\n");
}

it.each(checks.map((check) => [check.name, check] as const))("%s says what is wrong", async (name, check) => {
  await expect(problemsOf(check)).toMatchFileSnapshot(`../../fixtures/problems/${name}.txt`);
});

const accepted = checks.flatMap((check) =>
  Object.entries(cases[check.name]?.accepted ?? {}).map(([name, make]) => [check.name, name, check, make] as const),
);

it.each(accepted)("%s accepts %s", (_, __, check, make) => {
  expect(runChecks(make(), [check])).toEqual([]);
});

/** Alerts that are no pages, so that they need no runbook. */
const calm: Partial<AlertRule> = { severity: "info" };

it.each([
  ["nothing", { ...exampleModel({}), rules: [], dashboards: [] }],
  ["rules", shopModel({ alert: { ...calm, expr: 'up{job="shop"} == 0' as Promql } })],
  [
    "a board",
    jsonBoard({ title: "Hosts", panels: [panel({ targets: [{ expr: "shop_queue_length" }] })] }, { rules: [] }),
  ],
  ["a board without panels", jsonBoard({ title: "Hosts" }, { rules: [] })],
] as const)("find nothing in a project with %s", (_, model) => {
  expect(runChecks(model, checks)).toEqual([]);
});

it("has no case of a check that does not exist", () => {
  const names = checks.map(({ name }) => name);
  expect(Object.keys(cases).filter((name) => !names.includes(name))).toEqual([]);
});
