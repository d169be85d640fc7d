// What hosts expose, and what programs on them write for the textfile collector.
import { defineMetrics } from "bigdata-monitoring";
import nodeExporter from "bigdata-monitoring/catalogs/node-exporter";

export default defineMetrics({
  ...nodeExporter,
  metrics: {
    ...nodeExporter.metrics,
    // Written by each backup as its last step, so a backup that fails or does not begin is seen by its age.
    backup_last_success_timestamp_seconds: {
      type: "gauge",
      labels: ["backup"],
      unit: "timestamp",
      help: "End of the last backup that succeeded and was verified",
    },
  },
});
