import { describe, expect, it } from "vitest";
import { type Check, runChecks } from "../../../lib/checks/check.ts";
import { checks } from "../../../lib/checks/index.ts";
import type { Model } from "../../../lib/model/model.ts";
import { formatProblem, type Problem } from "../../../lib/model/problem.ts";
import { cases } from "./cases/index.ts";
import { examples } from "./examples/index.ts";

/** A problem as readers get it, below it the expression with the part that is marked. */
function printed(problem: Problem): string {
  const { expression } = problem;
  const line = `  ${formatProblem(problem)}`;
  if (!expression) return line;
  const { text, from, to } = expression;
  const marked = `${text.slice(0, from)}»${text.slice(from, to)}«${text.slice(to)}`;
  return [line, ...marked.split("\n").map((part) => `    ${part}`.trimEnd())].join("\n");
}

const paragraph = (name: string, model: Model, check: Check): string =>
  [`${name}:`, ...runChecks(model, [check]).map(printed), ""].join("\n");

function problemsOf(check: Check): string {
  const refused = { "the example": examples[check.name]?.bad, ...cases[check.name]?.refused };
  const paragraphs = Object.entries(refused).flatMap(([name, make]) => (make ? [paragraph(name, make(), check)] : []));
  return paragraphs.join("\n");
}

it.each(checks.map((check) => [check.name, check] as const))("%s says what is wrong", async (name, check) => {
  await expect(problemsOf(check)).toMatchFileSnapshot(`../../fixtures/problems/${name}.txt`);
});

const tables = checks.flatMap((check) => (cases[check.name] ? [[check.name, check] as const] : []));

describe.each(tables)("%s", (name, check) => {
  const { refused = {}, accepted = {} } = cases[name] ?? {};
  it.each(Object.entries(refused))("refuses %s", (_, make) => {
    expect(runChecks(make(), [check])).not.toEqual([]);
  });
  it.each(Object.entries(accepted))("accepts %s", (_, make) => {
    expect(runChecks(make(), [check])).toEqual([]);
  });
});

it("has no case of a check that does not exist", () => {
  const names = checks.map(({ name }) => name);
  expect(Object.keys(cases).filter((name) => !names.includes(name))).toEqual([]);
});
