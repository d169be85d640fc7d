import { changesClocks } from "../alerting/local-time.ts";
import { addressesOf, receiverDurations } from "../alerting/receivers.ts";
import { routeOf } from "../alerting/routing.ts";
import { containsDate, intervalProblems, longestMute, zoneOf } from "../alerting/time-intervals.ts";
import type { Channel, Receiver, TimeInterval } from "../model/alerting.ts";
import { durationSeconds } from "../model/duration.ts";
import type { Duration, Model } from "../model/model.ts";
import { didYouMean } from "../model/problem.ts";
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

/** Every part of every named time interval with its place. */
function* intervalsOf({ alerting }: Model): Generator<{ name: string; interval: TimeInterval; where: Where }> {
  for (const [name, parts] of Object.entries(alerting?.definition.timeIntervals ?? {}))
    for (const [i, interval] of parts.entries()) {
      const place = parts.length > 1 ? [`${i + 1}`] : [];
      yield { name, interval, where: { file: alerting?.file ?? "", path: ["timeIntervals", name, ...place] } };
    }
}

/** Every name of a time interval in a route, with its place. */
function* usesOf(model: Model): Generator<{ name: string; where: Where }> {
  for (const { route, where } of routesOf(model))
    for (const field of ["muteTimeIntervals", "activeTimeIntervals"] as const)
      for (const name of routeOf(route)[field] ?? []) yield { name, where: { ...where, path: [...where.path, field] } };
}

const routeTimeInterval: Check = {
  name: "route-time-interval",
  description: "Alertmanager rejects its whole configuration if one route names a time interval that does not exist.",
  *find(model) {
    const known = Object.keys(model.alerting?.definition.timeIntervals ?? {});
    for (const { name, where } of usesOf(model))
      if (!known.includes(name))
        yield {
          ...where,
          message: `no time interval "${name}"`,
          hint: didYouMean(name, known) ?? "define it in `timeIntervals`",
        };
    const root = model.alerting?.definition.route;
    if (root?.muteTimeIntervals !== undefined || root?.activeTimeIntervals !== undefined)
      yield {
        file: model.alerting?.file ?? "",
        path: ["route"],
        message: "the root route has time intervals, which Alertmanager refuses",
        hint: "put them on the routes below it",
      };
  },
};

const timeIntervalUnused: Check = {
  name: "time-interval-unused",
  description: "A time interval that no route uses neither mutes nor activates anything.",
  *find(model) {
    const used = new Set(Array.from(usesOf(model), ({ name }) => name));
    for (const name of Object.keys(model.alerting?.definition.timeIntervals ?? {}))
      if (!used.has(name))
        yield {
          file: model.alerting?.file ?? "",
          path: ["timeIntervals", name],
          message: "no route uses it",
          hint: "name it in a route or remove it",
        };
  },
};

const timeIntervalValue: Check = {
  name: "time-interval-value",
  description: "Alertmanager refuses a configuration with a time, day, month or time zone that does not exist.",
  *find(model) {
    for (const { interval, where } of intervalsOf(model))
      for (const { field, message } of intervalProblems(interval))
        yield { ...where, path: [...where.path, field], message, hint: hints[field] ?? "" };
  },
};

const hints: Readonly<Record<string, string>> = {
  times: 'write { startTime: "22:00", endTime: "24:00" }',
  weekdays: 'write "monday:friday"; a range over the week\'s end needs Alertmanager 0.35: write two',
  daysOfMonth: 'write "1:7", or "-3:-1" for the last three days',
  months: 'write "january:march" or "1:3"',
  years: 'write "2026:2027"',
  location: 'write its IANA name, such as "Europe/Berlin"',
};

const timeIntervalEmpty: Check = {
  name: "time-interval-empty",
  description: "An interval that contains no time mutes nothing; a route that is active only then never notifies.",
  *find(model) {
    for (const { interval, where } of intervalsOf(model))
      if (intervalProblems(interval).length === 0 && !containsSomeDay(interval))
        yield {
          ...where,
          message: "contains no day",
          hint: "its days, weekdays, months and years never come together",
        };
  },
};

/** Within 28 years every date falls on every weekday. */
const cycle = 28;

function containsSomeDay(interval: TimeInterval): boolean {
  const firstYears = (interval.years ?? ["2024"]).map((text) => Number.parseInt(text, 10));
  return firstYears.some((first) => {
    for (let day = 1; day <= cycle * 366; day++) {
      const date = new Date(Date.UTC(first, 0, day));
      const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + 1];
      if (containsDate(interval, { year, month, day: date.getUTCDate(), weekday: date.getUTCDay() })) return true;
    }
    return false;
  });
}

const timeIntervalMonthEnd: Check = {
  name: "time-interval-month-end",
  description:
    "Alertmanager before 0.35 counts a day less in the month whose clocks go forward: `-1` is its 30th of 31.",
  severity: "warning",
  *find(model) {
    for (const { interval, where } of intervalsOf(model)) {
      const atEnd = (interval.daysOfMonth ?? []).find((text) => /-|\b31\b/.test(text));
      if (atEnd === undefined || !changesClocks(zoneOf(interval), 2026)) continue;
      yield {
        ...where,
        path: [...where.path, "daysOfMonth"],
        message: `"${atEnd}" is a day early in the month in which the clocks of ${zoneOf(interval)} go forward`,
        hint: "use Alertmanager 0.35, or a location without daylight saving time such as UTC",
      };
    }
  },
};

/** Services that keep an incident open until they receive its end. */
const incidentChannels: readonly Channel[] = ["pagerduty", "opsgenie", "victorops", "incidentio", "jira"];

const routeMutedEnd: Check = {
  name: "route-muted-end",
  description: "Nobody is notified when an alert ends while its route is muted: its incident stays open.",
  severity: "warning",
  *find(model) {
    const alerting = model.alerting?.definition;
    for (const { route, where } of routesOf(model)) {
      const channels = channelsOf(alerting?.receivers[route.receiver] ?? {});
      const kept = incidentChannels.filter((channel) => channels.has(channel));
      const longest = longestMute(routeOf(route), alerting?.timeIntervals ?? {});
      if (kept.length === 0 || longest === 0) continue;
      yield {
        ...where,
        message: `an alert that ends while the route is muted leaves its ${kept.join(" and ")} incident open`,
        hint: "leave such channels unmuted, or close incidents that were opened before the interval by hand",
      };
    }
  },
};

const channelsOf = (receiver: Receiver): Set<Channel> => new Set(addressesOf(receiver).map(({ channel }) => channel));

/** Checks of time intervals and of the routes that they mute. */
export const timeIntervalChecks: readonly Check[] = [
  routeTimeInterval,
  timeIntervalValue,
  timeIntervalUnused,
  timeIntervalEmpty,
  timeIntervalMonthEnd,
  routeMutedEnd,
];
