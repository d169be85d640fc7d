import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { NoUnit, PercentUnit } from "@grafana/grafana-foundation-sdk/units";
import { type Duration, durationSeconds, formatDuration } from "../model/duration.ts";
import type { AlertExamples, AlertRule, Example, RecordingRule, Rule } from "../model/model.ts";
import { format } from "../promql/print.ts";
import { labelMatchers, type Promql, promql } from "../promql/promql.ts";
import { parse } from "../promql/syntax/parse.ts";
import { stat, timeseries } from "./panels/charts.ts";
import { query } from "./panels/frame.ts";
import { stepsFrom } from "./panels/thresholds.ts";
import { record } from "./rules.ts";
import { counter, sequence } from "./samples.ts";

/** A service level objective. */
export interface SloOptions extends Pick<AlertRule, "team" | "domain" | "concern" | "dashboard" | "action"> {
  /** Percentage of all events that must succeed, such as 99.9. */
  readonly objective: number;
  /** The period of the objective, in whole days. Defaults to `30d`. */
  readonly window?: Duration;
  /**
   * The events that failed, and all events: counters such as `http_requests_total{code=~"5.."}`, whose rates are summed,
   * or a function from a range to an expression of the rate. Both expressions must have the same labels.
   */
  readonly errors: Events;
  readonly total: Events;
  /** Series for the alerts' examples, two at least: `{ errors: 'http_requests_total{code="500"}', successes: ... }`. */
  readonly series: ExampleSeries;
  /** Name of the alerts. Defaults to the objective's name in CamelCase with `ErrorBudgetBurn`. */
  readonly alert?: string;
  readonly summary?: string;
  readonly description?: string;
  /** Further labels of all recorded series and alerts. */
  readonly labels?: Readonly<Record<string, string>>;
}

type Events = Promql | ((range: Duration) => Promql);

/** What `slo()` makes. */
export interface Slo {
  /** All rules: those that record, then those that alert. One group must hold them all. */
  readonly rules: readonly Rule[];
  readonly recordings: readonly RecordingRule[];
  readonly alerts: readonly AlertRule[];
  /** The remaining error budget, and the burn rate over time. */
  readonly panels: readonly Builder<Panel>[];
}

/** Source: Google, The Site Reliability Workbook, chapter 5, table 5-8. */
const pageWindows: readonly Omit<BurnWindow, "factor">[] = [
  { long: "1h", short: "5m", budget: 0.02 },
  { long: "6h", short: "30m", budget: 0.05 },
];
const ticketWindows: readonly Omit<BurnWindow, "factor">[] = [
  { long: "1d", short: "2h", budget: 0.1 },
  { long: "3d", short: "6h", budget: 0.1 },
];
const ranges: readonly Duration[] = ["5m", "30m", "1h", "2h", "6h", "1d", "3d"];

/**
 * Recording rules, multiwindow multi-burn-rate alerts and panels for a service level objective. With a period of 30 days,
 * a critical alert fires at 14.4 times the burn rate that the objective allows (1h and 5m) or 6 times (6h and 30m), and a
 * warning at 3 times (1d and 2h) or once (3d and 6h); other periods scale these factors. Where nothing happens there is no
 * ratio, and no alert. The ratio of the whole period is the mean of the 5-minute ratios.
 * @param name value of the label `slo`, such as `checkout-availability`
 * @throws Error if the objective, the period or the name is not valid
 * @example defineRules({ interval: "1m", rules: [slo("checkout-availability", { objective: 99.9, ... }).rules] })
 */
export function slo(name: string, options: SloOptions): Slo {
  const { objective, window = "30d", labels = {} } = options;
  validate(name, options, window);
  const budget = rounded(1 - objective / 100);
  const matchers = labelMatchers({ slo: name, ...labels });
  const recordings = recordingRules(name, options, window, budget, matchers);
  const alerts = burnAlerts(name, options, window, budget, matchers);
  return { rules: [...recordings, ...alerts], recordings, alerts, panels: panels(name, window, matchers) };
}

function validate(name: string, { objective, series }: SloOptions, window: Duration): void {
  const wrong = (what: string) => new Error(`slo("${name}"): ${what}`);
  if (!/^[a-z][a-z0-9-]*$/.test(name)) throw wrong("the name must have small letters, digits and hyphens only");
  if (!(objective > 0 && objective < 100)) throw wrong(`objective ${objective}: write a percentage, such as 99.9`);
  if (Object.values(series).length < 2) throw wrong("name two series at least: of errors, successes or total");
  if (daysOf(window) < 7 || !Number.isInteger(daysOf(window)))
    throw wrong(`window ${window}: write a number of whole days, at least 7d`);
}

