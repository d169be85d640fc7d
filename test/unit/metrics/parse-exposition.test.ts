import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseExposition } from "../../../lib/metrics/parse-exposition.ts";

const captures = new URL("../../fixtures/expositions/", import.meta.url);

it.each(readdirSync(captures))("reads every line of %s, captured from a real server", (file) => {
  const text = readFileSync(new URL(file, captures), "utf8");
  const { families, problems } = parseExposition(text);
  const samples = [...families.values()].flatMap((family) => family.samples);
  expect(problems).toEqual([]);
  expect(samples).toHaveLength(text.split("\n").filter((line) => /^[^#]/.test(line)).length);
  // A help text may be empty, as some of Loki's are.
  const untyped = [...families.values()].filter(({ type }) => type === "untyped").map(({ name }) => name);
  expect(untyped).toEqual([...text.matchAll(/^# TYPE (\S+) untyped$/gm)].map(([, name]) => name));
});

describe("text format 0.0.4", () => {
  it("gathers the series of a histogram and of a summary", () => {
    const { families } = parseExposition(`# TYPE lag_seconds histogram
lag_seconds_bucket{le="0.1"} 1
lag_seconds_bucket{le="+Inf"} 2
lag_seconds_sum 3
lag_seconds_count 2
# TYPE pause_seconds summary
pause_seconds{quantile="0.5"} NaN
pause_seconds_sum 0
pause_seconds_count 0
`);
    expect([...families.keys()]).toEqual(["lag_seconds", "pause_seconds"]);
    expect(families.get("lag_seconds")?.samples.map(({ name, value }) => [name, value])).toEqual([
      ["lag_seconds_bucket", 1],
      ["lag_seconds_bucket", 2],
      ["lag_seconds_sum", 3],
      ["lag_seconds_count", 2],
    ]);
    expect(families.get("pause_seconds")?.samples[0]?.value).toBeNaN();
  });

  it("takes labels with escapes, blanks and a trailing comma, and timestamps in milliseconds", () => {
    const { families } = parseExposition('  a { x = "b\\\\c\\"d\\ne" , y="}" , } -Inf 1700000000000\n');
    expect(families.get("a")?.samples).toEqual([
      { name: "a", labels: { x: 'b\\c"d\ne', y: "}" }, value: -Infinity, timestamp: 1_700_000_000_000, line: 1 },
    ]);
  });

  it("takes quoted names", () => {
    const { families } = parseExposition('# TYPE "http.requests" counter\n{"http.requests","http.code"="200"} 3\n');
    expect(families.get("http.requests")).toMatchObject({
      type: "counter",
      samples: [{ labels: { "http.code": "200" } }],
    });
  });

  it("keeps a family that has no series yet", () => {
    const { families } = parseExposition("# HELP a_total Things\n# TYPE a_total counter\n");
    expect(families.get("a_total")).toEqual({ name: "a_total", type: "counter", help: "Things", samples: [] });
  });
});

describe("OpenMetrics", () => {
  const text = `# TYPE jobs counter
# UNIT jobs seconds
# HELP jobs Time of jobs
jobs_total{queue="a"} 7 1700000000.5 # {trace_id="x"} 0.3 1700000000
jobs_created{queue="a"} 1600000000
# TYPE build info
build_info{version="1"} 1
# EOF
`;

  it("names metrics as Prometheus stores them, in milliseconds, and reads over exemplars", () => {
    const { families, problems } = parseExposition(text);
    expect(problems).toEqual([]);
    expect(families.get("jobs_total")).toMatchObject({ type: "counter", unit: "seconds", help: "Time of jobs" });
    expect(families.get("jobs_total")?.samples[0]).toMatchObject({ value: 7, timestamp: 1_700_000_000_500 });
    expect([...families.keys()]).toEqual(["jobs_total", "build_info"]);
  });

  it("refuses text that is cut off, or that goes on behind its end", () => {
    expect(parseExposition("a 1\n", "openmetrics").problems).toMatchObject([{ message: "the exposition is cut off" }]);
    expect(parseExposition(`${text}a 1\n`).problems).toMatchObject([{ line: 9, message: "text after # EOF" }]);
  });
});

describe("a line that cannot be read", () => {
  it.each([
    ["a{x=1} 1", "the value of label x is not quoted to its end"],
    ['a{x="1} 1', "the value of label x is not quoted to its end"],
    ["a{x} 1", "label x has no value"],
    ['a{x="1" y="2"} 1', 'no "," or "}" after label x'],
    ['a{x="1",x="2"} 1', "label x occurs twice"],
    ["a{-} 1", 'no label name at "-} 1"'],
    ["a", "no value after a"],
    ["a one", '"one" is not a number'],
    ["a 1 soon", '"soon" is not a timestamp'],
    ["a 1 -5", '"-5" is not a timestamp'],
    ["a 1e400", '"1e400" is too large for a 64-bit floating point number'],
    ["a 1\r", "a carriage return"],
    ['a{__name__="b"} 1', "label __name__ is reserved"],
    ["# HELP 9a Text.", 'HELP of "9a", which is no metric name'],
    ["# TYPE a info", 'unknown type "info" of a'],
    ["# TYPE a  gauge", 'unknown type " gauge" of a'],
    ["a 1 2 3", "no value after a"],
    ["9a 1", "no metric name"],
    ["# TYPE a guage", 'unknown type "guage" of a'],
  ])("%s: %s", (line, message) => {
    const { problems, families } = parseExposition(`before 1\n${line}\nafter 1\n`);
    expect(problems).toMatchObject([{ line: 2, message, hint: expect.stringMatching(/\w/) }]);
    expect([...families.keys()]).toEqual(expect.arrayContaining(["before", "after"]));
  });

  it("reports how to fix a misspelt type", () => {
    expect(parseExposition("# TYPE a guage\n").problems[0]?.hint).toBe('did you mean "gauge"?');
  });

  it.each([
    ['a{x="1",y="2"} 1\na{y="2",x="1"} 2\n', 'series a{y="2",x="1"} 2 occurs twice'],
    ["# TYPE a gauge\na 1\n# TYPE a gauge\n", "the type of a occurs twice"],
    ["a 1\n# TYPE a gauge\n", "the type of a is after its samples"],
  ])("%j contradicts itself: %s", (text, message) => {
    expect(parseExposition(text).problems).toMatchObject([{ message }]);
  });
});
