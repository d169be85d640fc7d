import { NoUnit } from "@grafana/grafana-foundation-sdk/units";
import type { Promql } from "bigdata-monitoring";
import { query, stateTimeline, upOrDown } from "bigdata-monitoring/panels";

/** When each database server answered its exporter. */
export const reachable = (up: Promql) =>
  stateTimeline("Reachable", {
    description: "Whether the exporter could reach the server.",
    unit: NoUnit,
    queries: [query(up, "{{instance}}")],
  })
    .mappings(upOrDown)
    .span(8);
