import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { sarif } from "../../../lib/checks/report.ts";
import { locate } from "../../../lib/cli/report.ts";
import type { Problem } from "../../../lib/model/problem.ts";
import { promql } from "../../../lib/promql/promql.ts";

const job = 'job="x"';
const expression = promql`
  sum by (job) (
    rate(here_total{${job}}[5m])
  ) / scalar(sum(there{${job}}))`;

const problemAt = (part: string): Problem => {
  const from = expression.indexOf(part);
  return {
    check: "promql-metric",
    severity: "error",
    file: "rules/a.ts",
    path: ["A"],
    message: `no <${part}>`,
    expression: { text: expression, from, to: from + part.length },
  };
};

const own = fileURLToPath(import.meta.url);
const lines = readFileSync(own, "utf8").split("\n");

function placeOf(part: string) {
  const line = lines.findIndex((text) => text.startsWith("  ") && text.includes(`${part}{`));
  return { file: relative(process.cwd(), own), line: line + 1, column: (lines[line]?.indexOf(part) ?? 0) + 1 };
}

it("finds the line and column in the file where an expression was written", async () => {
  const [here, there] = await locate([problemAt("here_total"), problemAt("there")]);
  expect(here?.source).toEqual(placeOf("here_total"));
  expect(there?.source).toEqual(placeOf("there"));
});

const twice = [promql`sum(again)`, promql`sum(again)`];

it("names each place of an expression that a file has twice, in order", async () => {
  const problem: Problem = {
    check: "promql-metric",
    severity: "error",
    file: "unit/report.test.ts",
    path: ["A"],
    message: "no <again>",
    expression: { text: String(twice[0]), from: 4, to: 9 },
  };
  const located = await locate([problem, problem, { ...problem, file: "elsewhere.ts" }]);
  const line = lines.findIndex((text) => text.startsWith("const twice")) + 1;
  const columns = [...(lines[line - 1] ?? "").matchAll(/again/g)].map(({ index }) => index + 1);
  expect(columns).toHaveLength(2);
  expect(located.map(({ source }) => [source?.line, source?.column])).toEqual([
    [line, columns[0]],
    [line, columns[1]],
    [line, columns[0]],
  ]);
});

it("leaves problems that are in no expression where they are", async () => {
  const plain: Problem = { check: "alert-name", severity: "error", file: "rules/a.ts", path: ["A"], message: "twice" };
  expect(await locate([plain])).toEqual([plain]);
});

const checks = [{ name: "promql-metric", description: "It must exist." }];

it("gives code review the line", async () => {
  const located = await locate([problemAt("here_total")]);
  expect(sarif(located, checks)).toMatchObject({
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { rules: [{ id: "promql-metric", shortDescription: { text: "It must exist." } }] } },
        results: [
          {
            ruleId: "promql-metric",
            message: { text: "A › no <here_total>" },
            locations: [{ physicalLocation: { region: { startLine: placeOf("here_total").line } } }],
          },
        ],
      },
    ],
  });
});
