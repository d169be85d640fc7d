import type { RootRoute } from "../model/alerting.ts";
import { type Labels, literalsOf, type Matcher, matchesAll } from "./matchers.ts";
import { allRoutes, type ResolvedRoute, routeOf, routesFor } from "./route.ts";

/** A value that no matcher has. */
export const unnamed = "other";

/** Labels of an alert that the route, or one below it, takes; undefined if there are none. */
export function labelsReaching(root: RootRoute, target: ResolvedRoute): Labels | undefined {
  const passes = ({ path }: ResolvedRoute) => path.includes(routeOf(target));
  return candidates(root, matchersOf(target)).find((labels) => routesFor(root, labels).some(passes));
}

/** Whether matchers of the path are regular expressions beyond lists of words: then finding no labels proves nothing. */
export const isBeyondWords = (route: ResolvedRoute): boolean =>
  matchersOf(route).some((matcher) => literalsOf(matcher) === undefined);

const matchersOf = ({ path }: ResolvedRoute): Matcher[] => path.flatMap(({ matchers = [] }) => matchers);

/** Label sets that satisfy the wanted matchers, in every combination of the values that some route has. */
function candidates(root: RootRoute, wanted: readonly Matcher[]): Labels[] {
  const asked = allRoutes(root).flatMap((route) => routeOf(route).matchers ?? []);
  let sets: Labels[] = [{}];
  for (const label of new Set(asked.map((matcher) => matcher.label))) {
    const isOn = (matcher: Matcher) => matcher.label === label;
    const own = wanted.filter(isOn);
    const fitting = valuesWorthTrying(own, asked.filter(isOn)).filter((value) => matchesAll(own, { [label]: value }));
    sets = sets.flatMap((labels) => fitting.map((value) => ({ ...labels, [label]: value })));
  }
  return sets;
}

/** To get past routes that ask for a label which the target does not, an unnamed value does, unless one asks for its absence. */
function valuesWorthTrying(wanted: readonly Matcher[], asked: readonly Matcher[]): string[] {
  const isPositive = ({ op }: Matcher) => op === "=" || op === "=~";
  if (wanted.length === 0 && asked.every(isPositive)) return [unnamed];
  return [...new Set([unnamed, "", ...asked.flatMap((matcher) => literalsOf(matcher) ?? [])])];
}
