// What did the servers measure?
import { clickedValue, defineDatasource, exploreLogs } from "bigdata-monitoring";

export default defineDatasource({
  title: "Prometheus",
  type: "prometheus",
  isDefault: true,
  settings: {
    // The interval of the slowest jobs: $__rate_interval must contain at least two of their samples.
    timeInterval: "30s",
    httpMethod: "POST",
    prometheusType: "Prometheus",
    manageAlerts: true,
    alertmanagerUid: "alertmanager",
    // From a slow request on a panel to every line that it caused.
    exemplarTraceIdDestinations: [
      {
        name: "trace_id",
        url: exploreLogs("loki", `{source=~".+"} | trace_id="${clickedValue}"`),
        urlDisplayLabel: "Logs of this trace",
      },
    ],
  },
});
