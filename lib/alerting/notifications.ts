import type { Alerting } from "../model/alerting.ts";
import { durationSeconds } from "../model/duration.ts";
import type { Labels } from "./matchers.ts";
import { type Address, addressesOf } from "./receivers.ts";
import { type ResolvedRoute, routesFor } from "./route.ts";

/** A notification of an alert. It is sent `route.groupWait` after the alert fires, at the latest. */
export interface Notification {
  readonly route: ResolvedRoute;
  readonly addresses: readonly Address[];
}

/** The notifications of an alert with these labels, soonest first. A receiver that is not defined notifies nobody. */
export const notificationsFor = (
  { route, receivers }: Pick<Alerting, "route" | "receivers">,
  labels: Labels,
): Notification[] =>
  routesFor(route, labels)
    .map((taken) => ({ route: taken, addresses: addressesOf(receivers[taken.receiver] ?? {}) }))
    .sort((a, b) => durationSeconds(a.route.groupWait) - durationSeconds(b.route.groupWait));
