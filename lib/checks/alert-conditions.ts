import { durationSeconds } from "../model/duration.ts";
import type { AlertRule, Model } from "../model/model.ts";
import { resultParts } from "../promql/analysis/pitfalls.ts";
import {
  type Aggregation,
  type Binary,
  type Call,
  childrenOf,
  type Expr,
  namesIn,
  partsOf,
} from "../promql/syntax/ast.ts";
import type { Check } from "./check.ts";
import { type Expression, expressionsOf, findingIn } from "./expressions.ts";

/** The expression of an alert, parsed and analysed. */
interface Condition extends Expression {
  readonly rule: AlertRule;
  readonly ast: Expr;
}

function* conditionsOf(model: Model): Generator<Condition> {
  for (const expression of expressionsOf(model)) {
    const { rule, ast } = expression;
    // An alert's queries in texts have no rule.
    if (rule && "alert" in rule && ast) yield { ...expression, rule, ast };
  }
}

/** Two scrapes, where the interval is not known. */
const defaultWait = 120;

const alertAbsentWait: Check = {
  name: "alert-absent-wait",
  description:
    "absent() holds at once when one scrape fails, and while Prometheus starts: without `for` it fires then.",
  *find(model) {
    for (const condition of conditionsOf(model)) {
      const { ast, rule, analysis } = condition;
      const absent = Array.from(resultParts(ast)).find(
        (part): part is Call => part.kind === "call" && part.name.text === "absent",
      );
      const [arg] = absent?.args ?? [];
      if (!absent || !arg) continue;
      const interval = analysis?.nodes.get(arg)?.interval;
      const least = interval === undefined ? defaultWait : 2 * interval;
      if (durationSeconds(rule.for) >= least) continue;
      const message = `fires at the first missing scrape, and at every start of Prometheus: \`for\` is ${rule.for}`;
      yield findingIn(condition, {
        ...absent,
        message,
        hint: `make \`for\` at least ${least}s, or use absent_over_time(...[10m])`,
      });
    }
  },
};

const changing = new Set(["topk", "bottomk", "limitk", "limit_ratio", "count_values"]);

const alertChangingSeries: Check = {
  name: "alert-changing-series",
  description:
    "`for` begins anew for each series: of topk() and the like, other series are members at each evaluation.",
  *find(model) {
    for (const condition of conditionsOf(model)) {
      if (durationSeconds(condition.rule.for) === 0) continue;
      const picked = Array.from(resultParts(condition.ast)).find(
        (part): part is Aggregation => part.kind === "aggregation" && changing.has(part.op) && !isDeduplication(part),
      );
      if (!picked) continue;
      const message = `${picked.op} returns other series at each evaluation, and \`for\` ${condition.rule.for} begins anew for each`;
      yield findingIn(condition, {
        ...picked,
        message,
        hint: "compare all series with the threshold, or leave out `for`",
      });
    }
  },
};

/** `topk by (resource) (1, x)` keeps one of several equal series. */
const isDeduplication = ({ modifier, param }: Aggregation): boolean =>
  modifier === "by" && param?.kind === "number" && param.value === 1;

const comparisons = /^(?:[<>]=?|==|!=)$/;

const alertBareCounter: Check = {
  name: "alert-bare-counter",
  description: "A counter only grows until a restart: an alert on its value fires for ever, and ends with the process.",
  *find(model) {
    for (const condition of conditionsOf(model)) {
      const { ast, analysis } = condition;
      for (const part of resultParts(ast)) {
        if (part.kind !== "binary" || part.bool || !comparisons.test(part.op)) continue;
        const counter = counterIn(part, analysis);
        if (!counter) continue;
        const message = "compares a counter as it stands: it only grows, until its process restarts";
        yield findingIn(condition, {
          ...counter,
          message,
          hint: "compare how much it grew: increase(...[1h]) or rate(...[5m])",
        });
      }
    }
  },
};

function counterIn({ left, right }: Binary, analysis: Condition["analysis"]): Expr | undefined {
  const constant = analysis?.nodes.get(right)?.constant;
  if (constant === undefined) return undefined;
  const kind = analysis?.nodes.get(left)?.sampleKind;
  return kind === "counter" || kind === "counters" ? left : undefined;
}

const alertSilentEnd: Check = {
  name: "alert-silent-end",
  description: "An alert on a high value resolves when its series end: another alert must notice that.",
  severity: "warning",
  *find(model) {
    const watched = watchedBy(model);
    const reported = new Set<string>();
    for (const condition of conditionsOf(model)) {
      const { ast, analysis, rule } = condition;
      if (rule.severity === "none" || !isTooMuch(ast) || watchesAbsence(ast)) continue;
      for (const part of partsOf(ast)) {
        if (part.kind !== "selector" || part.name === undefined || part.name.dynamic) continue;
        const name = part.name.text;
        const jobs = analysis?.nodes.get(part)?.labels.known.get("job")?.values;
        if (name.includes(":") || jobs === undefined || watched.metrics.has(name)) continue;
        const unwatched = jobs.find((job) => !watched.jobs.has(job));
        if (unwatched === undefined || watched.everyJob || reported.has(unwatched)) continue;
        reported.add(unwatched);
        yield findingIn(condition, {
          ...part,
          message: `when the series of job "${unwatched}" end, this alert is quiet, and no alert notices it`,
          hint: `add an alert on up{job="${unwatched}"} == 0, or on absent(...)`,
        });
      }
    }
  },
};

