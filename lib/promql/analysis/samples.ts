import type { Call, Expr } from "../syntax/ast.ts";
import type { Facts } from "./facts.ts";
import { needsCounter, needsGauge, needsSamples } from "./functions.ts";
import type { Scope } from "./scope.ts";

/** Whether a function over time is given the samples that it is made for, and enough of them. */
export function checkSamples(expr: Call, vector: Expr, given: Facts, scope: Scope): void {
  const { text } = expr.name;
  checkNature(text, vector, given, scope);
  if (vector.kind === "matrix" && needsSamples.has(text)) checkWindow(text, vector.range, given, scope);
}

function checkNature(name: string, vector: Expr, { nature }: Facts, { report }: Scope): void {
  if (needsCounter.has(name) && nature === "gauge") {
    const hint = name === "increase" ? "use delta()" : name === "resets" ? "use changes()" : "use deriv()";
    report("counter", `${name}() of a gauge: each time it falls is taken for a restart`, vector, hint);
  }
  if (needsGauge.has(name) && nature === "counter") {
    report("counter", `${name}() of a counter goes wrong at every restart`, vector, "use increase()");
  }
  if (needsCounter.has(name) && nature === "counters") {
    const hint = "take the rate first: sum(rate(...))";
    report(
      "rate-of-sum",
      `${name}() of a sum of counters: one restart looks like a drop of the whole sum`,
      vector,
      hint,
    );
  }
}

/** A rate needs two samples; with less than four scrapes in the window one that fails leaves a gap. */
const enough = 2;

function checkWindow(
  name: string,
  range: Extract<Expr, { kind: "matrix" }>["range"],
  { interval }: Facts,
  { report }: Scope,
): void {
  if (interval === undefined || range.seconds === undefined || range.seconds >= enough * interval) return;
  const message = `${name}() over ${range.text} with a scrape every ${interval}s: a window needs two samples`;
  report("window", message, range, `use at least ${4 * interval}s, four scrapes, so that a lost one leaves no gap`);
}
