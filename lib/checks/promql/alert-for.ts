import { durationSeconds } from "../../model/duration.ts";
import { durationProblem } from "../../promql/analysis/max-duration.ts";
import type { Check } from "../check.ts";
import { alertOn } from "./example.ts";
import { expressionsOf } from "./expressions.ts";

export const alertFor: Check = {
  name: "alert-for",
  why: "An alert that must hold for longer than its condition can last is pending now and then, and never fires.",
  *find(model) {
    for (const { rule, ast, where } of expressionsOf(model)) {
      const found = rule && "alert" in rule && ast && durationProblem(ast, durationSeconds(rule.for));
      if (found) yield { ...where, ...found };
    }
  },
  bad: () => alertOn("shop_queue_length offset 1h unless shop_queue_length", { for: "1h" }),
  good: () => alertOn("shop_queue_length offset 1h unless shop_queue_length", { for: "30m" }),
};
