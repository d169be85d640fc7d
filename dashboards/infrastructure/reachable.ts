import { NoUnit } from "@grafana/grafana-foundation-sdk/units";
import { query, stateTimeline, upOrDown } from "../../lib/authoring/panels/index.ts";
import type { Promql } from "../../lib/promql/promql.ts";

/** When each database server answered its exporter. */
export const reachable = (up: Promql) =>
  stateTimeline("Reachable", {
    description: "Whether the exporter could reach the server.",
    unit: NoUnit,
    queries: [query(up, "{{instance}}")],
  })
    .mappings(upOrDown)
    .span(8);
