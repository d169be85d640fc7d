import type { Labels } from "../alerting/matchers.ts";
import { inhibitionOf, routeOf, routesFor } from "../alerting/routing.ts";
import { mutedBy } from "../alerting/time-intervals.ts";
import type { TestResult } from "../checks/report.ts";
import type { Alerting } from "../model/alerting.ts";

/** What a configuration must do with an alert. */
export interface RouteExpectation {
  readonly name?: string;
  readonly labels: Labels;
  /** Every receiver that is notified, in any order; none where the alert is inhibited or muted. */
  readonly receivers: readonly string[];
  /** Labels of other alerts that fire at the same time, which may inhibit it. */
  readonly firing?: readonly Labels[];
  /** The time of the notification, in milliseconds since 1970. Without it, time intervals mute nothing. */
  readonly at?: number;
}

type Routing = Pick<Alerting, "route" | "inhibitRules" | "timeIntervals">;

/** The receivers that are notified of an alert, and why others are not. */
export function notifiedReceivers(
  { route, inhibitRules, timeIntervals = {} }: Routing,
  { labels, firing = [], at }: RouteExpectation,
): { readonly receivers: readonly string[]; readonly reasons: readonly string[] } {
  const inhibition = inhibitionOf(
    inhibitRules,
    labels,
    firing.map((each) => ({ labels: each })),
  );
  if (inhibition) return { receivers: [], reasons: [`${inBraces(inhibition.source.labels)} inhibits it`] };
  const taken = routesFor(route, labels).map((each) => ({
    receiver: each.receiver,
    by: at === undefined ? [] : mutedBy(routeOf(each), timeIntervals, at),
  }));
  return {
    receivers: taken.filter(({ by }) => by.length === 0).map(({ receiver }) => receiver),
    reasons: taken.flatMap(({ receiver, by }) => (by.length > 0 ? [`${receiver} is muted by ${by.join(", ")}`] : [])),
  };
}

/** Whether each expectation holds. */
export const routeTestResults = (
  group: string,
  routing: Routing,
  expectations: readonly RouteExpectation[],
): TestResult[] =>
  expectations.map((expectation, i) => {
    const { receivers, reasons } = notifiedReceivers(routing, expectation);
    const name = expectation.name ?? `${i + 1}: ${inBraces(expectation.labels)}`;
    if (sorted(receivers) === sorted(expectation.receivers)) return { group, name };
    const because = reasons.length > 0 ? `: ${reasons.join("; ")}` : "";
    const text = `notifies ${listed(receivers)}${because}`;
    return { group, name, failure: { message: `must notify ${listed(expectation.receivers)}`, text } };
  });

const sorted = (names: readonly string[]): string => JSON.stringify([...names].sort());
const listed = (names: readonly string[]): string => names.join(", ") || "nobody";

const inBraces = (labels: Labels): string =>
  `{${Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(", ")}}`;
