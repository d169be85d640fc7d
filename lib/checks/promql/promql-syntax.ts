import type { Check } from "../check.ts";
import { alertOn } from "./example.ts";
import { expressionsOf } from "./expressions.ts";
import { placed } from "./finding-check.ts";

export const promqlSyntax: Check = {
  name: "promql-syntax",
  why: "Prometheus refuses the whole rule file, and Grafana shows an error where the panel should be.",
  *find(model) {
    for (const expression of expressionsOf(model))
      for (const problem of expression.parsed.problems) yield placed(expression, problem);
  },
  bad: () => alertOn("rate(shop_requests_total) > 5"),
  good: () => alertOn("rate(shop_requests_total[5m]) > 5"),
};
