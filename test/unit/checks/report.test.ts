import { expect, it } from "vitest";
import { junit, junitReport, place, sarif } from "../../../lib/checks/report.ts";
import type { Problem } from "../../../lib/model/problem.ts";

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
