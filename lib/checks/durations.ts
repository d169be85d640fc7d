import { receiverDurations } from "../alerting/receivers.ts";
import { durationSeconds } from "../model/duration.ts";
import type { Duration, Model } from "../model/model.ts";
import { childrenOf, type Expr, type TimeModifiers } from "../promql/syntax/ast.ts";
import { longestDuration, printDuration } from "../promql/syntax/numbers.ts";
import { type Check, inConfig, rulesOf, type Where } from "./check.ts";
import { expressionsOf, findingIn } from "./expressions.ts";
import { routesOf } from "./routing.ts";

/** What servers refuse as zero, or take for a default of their own: 1m for `scrapeInterval`, 15 days for `metrics`. */
const neverZero: readonly string[] = [
  "interval",
  "timeout",
  "groupInterval",
  "repeatInterval",
  "scrapeInterval",
  "scrapeTimeout",
  "evaluationInterval",
  "metrics",
  "logs",
];

/** Every duration that a server reads, by the name of its field. */
function* durationsOf(model: Model): Generator<{ where: Where; field: string; duration: Duration | undefined }> {
  for (const { file, definition } of model.rules)
    for (const field of ["interval", "queryOffset"] as const)
      yield { where: { file, path: [] }, field, duration: definition[field] };
  for (const { rule, where } of rulesOf(model)) {
    if (!("alert" in rule)) continue;
    yield { where, field: "for", duration: rule.for };
    yield { where, field: "keepFiringFor", duration: rule.keepFiringFor };
  }
  const { scrapeInterval, scrapeTimeout, evaluationInterval } = model.settings.prometheus;
  for (const [field, duration] of Object.entries({ scrapeInterval, scrapeTimeout, evaluationInterval }))
    yield { where: inConfig("prometheus"), field, duration };
  for (const [field, duration] of Object.entries(model.retention ?? {}))
    yield { where: { file: "retention.ts", path: [] }, field, duration };
  if (model.probes) {
    yield { where: { file: "probes.ts", path: [] }, field: "interval", duration: model.probes.interval };
    for (const [kind, { timeout }] of Object.entries(model.probes.modules))
      yield { where: { file: "probes.ts", path: ["modules", kind] }, field: "timeout", duration: timeout };
  }
  const { file = "", definition } = model.alerting ?? {};
  const resolveTimeout = definition?.global.resolveTimeout;
  yield { where: { file, path: ["global"] }, field: "resolveTimeout", duration: resolveTimeout };
  for (const [name, receiver] of Object.entries(definition?.receivers ?? {}))
    for (const each of receiverDurations(receiver)) yield { where: { file, path: ["receivers", name] }, ...each };
  for (const [name, { scrape }] of Object.entries(model.stack)) {
    yield { where: { file: "stack.ts", path: [name] }, field: "interval", duration: scrape?.interval };
    yield { where: { file: "stack.ts", path: [name] }, field: "timeout", duration: scrape?.timeout };
  }
  for (const { route, where } of routesOf(model))
    for (const field of ["groupWait", "groupInterval", "repeatInterval"] as const)
      yield { where, field, duration: route[field] };
}

const durationRange: Check = {
  name: "duration-range",
  description: "Prometheus and Alertmanager count nanoseconds in 64 bits, and refuse intervals of zero.",
  *find(model) {
    for (const { where, field, duration } of durationsOf(model)) {
      if (duration === undefined) continue;
      const seconds = durationSeconds(duration);
      if (seconds > longestDuration)
        yield { ...where, message: `${field} "${duration}" is longer than servers read`, hint: "write at most 292y" };
      if (seconds === 0 && neverZero.includes(field))
        yield { ...where, message: `${field} "${duration}" is zero`, hint: "write at least 1s" };
    }
  },
};

const queryRetention: Check = {
  name: "query-retention",
  description: "A window or an offset that is longer than data is kept reads nothing, or less than it says.",
  *find(model) {
    const kept = model.retention && !model.scale ? durationSeconds(model.retention.metrics) : undefined;
    if (kept === undefined) return;
    for (const expression of expressionsOf(model)) {
      const reach = expression.ast && reachOf(expression.ast);
      if (!reach || reach.seconds <= kept) continue;
      const message = `looks back ${printDuration(reach.seconds)}, and Prometheus keeps ${model.retention?.metrics}`;
      yield findingIn(expression, { ...reach.at, message, hint: "shorten it, or keep data longer in retention.ts" });
    }
  },
};

/** How far back an expression reads, and the part that reaches farthest. */
function reachOf(expr: Expr): { readonly seconds: number; readonly at: Expr } {
  const own = ownReach(expr);
  const [farthest] = childrenOf(expr)
    .map(reachOf)
    .sort((a, b) => b.seconds - a.seconds);
  if (!farthest) return { seconds: own, at: expr };
  return { seconds: own + farthest.seconds, at: own > 0 ? expr : farthest.at };
}

function ownReach(expr: Expr): number {
  const { offset } = expr as TimeModifiers;
  const range = expr.kind === "matrix" || expr.kind === "subquery" ? (expr.range.seconds ?? 0) : 0;
  return range + Math.max(0, offset?.seconds ?? 0);
}

/** How far an instant selector looks back for a sample. Source: --query.lookback-delta of Prometheus */
const lookback = 300;

const ruleLookback: Check = {
  name: "rule-lookback",
  description: "An instant selector sees samples of the last five minutes: a rule that runs less often leaves gaps.",
  *find(model) {
    const rare = new Map<string, string>();
    for (const { definition } of model.rules)
      if (durationSeconds(definition.interval) > lookback)
        for (const rule of definition.rules) if ("record" in rule) rare.set(rule.record, definition.interval);
    if (rare.size === 0) return;
    for (const expression of expressionsOf(model)) {
      for (const selector of expression.ast ? instantSelectors(expression.ast) : []) {
        const interval = rare.get(selector.name?.text ?? "");
        if (interval === undefined) continue;
        const message = `${selector.name?.text} is recorded every ${interval}, and a selector looks back 5m: it has gaps`;
        yield findingIn(expression, {
          ...selector,
          message,
          hint: "evaluate its group every 5m or less, or read last_over_time(...[30m])",
        });
      }
    }
  },
};

function* instantSelectors(expr: Expr): Generator<Extract<Expr, { kind: "selector" }>> {
  if (expr.kind === "selector") yield expr;
  if (expr.kind !== "matrix") for (const child of childrenOf(expr)) yield* instantSelectors(child);
}

/** Checks of durations, and of how far queries look back. */
export const durationChecks: readonly Check[] = [durationRange, queryRetention, ruleLookback];
