import { type Promql, panels, units } from "bigdata-monitoring";

/** Whether each database server responded to its exporter. */
export const reachable = (up: Promql) =>
  panels
    .stateTimeline("Reachable", {
      description: "Whether the exporter could reach the server.",
      unit: units.NoUnit,
      queries: [panels.query(up, "{{instance}}")],
    })
    .mappings(panels.upOrDown)
    .span(8);
