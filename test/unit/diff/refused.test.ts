import fc from "fast-check";
import { expect, it } from "vitest";
import { expressionDetails, sameQuestion } from "../../../lib/diff/expressions.ts";
import { format } from "../../../lib/promql/print.ts";
import { parse } from "../../../lib/promql/syntax/parse.ts";
import { tagged } from "../../../lib/pull/queries.ts";
import { expressions } from "../../../scripts/fuzz/expressions.ts";
import { runs } from "../../support/properties.ts";

const refused = "sum(rate(up[5m])) offset 1w > 0";

it("compares what Prometheus refuses as text, since its tree lacks parts of it", () => {
  expect(sameQuestion(refused, "sum(rate(up[5m])) > 0")).toBe(false);
  expect(sameQuestion(refused, refused.replaceAll(" ", "\n  "))).toBe(true);
  expect(expressionDetails("query A", refused, "sum(rate(up[5m])) > 0")).toEqual([
    { sentence: "query A changed", before: refused, after: "sum(rate(up[5m])) > 0" },
  ]);
});

it("takes blanks in quotes for what they are", () => {
  expect(sameQuestion('{app="a"}  |=  "b  c"', '{app="a"} |= "b  c"')).toBe(true);
  expect(sameQuestion('{app="a"} |= "b  c"', '{app="a"} |= "b c"')).toBe(false);
  expect(sameQuestion("{app=`a`} |= `b  c`", "{app=`a`} |= `b c`")).toBe(false);
});

it("never rewrites an expression that Prometheus refuses", () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      for (const text of expressions(seed, 100)) {
        const { ast, problems } = parse(text, { grafana: true, experimental: true });
        if (problems.length === 0) continue;
        expect(tagged(text), text).toBeUndefined();
        if (ast && format(ast) !== text)
          expect(words(format(ast)) === words(text) || !sameQuestion(format(ast), text), text).toBe(true);
      }
    }),
    { numRuns: runs(10) },
  );
});

const words = (text: string): string => text.replaceAll(/\s+/g, " ").trim();
