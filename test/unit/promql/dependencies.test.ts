import { expect, test } from "vitest";
import { record } from "../../../lib/authoring/rules.ts";
import type { Rule } from "../../../lib/model/model.ts";
import { rulesReadBy } from "../../../lib/promql/dependencies.ts";
import { promql } from "../../../lib/promql/promql.ts";
import { recordingsInOrder } from "../../../scripts/backfill/rules.ts";

const c = record("job:c:sum", promql`sum by (job) (job:b:sum)`, "");
const b = record("job:b:sum", promql`sum by (job) (job:a:sum offset 1h)`, "");
const a = record("job:a:sum", promql`sum by (job) (up)`, "");
const other = record("job:other:sum", promql`sum by (job) (up{name="job:c:sum"})`, "");
const group = (name: string, ...rules: Rule[]) => ({
  name,
  file: `rules/${name}.ts`,
  definition: { interval: "1m", rules } as const,
});

test("the rules that a rule reads come before it, directly and through others, and no other rule", () => {
  expect(rulesReadBy([c], [c, other, b, a])).toEqual([a, b]);
});

test("rules that read each other are included once", () => {
  const x = record("x:y:sum", promql`y:x:sum`, "");
  const y = record("y:x:sum", promql`x:y:sum`, "");
  expect(rulesReadBy([x], [x, y])).toEqual([y]);
  expect(() => recordingsInOrder([group("x", x, y)])).toThrow("recording rules read each other: x:y:sum, y:x:sum");
});

test("recordings are ordered in steps", () => {
  expect(recordingsInOrder([group("x", c, other, b, a)])).toEqual([[other, a], [b], [c]]);
});

test("a label, a function or a string with the name of a recorded series is no dependency", () => {
  const named = ["mode", "rate", "idle"].map((name) => record(name, promql`sum by (job) (up)`, ""));
  const reader = record("job:cpu:rate5m", promql`sum by (mode) (rate(cpu{mode="idle"}[5m]))`, "");
  const groups = [group("reader", reader), group("named", ...named)];
  expect(rulesReadBy([reader], [reader, ...named])).toEqual([]);
  expect(recordingsInOrder(groups)).toEqual([[reader, ...named]]);
});
