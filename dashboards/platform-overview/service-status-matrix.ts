import { line, panels, promql, row, units } from "bigdata-monitoring";
import { scrapeByService, wellByService } from "./selectors.ts";

const container = panels.dashboardLink("Container", "infrastructure", {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana replaces it by the row's service.
  choose: { container: "bigdata-${__data.fields.Service}" },
});

export const serviceStatusMatrix = row(
  "Service status matrix",
  line(16, [
    panels
      .stateTimeline("Service status", {
        description: "Up while all scrapes and external probes of the service succeed.",
        unit: units.NoUnit,
        queries: [panels.query(wellByService, "{{service}}")],
      })
      .mappings(panels.upOrDown),
    panels
      .table("Service details", {
        description: "Current results of Prometheus' scrapes and of the external probes.",
        labels: { service: "Service" },
        values: [
          {
            title: "Scrape",
            unit: units.NoUnit,
            width: 80,
            mappings: panels.upOrDown,
            expr: scrapeByService,
          },
          {
            title: "Probes",
            unit: units.NoUnit,
            width: 80,
            mappings: panels.upOrDown,
            expr: promql`min by (service) (probe_success)`,
          },
          {
            title: "Response time",
            unit: units.Seconds,
            width: 110,
            expr: promql`max by (service) (probe_duration_seconds)`,
          },
          {
            title: "Uptime",
            unit: units.Seconds,
            width: 110,
            decimals: 1,
            expr: promql`min by (service) (time() - process_start_time_seconds)`,
          },
        ],
      })
      .overrideByName("Service", [{ id: "links", value: [container.build()] }])
      .sortBy(panels.byColumn("Probes")),
  ]),
);