function recordingRules(
  name: string,
  { errors, total, labels }: SloOptions,
  window: Duration,
  budget: number,
  matchers: string,
): RecordingRule[] {
  const own = { slo: name, ...labels };
  const errorRatio = (range: Duration): Promql => {
    const all = rateOf(total, range);
    return formatted(`(${rateOf(errors, range)} or 0 * ${all}) / (${all} > 0)`);
  };
  return [
    ...ranges.map((range) =>
      record(
        `slo:sli_error:ratio_rate${range}`,
        errorRatio(range),
        `Share of events that failed over ${formatDuration(range)}`,
        own,
      ),
    ),
    record(
      `slo:sli_error:ratio_rate${window}`,
      promql`avg_over_time(slo:sli_error:ratio_rate5m{${matchers}}[${window}])`,
      `Share of events that failed over ${formatDuration(window)}`,
      own,
    ),
    record("slo:objective:ratio", promql`vector(${rounded(1 - budget)})`, "Share of events that must succeed", own),
    record("slo:error_budget:ratio", promql`vector(${budget})`, "Share of events that may fail", own),
    record(
      "slo:period_error_budget_remaining:ratio",
      promql`1 - slo:sli_error:ratio_rate${window}{${matchers}} / ${budget}`,
      `Share of the error budget of ${formatDuration(window)} that is left`,
      own,
    ),
  ];
}

/** The rate of events, in parentheses where it is an operation. */
function rateOf(events: Events, range: Duration): string {
  const rate = typeof events === "function" ? events(range) : `sum(rate(${events}[${range}]))`;
  return parse(rate).ast?.kind === "binary" ? `(${rate})` : rate;
}

/** An expression over lines; one that cannot be parsed stays as it is, and the checks report it. */
function formatted(expr: string): Promql {
  const { ast, problems } = parse(expr);
  return promql`${ast && problems.length === 0 ? format(ast) : expr}`;
}

function burnAlerts(name: string, options: SloOptions, window: Duration, budget: number, matchers: string) {
  const { team, domain, concern, dashboard, action, labels, series } = options;
  const period = formatDuration(window);
  const burning = (windows: readonly BurnWindow[]): Promql => {
    const pairs = windows.map(({ long, short, factor }) =>
      [long, short].map((range) => `slo:sli_error:ratio_rate${range}{${matchers}} > ${factor} * ${budget}`),
    );
    return formatted(pairs.map(([long, short]) => `(${long} and ${short})`).join(" or "));
  };
  const shared = {
    alert: options.alert ?? `${camelCase(name)}ErrorBudgetBurn`,
    ...{ team, domain, concern, dashboard, action },
    for: "0s",
    summary: options.summary ?? `${name}: {{ $value | humanizePercentage }} of all events fail`,
    description:
      options.description ??
      `At this rate the error budget of ${period} is used up too early, and the objective of ${options.objective} % is missed.`,
    labels: { slo: name, ...labels },
  } as const;
  const page = possible(pageWindows, window, budget);
  const ticket = possible(ticketWindows, window, budget);
  const scale = { budget, days: daysOf(window), labels: shared.labels, series };
  return [
    ...(page.length > 0
      ? [{ ...shared, severity: "critical", expr: burning(page), examples: pageExamples(page, scale) } as const]
      : []),
    { ...shared, severity: "warning", expr: burning(ticket), examples: ticketExamples(ticket, scale) } as const,
  ] satisfies AlertRule[];
}

/** The windows with their burn rates, without those that even an error ratio of 1 does not exceed. */
const possible = (windows: readonly Omit<BurnWindow, "factor">[], window: Duration, budget: number): BurnWindow[] =>
  windows
    .map((one) => ({ ...one, factor: rounded((one.budget * durationSeconds(window)) / durationSeconds(one.long)) }))
    .filter(({ factor }) => factor * budget < 1);

function panels(name: string, window: Duration, matchers: string): Builder<Panel>[] {
  const burnRate = (range: Duration) =>
    query(
      promql`slo:sli_error:ratio_rate${range}{${matchers}} / on (slo) group_left () slo:error_budget:ratio{${matchers}}`,
      range,
    );
  return [
    stat(`Error budget left: ${name}`, {
      description: `Share of the error budget of ${formatDuration(window)} that is left. Below zero the objective is missed.`,
      unit: PercentUnit,
      thresholds: stepsFrom("red", [0, "orange"], [0.25, "green"]),
      queries: [query(promql`slo:period_error_budget_remaining:ratio{${matchers}}`)],
    }),
    timeseries(`Burn rate: ${name}`, {
      description: `How many times faster than allowed the error budget burns. At 1 it lasts exactly ${formatDuration(window)}.`,
      unit: NoUnit,
      queries: (["1h", "6h", "3d"] as const).map(burnRate),
    }),
  ];
}

