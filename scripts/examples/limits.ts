import { type Limits, searchLimits } from "../../lib/examples/limits/limits.ts";
import { conclude } from "../../lib/examples/limits/search.ts";
import type { Suite } from "../../lib/examples/suite.ts";
import type { Links } from "../../lib/model.ts";
import { conduct } from "./experiments.ts";

/** Has promtool find where alerts begin to fire. @returns limits in the order of the suites */
export const findLimits = (suites: readonly Suite[], links: Links): Promise<Limits[]> =>
  conclude(
    suites.map((suite) => searchLimits(suite, links)),
    conduct,
  );
