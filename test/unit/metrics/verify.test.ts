import { describe, expect, it } from "vitest";
import { metric } from "../../../lib/metrics/define.ts";
import { parseExposition } from "../../../lib/metrics/parse-exposition.ts";
import { verify } from "../../../lib/metrics/verify.ts";
import { formatProblem } from "../../../lib/model/problem.ts";

const { counter, gauge, histogram } = metric;

const metrics = {
  etl_records_total: counter("count", ["pipeline", "result"], "Records", {
    values: { result: ["success", "failure"] },
  }),
  etl_up: gauge("count", [], "1 if it runs", { range: [0, 1] }),
  etl_lag_seconds: histogram("seconds", [], "Lag", { buckets: [1, 5] }),
};
const good = `# TYPE etl_records_total counter
etl_records_total{pipeline="a",result="success"} 4
# TYPE etl_up gauge
etl_up 1
# TYPE etl_lag_seconds histogram
etl_lag_seconds_bucket{le="1"} 1
etl_lag_seconds_bucket{le="5"} 1
etl_lag_seconds_bucket{le="+Inf"} 1
etl_lag_seconds_sum 1
etl_lag_seconds_count 1
`;

const result = (text: string, version = "contract", options: { strict?: boolean; maxSeries?: number } = {}) =>
  verify(
    parseExposition(text),
    { title: "ETL", version, metrics },
    { source: "x", strict: false, maxSeries: 100, ...options },
  );
const messages = (text: string, version?: string) => result(text, version).problems.map(formatProblem);

it("finds nothing where all is as it should be", () => {
  expect(result(good)).toEqual({ problems: [], notes: [] });
});

describe("of a contract", () => {
  it.each([
    [
      "a missing metric",
      ["etl_up 1", "# TYPE etl_up gauge"],
      "",
      "x › etl_up: is not exposed — a gauge: 1 if it runs (verify-missing)",
    ],
    [
      "a wrong type",
      ["etl_up gauge"],
      "etl_up counter",
      "x › etl_up: is a counter, should be a gauge — expose it with # TYPE etl_up gauge (verify-type)",
    ],
    [
      "no type",
      ["# TYPE etl_up gauge\n"],
      "",
      "x › etl_up: is a unknown, should be a gauge — expose it with # TYPE etl_up gauge (verify-type)",
    ],
    [
      "an unexpected label",
      ['a",result'],
      'a",piepline="b",result',
      'x › etl_records_total: has an unexpected label "piepline" — did you mean "pipeline"? (verify-label)',
    ],
    [
      "a label that is absent",
      ['pipeline="a",'],
      "",
      "x › etl_records_total: lacks pipeline on line 2 — give every series all labels (verify-label)",
    ],
    [
      "a value outside a closed set",
      ["success"],
      "ok",
      'x › etl_records_total: has result="ok" — use one of success, failure (verify-value)',
    ],
    [
      "a value outside its range",
      ["etl_up 1"],
      "etl_up 2",
      "x › etl_up: is 2 on line 4 — its range is 0 to 1 (verify-range)",
    ],
    [
      "a bucket that is absent",
      ['etl_lag_seconds_bucket{le="5"} 1\n'],
      "",
      "x › etl_lag_seconds: lacks buckets 5 — use the contract's bounds (verify-bucket)",
    ],
  ])("reports %s", (_, from, to, message) => {
    const text = from.reduce((changed, part) => changed.replace(part, to), good);
    expect(messages(text)).toEqual([message]);
  });

  it("notes metrics beside it, unless strict", () => {
    const text = `${good}own_things 1\n`;
    expect(result(text)).toMatchObject({ problems: [], notes: [{ check: "verify-unknown", path: ["own_things"] }] });
    expect(result(text, "contract", { strict: true })).toMatchObject({
      problems: [{ path: ["own_things"] }],
      notes: [],
    });
  });

  it("takes a metric whose labels have had no values yet", () => {
    expect(messages(good.replace('etl_records_total{pipeline="a",result="success"} 4\n', ""))).toEqual([]);
  });

  it("lets client libraries formatProblem of their process and of when series began", () => {
    expect(result(`${good}python_gc_objects_collected_total 1\netl_records_created 1\n`).notes).toEqual([]);
  });
});

describe("of an exporter that we did not write", () => {
  it("notes what is missing and reports what is unknown, with the nearest name", () => {
    const text = good.replaceAll("etl_up", "elt_up");
    expect(messages(text, "1.0")).toEqual([
      'x › elt_up: is not in the catalog (a gauge) — did you mean "etl_up"? (verify-unknown)',
    ]);
    expect(result(text, "1.0").notes).toMatchObject([{ check: "verify-missing", path: ["etl_up"] }]);
  });

  it("takes untyped series, fewer labels and other buckets", () => {
    expect(messages('etl_up 1\netl_records_total{result="failure"} 1\n', "1.0")).toEqual([]);
  });
});

it("reports a metric with too many series", () => {
  const series = Array.from({ length: 3 }, (_, i) => `etl_records_total{pipeline="${i}",result="failure"} 1`);
  const text = good.replace('etl_records_total{pipeline="a",result="success"} 4', series.join("\n"));
  expect(result(text, "contract", { maxSeries: 2 }).problems.map(formatProblem)).toContain(
    "x › etl_records_total: has 3 series, more than 2 — drop the label with the most values (verify-series)",
  );
});
