import { allowancesIn } from "../../promql/text/allowances.ts";
import { didYouMean } from "../../promql/text/suggest.ts";
import type { Check } from "../check.ts";
import { alertOn } from "./example.ts";
import { expressionsOf } from "./expressions.ts";
import { placed } from "./finding-check.ts";

/** The check of what comments in expressions allow, given the checks that they can name. */
export const promqlAllow = (checks: readonly Check[]): Check => ({
  name: "promql-allow",
  why: "An excuse without a reason cannot be judged, and one for a fault that is gone hides the next one.",
  *find(model) {
    for (const expression of expressionsOf(model))
      for (const allowance of allowancesIn(expression.text)) {
        const check = checks.find(({ name }) => name === allowance.check);
        const problem = check
          ? problemWith(allowance.reason, isUsed(check, expression.text))
          : {
              message: `no check of expressions is called "${allowance.check}"`,
              hint: nearest(allowance.check, checks),
            };
        if (problem) yield placed(expression, { ...allowance, ...problem });
      }

    function isUsed(check: Check, text: string): boolean {
      return Array.from(check.find(model)).some(({ expression }) => expression?.text === text);
    }
  },
  bad: () => alertOn("# allow promql-comparison: it was 0 once\nshop_disk_used_ratio > 0.9"),
  good: () => alertOn("# allow promql-comparison: fires whenever the shop runs\nshop_disk_used_ratio >= 0"),
});

const nearest = (name: string, checks: readonly Check[]): string =>
  didYouMean(
    name,
    checks.map((check) => check.name),
  ) ?? "see `check --list`";

function problemWith(reason: string, isUsed: boolean): { message: string; hint: string } | undefined {
  if (reason === "") return { message: "an allowance needs a reason", hint: "write it behind a colon" };
  return isUsed ? undefined : { message: "this allowance excuses nothing", hint: "delete it" };
}
