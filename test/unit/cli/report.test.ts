import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { junit, junitReport, locate, place, sarif } from "../../../lib/cli/report.ts";
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

const repeated = [promql`sum(again)`, promql`sum(again)`];

it("names each place of an expression that a file has twice, in order", async () => {
  const problem: Problem = {
    check: "promql-metric",
    severity: "error",
    file: "unit/report.test.ts",
    path: ["A"],
    message: "no <again>",
    expression: { text: String(repeated[0]), from: 4, to: 9 },
  };
  const located = await locate([problem, problem, { ...problem, file: "elsewhere.ts" }]);
  const line = lines.findIndex((text) => text.startsWith("const repeated")) + 1;
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

const metricCheck = [{ name: "promql-metric", description: "It must exist." }];

it("gives code review the line", async () => {
  const located = await locate([problemAt("here_total")]);
  expect(sarif(located, metricCheck)).toMatchObject({
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

const unit: Problem = {
  check: "panel-unit",
  severity: "error",
  file: "dashboards/kafka.ts",
  path: ["Lag", "query A"],
  message: 'unit "s" <for> bytes & more',
  hint: "use bytes",
  source: { file: "dashboards/kafka/lag.ts", line: 12, column: 9 },
};
const silent: Problem = {
  check: "alert-silent-end",
  severity: "warning",
  file: "rules/kafka.ts",
  path: [],
  message: "no alert notices it",
};
const twice: Problem = { ...silent, check: "alert-name", severity: "error", path: ["LagHigh"], message: "twice" };
const checks = ["panel-unit", "alert-silent-end", "alert-name", "alert-owner"].map((name) => ({
  name,
  description: `What ${name} finds.`,
}));

it("places a problem in its line, or else in its file", () => {
  expect([unit, silent].map(place)).toEqual(["dashboards/kafka/lag.ts:12:9", "rules/kafka.ts"]);
});

it("writes SARIF with the rules that found something", () => {
  const uri = (text: string) => ({ artifactLocation: { uri: text } });
  expect(sarif([unit, silent], checks)).toEqual({
    version: "2.1.0",
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    runs: [
      {
        tool: {
          driver: {
            name: "bigdata-monitoring",
            rules: [
              { id: "panel-unit", shortDescription: { text: "What panel-unit finds." } },
              { id: "alert-silent-end", shortDescription: { text: "What alert-silent-end finds." } },
            ],
          },
        },
        results: [
          {
            ruleId: "panel-unit",
            level: "error",
            message: { text: 'Lag › query A › unit "s" <for> bytes & more — use bytes' },
            locations: [
              {
                physicalLocation: {
                  ...uri("dashboards/kafka/lag.ts"),
                  region: { startLine: 12, startColumn: 9 },
                },
              },
            ],
          },
          {
            ruleId: "alert-silent-end",
            level: "warning",
            message: { text: "no alert notices it" },
            locations: [{ physicalLocation: uri("rules/kafka.ts") }],
          },
        ],
      },
    ],
  });
});

it("writes JUnit with a test for every check, which warnings do not fail", () => {
  expect(junit([unit, twice, silent, { ...twice, hint: "rename one" }], checks)).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="checks" tests="4" failures="2">
  <testcase classname="checks" name="panel-unit"><failure message="1 problem">dashboards/kafka/lag.ts:12:9 › Lag › query A › unit &quot;s&quot; &lt;for&gt; bytes &amp; more — use bytes</failure></testcase>
  <testcase classname="checks" name="alert-silent-end"/>
  <testcase classname="checks" name="alert-name"><failure message="2 problems">rules/kafka.ts › LagHigh › twice
rules/kafka.ts › LagHigh › twice — rename one</failure></testcase>
  <testcase classname="checks" name="alert-owner"/>
</testsuite>
`,
  );
});

it("escapes every text of a JUnit report", () => {
  const failure = { message: '"<', text: ">&" };
  expect(junitReport("a&b", [{ group: "<g>", name: '"n"', failure }])).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="a&amp;b" tests="1" failures="1">
  <testcase classname="&lt;g&gt;" name="&quot;n&quot;"><failure message="&quot;&lt;">&gt;&amp;</failure></testcase>
</testsuite>
`,
  );
});
