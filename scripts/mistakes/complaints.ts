import { durationSeconds } from "../../lib/model/duration.ts";
import type { Duration } from "../../lib/model/model.ts";
import { analyse } from "../../lib/promql/analysis/analyse.ts";
import { durationProblem } from "../../lib/promql/analysis/max-duration.ts";
import { seriesCatalogOf } from "../../lib/promql/analysis/series-catalog.ts";
import { parse } from "../../lib/promql/syntax/parse.ts";
import { recording } from "../../test/unit/checks/examples/shop.ts";
import { recorded } from "./mistakes.ts";

const catalog = seriesCatalogOf(recording(recorded));

/** All that is said of an expression about the made-up shop, and of an alert that waits until it has held so long. */
export function complaints(text: string, waits: Duration = "0m"): { message: string; hint?: string }[] {
  const { ast, problems } = parse(text);
  if (!ast || problems.length > 0) return [...problems];
  const short = durationProblem(ast, durationSeconds(waits));
  return [...analyse(ast, catalog).findings, ...(short ? [short] : [])];
}
