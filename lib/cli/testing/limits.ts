import type { Links } from "../../model/model.ts";
import { type Limits, searchLimits } from "../../testing/boundaries/limits.ts";
import { conclude } from "../../testing/boundaries/search.ts";
import type { Suite } from "../../testing/suite.ts";
import { conduct } from "./experiments.ts";

/** Has promtool find where alerts begin to fire. @returns limits in the order of the suites */
export const findLimits = (suites: readonly Suite[], links: Links): Promise<Limits[]> =>
  conclude(
    suites.map((suite) => searchLimits(suite, links)),
    conduct,
  );
