import { formatMatcher } from "../../alerting/matchers.ts";
import { allRoutes, type ResolvedRoute } from "../../alerting/route.ts";
import type { Model } from "../../model.ts";
import type { Where } from "../walk.ts";

/** Every route with its place. */
export function* routesOf({ alerting }: Model): Generator<{ route: ResolvedRoute; where: Where }> {
  if (!alerting) return;
  for (const route of allRoutes(alerting.definition.route))
    yield { route, where: { file: alerting.file, path: pathOf(route) } };
}

const pathOf = ({ path }: ResolvedRoute): string[] => [
  "route",
  ...path.slice(1).map(({ matchers = [] }) => matchers.map(formatMatcher).join(", ") || "every alert"),
];
