import type { ReceiverName, RootRoute, Route } from "../model/alerting.ts";
import type { Duration } from "../model/model.ts";
import { type Labels, matchesAll } from "./matchers.ts";

/** A route with what it inherits filled in. */
export interface ResolvedRoute {
  /** The definitions from the root to the route itself. */
  readonly path: readonly Route[];
  readonly receiver: ReceiverName;
  readonly groupBy: readonly string[];
  readonly groupWait: Duration;
  readonly groupInterval: Duration;
  readonly repeatInterval: Duration;
}

/**
 * The routes that an alert takes, exactly as Alertmanager finds them: depth first, left to right, up to the first
 * child that matches without `continue`; a route none of whose children match takes the alert itself.
 * Never empty, since the root matches every alert.
 */
export const routesFor = (root: RootRoute, labels: Labels): ResolvedRoute[] => visit(resolveRoot(root), labels);

function visit(resolved: ResolvedRoute, labels: Labels): ResolvedRoute[] {
  const taken: ResolvedRoute[] = [];
  for (const child of routeOf(resolved).routes ?? []) {
    if (!matchesAll(child.matchers ?? [], labels)) continue;
    taken.push(...visit(inherit(resolved, child), labels));
    if (!child.continue) break;
  }
  return taken.length > 0 ? taken : [resolved];
}

/** Every route of the tree in the order in which they are tried: children before their parent. */
export function allRoutes(root: RootRoute): ResolvedRoute[] {
  const below = (resolved: ResolvedRoute): ResolvedRoute[] => [
    ...(routeOf(resolved).routes ?? []).flatMap((child) => below(inherit(resolved, child))),
    resolved,
  ];
  return below(resolveRoot(root));
}

/** The definition of a resolved route. */
export const routeOf = ({ path }: ResolvedRoute): Route => path[path.length - 1] as Route;

function resolveRoot(root: RootRoute): ResolvedRoute {
  const { receiver, groupBy, groupWait, groupInterval, repeatInterval } = root;
  return { path: [root], receiver, groupBy, groupWait, groupInterval, repeatInterval };
}

function inherit(parent: ResolvedRoute, child: Route): ResolvedRoute {
  return {
    path: [...parent.path, child],
    receiver: child.receiver ?? parent.receiver,
    groupBy: child.groupBy ?? parent.groupBy,
    groupWait: child.groupWait ?? parent.groupWait,
    groupInterval: child.groupInterval ?? parent.groupInterval,
    repeatInterval: child.repeatInterval ?? parent.repeatInterval,
  };
}