/** Whether it fires above a threshold only. */
const isTooMuch = (ast: Expr): boolean => {
  const compared = Array.from(resultParts(ast)).filter(
    (part): part is Binary => part.kind === "binary" && comparisons.test(part.op) && !part.bool,
  );
  return compared.length > 0 && compared.every(({ op }) => op === ">" || op === ">=");
};

const watchesAbsence = (ast: Expr): boolean =>
  Array.from(partsOf(ast)).some(
    (part) =>
      (part.kind === "call" && /^absent/.test(part.name.text)) || (part.kind === "binary" && part.op === "unless"),
  );

/** Jobs with an alert on `up`, and metrics with an alert on their absence. */
function watchedBy(model: Model): { jobs: ReadonlySet<string>; metrics: ReadonlySet<string>; everyJob: boolean } {
  const jobs = new Set<string>();
  const metrics = new Set<string>();
  let everyJob = false;
  for (const { ast, analysis } of conditionsOf(model)) {
    const absence = watchesAbsence(ast);
    for (const part of partsOf(ast)) {
      if (part.kind !== "selector") continue;
      const name = part.name?.text;
      if (name !== undefined && absence) metrics.add(name);
      if (name !== "up" && name !== "probe_success" && !absence) continue;
      const values = analysis?.nodes.get(part)?.labels.known.get("job")?.values;
      if (name === "up" && values === undefined) everyJob = true;
      for (const job of values ?? []) jobs.add(job);
    }
  }
  return { jobs, metrics, everyJob };
}

/** Checks of what an alert's expression means together with its `for`, and with the project's other alerts. */
export const conditionChecks: readonly Check[] = [alertAbsentWait, alertChangingSeries, alertBareCounter];

/** A check that needs all alerts of a project. */
export const companionChecks: readonly Check[] = [alertSilentEnd];

/** A comparison of a series with its own past forgets, after the range or the offset, that something is missing. */
export const alertSelfResolving: Check = {
  name: "alert-self-resolving",
  description: "An alert about something that was there before resolves by itself while the thing is still missing.",
  *find(model) {
    for (const expression of expressionsOf(model)) {
      const { rule, ast } = expression;
      if (!rule || !("alert" in rule) || !ast) continue;
      for (const part of partsOf(ast)) {
        const name = part.kind === "binary" ? forgets(part) : undefined;
        if (name === undefined) continue;
        const message = `"${name}" is compared with its own past: the alert resolves when the past is as bad as the present`;
        const hint = 'compare with a fact, such as `absent(up{job="x"})` or an expected number';
        yield findingIn(expression, { ...part, message, hint });
      }
    }
  },
};

/** The metric that an operation compares with its own past. */
function forgets({ op, left, right }: Binary): string | undefined {
  switch (op) {
    // A series that was there: `x offset 1h unless x`, `present_over_time(x[1h]) unless x`.
    case "unless":
      return [...pastNames(left), ...wasThere.flatMap((name) => extreme(left, name))].find((name) =>
        presentNames(right).includes(name),
      );
    // A value that was higher: `x < max_over_time(x[6h])`, `x < x offset 1h`.
    case "<":
    case "<=":
      return lower(left, right);
    // The same the other way round, or a value that was lower: `x > min_over_time(x[6h])`.
    case ">":
    case ">=":
      return lower(right, left) ?? extreme(right, "min_over_time").find((name) => presentNames(left).includes(name));
    // A state that was another one: `x == 0 and max_over_time(x[6h]) > 0`.
    case "and": {
      const held = isComparison(left) ? presentNames(left) : [];
      const compared = bare(right);
      if (compared.kind !== "binary" || !["<", "<=", ">", ">=", "==", "!="].includes(compared.op)) return undefined;
      return [...extreme(compared.left, "max_over_time"), ...extreme(compared.left, "min_over_time")].find((name) =>
        held.includes(name),
      );
    }
    default:
      return undefined;
  }
}

/** Functions whose result lasts for a range after the series has ended. */
const wasThere = ["present", "last", "count", "max", "min", "avg"].map((name) => `${name}_over_time`);

/** The series of which the present value is lower than one that it had. */
const lower = (present: Expr, past: Expr): string | undefined =>
  [...extreme(past, "max_over_time"), ...pastNames(past)].find((name) => presentNames(present).includes(name));

const isComparison = (expr: Expr): boolean => {
  const inner = bare(expr);
  return inner.kind === "binary" && ["==", "!=", "<", "<=", ">", ">="].includes(inner.op);
};

/** Without parentheses. */
const bare = (expr: Expr): Expr => (expr.kind === "paren" ? bare(expr.expr) : expr);

/** Names of series that are read at another time. */
const pastNames = (expr: Expr): string[] =>
  [...partsOf(expr)].flatMap((part) => ("offset" in part && part.offset ? namesIn(part) : []));

/** Names of series that are read at the present time, outside ranges. */
function presentNames(expr: Expr): string[] {
  if (expr.kind === "matrix" || expr.kind === "subquery") return [];
  if (expr.kind === "selector") return expr.offset ? [] : namesIn(expr);
  return childrenOf(expr).flatMap(presentNames);
}

/** Names of series over whose range a function is taken. */
const extreme = (expr: Expr, name: string): string[] =>
  [...partsOf(expr)].flatMap((part) => (part.kind === "call" && part.name.text === name ? namesIn(part) : []));
