import type { Alerting, Route } from "../model/alerting.ts";
import { durationSeconds } from "../model/duration.ts";

/** Alertmanager's flags of the cluster that depend on the routes, in seconds. */
export interface Gossip {
  /** The instance at position n of the cluster waits n times so long for the others' notification. */
  readonly peerTimeout: number;
  /** How often two instances compare everything they know. */
  readonly pushPullInterval: number;
}

/** Notifications reach the other instances within some gossip rounds of 200 ms: less would send twice. */
const shortestPeerTimeout = 5;
/** Alertmanager's defaults. */
const longestPeerTimeout = 15;
const longestPushPullInterval = 60;

/**
 * The peer timeout is as long as the shortest wait of a group, between 5 and 15 s: an instance that fails delays a
 * notification by no more than the group waited. All instances together must be done before the group's next
 * notification is due, so it is shorter where there are many of them.
 * Source: https://prometheus.io/docs/alerting/latest/high_availability/
 */
export function gossipOf({ route }: Pick<Alerting, "route">, replicas: number): Gossip {
  const routes = withChildren(route);
  const waits = routes.flatMap(({ groupWait }) => (groupWait ? [durationSeconds(groupWait)] : [])).filter(Boolean);
  const interval = Math.min(
    ...routes.flatMap((one) => (one.groupInterval ? [durationSeconds(one.groupInterval)] : [])),
  );
  const wanted = Math.min(
    longestPeerTimeout,
    Math.max(shortestPeerTimeout, ...[Math.min(...waits)].filter(Number.isFinite)),
  );
  const most = interval / Math.max(1, replicas);
  return {
    peerTimeout: Math.max(1, Math.floor(Math.min(wanted, most))),
    pushPullInterval: Math.max(1, Math.floor(Math.min(longestPushPullInterval, interval))),
  };
}

const withChildren = (route: Route): Route[] => [route, ...(route.routes ?? []).flatMap(withChildren)];
