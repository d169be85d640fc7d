import type { Model } from "../../model/model.ts";
import { cycles } from "../../promql/analysis/recordings.ts";
import { namesIn } from "../../promql/syntax/ast.ts";
import type { Check, Finding } from "../check.ts";
import { recording } from "./example.ts";
import { expressionsOf } from "./expressions.ts";
import { findings } from "./finding-check.ts";

export const promqlRecording: Check = {
  name: "promql-recording",
  why: "A recorded series that no rule records is empty, and rules that read each other in a circle never start.",
  *find(model) {
    yield* findings(model, "recording");
    yield* circles(model);
  },
  bad: () => recording({ "shop:a:sum": "shop:b:sum + 1", "shop:b:sum": "shop:a:sum * 2" }),
  good: () => recording({ "shop:a:sum": "shop:b:sum + 1", "shop:b:sum": "sum(shop_queue_length)" }),
};

function* circles(model: Model): Generator<Finding> {
  const recorded = expressionsOf(model).filter(({ rule }) => rule && "record" in rule);
  const reads = new Map<string, string[]>();
  for (const { rule, ast } of recorded) {
    if (rule && "record" in rule && ast) reads.set(rule.record, [...(reads.get(rule.record) ?? []), ...namesIn(ast)]);
  }
  for (const circle of cycles(reads)) {
    const first = recorded.find(({ rule }) => rule && "record" in rule && rule.record === circle[0]);
    if (first) yield { ...first.where, message: `recording rules read each other in a circle: ${circle.join(" → ")}` };
  }
}
