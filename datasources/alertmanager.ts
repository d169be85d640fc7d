// Which alerts fire, and which are silenced?
import { defineDatasource } from "bigdata-monitoring";

export default defineDatasource({
  title: "Alertmanager",
  type: "alertmanager",
  // Grafana's own alerts stay in Grafana: every alert of this repository comes from Prometheus.
  settings: { implementation: "prometheus", handleGrafanaManagedAlerts: false },
});