const daysOf = (window: Duration): number => durationSeconds(window) / 86_400;

/** `checkout-availability` as `CheckoutAvailability`. */
const camelCase = (name: string): string => name.replaceAll(/(?:^|-)([a-z0-9])/g, (_, first) => first.toUpperCase());

/** Without the last digits of a binary fraction: 1 - 0.999 is 0.001. */
const rounded = (value: number): number => Number(value.toPrecision(12));

/** A burn rate that both of two ranges must exceed: the long one shows that it matters, the short one that it lasts. */
interface BurnWindow {
  readonly long: Duration;
  readonly short: Duration;
  /** The share of the error budget that burns in the long range before the alert fires. */
  readonly budget: number;
  /** How many times faster than allowed the error budget burns. */
  readonly factor: number;
}

/** Series whose samples make the examples: of failed, successful or all events, as far as the expressions read them. */
type ExampleSeries = Readonly<Partial<Record<"errors" | "successes" | "total", string>>>;

interface Scale {
  readonly budget: number;
  /** Days of the objective's period. */
  readonly days: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly series: ExampleSeries;
}

/** A stretch of time with one error ratio. */
type Phase = readonly [errorRatio: number, length: Duration];

const perSecond = 1_000;

const pageExamples = (windows: readonly BurnWindow[], scale: Scale): AlertExamples => ({
  fires: firing(windows, scale, "1m", "1h"),
  quiet: [
    quiet("burns more slowly", scale, "1m", "1h", [[belowAll(windows, scale), "2h"]]),
    quiet("has just begun", scale, "1m", "2h4m", [
      [0, "2h"],
      [burstOf(scale), "1h"],
    ]),
    quiet("is over", scale, "1m", "1h40m", [
      [burstOf(scale), "1h"],
      [0, "1h"],
    ]),
  ],
});

const ticketExamples = (windows: readonly BurnWindow[], scale: Scale): AlertExamples => ({
  fires: firing(windows, scale, "5m", "2h"),
  quiet: [
    quiet("burns more slowly", scale, "5m", "2h", [[belowAll(windows, scale), "3h"]]),
    quiet("has just begun", scale, "5m", "12h30m", [
      [0, "12h"],
      [burstOf(scale), "1h"],
    ]),
    quiet("is over", scale, "5m", "7h30m", [
      [burstOf(scale), "1h"],
      [0, "7h"],
    ]),
  ],
});

/** One example for each pair of ranges, at an error ratio that exceeds its burn rate and not that of the pair before. */
function firing(windows: readonly BurnWindow[], scale: Scale, step: Duration, at: Duration): AlertExamples["fires"] {
  const { budget, labels } = scale;
  const [first, ...others] = windows.map(({ factor }) => {
    const limit = factor * budget;
    const ratio = Math.min(1.25 * limit, (limit + 1) / 2);
    const name = `burns ${Number((ratio / budget).toPrecision(3))} times too fast`;
    return { name, ...example(scale, step, at, [[ratio, "3h"]]), labels };
  });
  if (!first) throw new Error("no burn rate is possible");
  return [first, ...others];
}

const belowAll = (windows: readonly BurnWindow[], { budget }: Scale): number =>
  0.8 * budget * Math.min(...windows.map(({ factor }) => factor));

/** 20 times the allowed error ratio of a period of 30 days, if there are that many events. */
const burstOf = ({ budget, days }: Scale): number => Math.min(1, (20 * budget * days) / 30);

const quiet = (name: string, scale: Scale, step: Duration, at: Duration, phases: readonly Phase[]): Example => ({
  name,
  ...example(scale, step, at, phases),
});

const shares: Readonly<Record<keyof ExampleSeries, (errorRatio: number) => number>> = {
  errors: (errorRatio) => errorRatio,
  successes: (errorRatio) => 1 - errorRatio,
  total: () => 1,
};

function example({ series }: Scale, step: Duration, at: Duration, phases: readonly Phase[]): Example {
  const kinds = Object.keys(shares) as (keyof ExampleSeries)[];
  const samples = kinds.flatMap((kind) => {
    const name = series[kind];
    return name === undefined ? [] : [[name, growing(phases, shares[kind]).at(step)] as const];
  });
  return { series: Object.fromEntries(samples), step, at };
}

/** A counter through all phases. */
function growing(phases: readonly Phase[], share: (errorRatio: number) => number) {
  let start = 0;
  return sequence(
    ...phases.map(([ratio, length]) => {
      const rate = shortened(perSecond * share(ratio));
      const samples = counter(rate, start).for(length);
      start = shortened(start + rate * durationSeconds(length));
      return samples;
    }),
  );
}

/** As the examples write it. */
const shortened = (value: number): number => Number(value.toPrecision(10));
