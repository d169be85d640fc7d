import { durationSeconds } from "../model/duration.ts";
import type { AlertRule, Model } from "../model/model.ts";
import { resultParts } from "../promql/analysis/pitfalls.ts";
import { type Aggregation, type Binary, type Call, type Expr, namesIn, partsOf } from "../promql/syntax/ast.ts";
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
      const interval = analysis?.nodes.get(arg)?.interval ?? durationSeconds(model.settings.prometheus.scrapeInterval);
      const least = 2 * interval;
      if (durationSeconds(rule.for) >= least) continue;
      // A scrape that fails leaves a sample of `up`: it is 0.
      const missing = namesIn(arg).includes("up") ? "at a change of targets" : "at the first missing scrape";
      const message = `fires ${missing}, and at every start of Prometheus: \`for\` is ${rule.for}`;
      yield findingIn(condition, {
        ...absent,
        message,
        hint: `make \`for\` at least ${least}s, or use absent_over_time(...[10m])`,
      });
    }
  },
};

const changing = new Set(["topk", "bottomk", "count_values"]);

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
  partsOf(ast).some(
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
