import { NoUnit, Seconds } from "@grafana/grafana-foundation-sdk/units";
import { line, promql, row } from "bigdata-monitoring";
import { boardLink, byColumn, query, stateTimeline, table, upOrDown } from "bigdata-monitoring/panels";
import { scrapeByService, wellByService } from "./selectors.ts";

const container = boardLink("Its container", "infrastructure", {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana puts the row's service in its place.
  choose: { container: "bigdata-${__data.fields.Service}" },
});

export const serviceStatusMatrix = row(
  "Service status matrix",
  line(16, [
    stateTimeline("Services", {
      description: "When each service answered its scrapes and every probe from outside.",
      unit: NoUnit,
      queries: [query(wellByService, "{{service}}")],
    }).mappings(upOrDown),
    table("Services in detail", {
      description: "What Prometheus' scrapes and the probes from outside say of each service now.",
      labels: { service: "Service" },
      values: [
        {
          title: "Scrape",
          unit: NoUnit,
          width: 80,
          mappings: upOrDown,
          expr: scrapeByService,
        },
        {
          title: "Probes",
          unit: NoUnit,
          width: 80,
          mappings: upOrDown,
          expr: promql`min by (service) (probe_success)`,
        },
        {
          title: "Answers in",
          unit: Seconds,
          width: 110,
          expr: promql`max by (service) (probe_duration_seconds)`,
        },
        {
          title: "Up for",
          unit: Seconds,
          width: 110,
          decimals: 1,
          expr: promql`min by (service) (time() - process_start_time_seconds)`,
        },
      ],
    })
      .overrideByName("Service", [{ id: "links", value: [container.build()] }])
      .sortBy(byColumn("Probes")),
  ]),
);
