import { expect, test } from "vitest";
import { record } from "../../../lib/authoring/define.ts";
import { promql } from "../../../lib/promql/promql.ts";
import { inputsOf } from "../../../lib/testing/suite.ts";

const c = record("job:c:sum", promql`sum by (job) (job:b:sum)`, "");
const b = record("job:b:sum", promql`sum by (job) (job:a:sum offset 1h)`, "");
const a = record("job:a:sum", promql`sum by (job) (up)`, "");
const other = record("job:other:sum", promql`sum by (job) (up{name="job:c:sum"})`, "");

test("what a rule reads comes before it, through all rules between, and nothing else", () => {
  expect(inputsOf([c], [c, other, b, a])).toEqual([a, b]);
});

test("rules that read each other are taken once", () => {
  const x = record("x:y:sum", promql`y:x:sum`, "");
  const y = record("y:x:sum", promql`x:y:sum`, "");
  expect(inputsOf([x], [x, y])).toEqual([y]);
});
