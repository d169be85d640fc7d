import { line, panels, promql, row, units } from "bigdata-monitoring";
import { scrapeByService, wellByService } from "./selectors.ts";

const container = panels.dashboardLink("Its container", "infrastructure", {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana replaces it by the row's service.
  choose: { container: "bigdata-${__data.fields.Service}" },
});

export const serviceStatusMatrix = row(
  "Service status matrix",
  line(16, [
    panels
      .stateTimeline("Services", {
        description: "When each service answered its scrapes and every probe from outside.",
        unit: units.NoUnit,
        queries: [panels.query(wellByService, "{{service}}")],
      })
      .mappings(panels.upOrDown),
    panels
      .table("Services in detail", {
        description: "What Prometheus' scrapes and the probes from outside say of each service now.",
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
            title: "Answers in",
            unit: units.Seconds,
            width: 110,
            expr: promql`max by (service) (probe_duration_seconds)`,
          },
          {
            title: "Up for",
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
