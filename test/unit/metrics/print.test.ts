import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { refusals } from "../../../lib/generated-code.ts";
import { goMetrics, metric } from "../../../lib/metrics/define.ts";
import { allowedInCatalogs, printCatalog } from "../../../lib/metrics/print.ts";
import { units } from "../../../lib/model/metrics.ts";
import type { Metric, MetricCatalog, MetricType } from "../../../lib/model/model.ts";
import { evaluate, hostileText, ran } from "../../support/evaluate-code.ts";
import { runs } from "../../support/properties.ts";

const biome = fileURLToPath(new URL("../../../node_modules/@biomejs/biome/bin/biome", import.meta.url));
const root = fileURLToPath(new URL("../../..", import.meta.url));
const format = (text: string): string =>
  execFileSync("node", [biome, "check", "--write", "--stdin-file-path=metrics/printed.ts"], {
    cwd: root,
    input: text,
  }).toString();

const word = fc.stringMatching(/^[a-z]{1,18}$/);
const help = fc.array(fc.oneof(word, fc.constantFrom('"quoted"', "it's", "a\\b", "é")), {
  minLength: 1,
  maxLength: 16,
});
const anyMetric: fc.Arbitrary<Metric> = fc
  .record({
    type: fc.constantFrom<MetricType>("counter", "gauge", "histogram", "summary", "unknown"),
    unit: fc.option(fc.constantFrom(...units), { nil: undefined }),
    labels: fc.array(word, { maxLength: 9 }),
    help: help.map((words) => words.join(" ")),
    values: fc.option(
      fc.dictionary(word, fc.array(word, { minLength: 1, maxLength: 14 }), { minKeys: 1, maxKeys: 2 }),
      { nil: undefined },
    ),
    range: fc.option(fc.constant([0, 1] as const), { nil: undefined }),
    buckets: fc.option(fc.array(fc.double({ min: 1e-9, max: 1e22, noNaN: true }), { minLength: 1, maxLength: 25 }), {
      nil: undefined,
    }),
  })
  .map(
    (fields) =>
      Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as unknown as Metric,
  );

it("is formatted as the linter wants it, whatever the metrics", () => {
  const [metrics] = fc.sample(fc.dictionary(word, anyMetric, { minKeys: 150, maxKeys: 150, noNullPrototype: true }), {
    numRuns: 1,
    seed: 7,
  });
  const printed = printCatalog({ title: 'The "real" one', version: "1", metrics: metrics ?? {} });
  expect(format(printed)).toBe(printed);
});

it("is the same catalog again, whatever an exporter says, and runs nothing", () => {
  const name = fc.oneof(hostileText, fc.constantFrom("constructor", "__proto__", "toString", "null", "go_goroutines"));
  const hostile = anyMetric.chain((one) =>
    fc
      .record({
        help: hostileText,
        labels: fc.array(hostileText, { maxLength: 2 }),
        values: fc.dictionary(name, fc.array(hostileText)),
      })
      .map((texts): Metric => ({ ...one, ...texts })),
  );
  const exporter = fc.record({
    title: hostileText,
    version: hostileText,
    metrics: fc.dictionary(name, hostile, { maxKeys: 3, noNullPrototype: true }),
  });
  const defineMetrics = (exporter: MetricCatalog) => exporter;
  const modules = { "bigdata-monitoring": { metric, defineMetrics, goMetrics } };
  fc.assert(
    fc.property(exporter, (exporter) => {
      const code = printCatalog(exporter);
      expect(refusals(code, allowedInCatalogs)).toEqual([]);
      const isGo = Object.hasOwn(exporter.metrics, "go_goroutines");
      const metrics = { ...(isGo && goMetrics), ...exporter.metrics };
      expect(evaluate(code, modules)).toEqual(JSON.parse(JSON.stringify({ ...exporter, metrics })));
      expect(ran()).toBe(false);
    }),
    { numRuns: runs(60) },
  );
});

describe("the file", () => {
  const exporter: MetricCatalog = {
    title: "Redis exporter",
    version: "1.86.0",
    metrics: {
      redis_up: metric.gauge("count", [], "1 when Redis answers", { range: [0, 1] }),
      redis_commands_total: metric.counter("count", ["cmd"], "Commands run"),
    },
  };

  it("is sorted and has a line a metric", () => {
    expect(printCatalog(exporter)).toMatchInlineSnapshot(`
      "// What is exposed by Redis exporter, read from version 1.86.0.
      // \`metrics import\` updates this file: it keeps your edits, but no comments.
      import { defineMetrics, metric } from "bigdata-monitoring";

      export default defineMetrics({
        title: "Redis exporter",
        version: "1.86.0",
        metrics: {
          redis_commands_total: metric.counter("count", ["cmd"], "Commands run"),
          redis_up: metric.gauge("count", [], "1 when Redis answers", { range: [0, 1] }),
        },
      });
      "
    `);
  });

  it("leaves out what Go's client exposes, except what differs", () => {
    const own = { ...goMetrics.go_threads, help: "Threads" };
    const text = printCatalog({ ...exporter, metrics: { ...exporter.metrics, ...goMetrics, go_threads: own } });
    expect(text.match(/go\w+/g)).toEqual(["goMetrics", "goMetrics", "go_threads"]);
  });
});
