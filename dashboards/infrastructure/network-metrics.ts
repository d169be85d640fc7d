import { line, panels, promql, row, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { cards, containers, hosts } from "./selectors.ts";

const { conntrackUsed, networkErrors } = thresholds.hosts;

const received = promql`container:network_receive_bytes:rate5m{${containers}}`;
const sent = promql`container:network_transmit_bytes:rate5m{${containers}}`;

const traffic = line(8, [
  panels
    .timeseries("Traffic, by host", {
      description: "Bits received above the line and sent below it, over the hosts' real interfaces.",
      unit: units.BitsPerSecondSI,
      queries: [
        panels.query(promql`8 * instance:node_network_receive_bytes:rate5m{${hosts}}`, "in · {{instance}}"),
        panels.query(promql`-8 * instance:node_network_transmit_bytes:rate5m{${hosts}}`, "out · {{instance}}"),
      ],
    })
    .axisCenteredZero(true),
  panels
    .timeseries("Traffic, by container", {
      description: "Bits received above the line and sent below it. The four containers with most of each.",
      unit: units.BitsPerSecondSI,
      queries: [
        panels.query(
          promql`8 * (${panels.topSeries(4, received, promql`avg_over_time(${received}[$__range] @ end())`)})`,
          "in · {{name}}",
        ),
        panels.query(
          promql`-8 * (${panels.topSeries(4, sent, promql`avg_over_time(${sent}[$__range] @ end())`)})`,
          "out · {{name}}",
        ),
      ],
    })
    .axisCenteredZero(true)
    .legend(panels.sideLegend())
    .span(14),
]);

const faults = line(8, [
  panels.timeseries("Packets damaged or dropped", {
    description:
      "Share of each host's packets that arrived damaged or were dropped. The limit is that of the alert on errors.",
    unit: units.PercentUnit,
    thresholds: panels.thresholds.above(networkErrors),
    queries: [
      panels.query(
        promql`
          sum by (instance) (
            rate(node_network_receive_errs_total{${cards}}[$__rate_interval])
            + rate(node_network_transmit_errs_total{${cards}}[$__rate_interval])
          )
          / sum by (instance) (
            rate(node_network_receive_packets_total{${cards}}[$__rate_interval])
            + rate(node_network_transmit_packets_total{${cards}}[$__rate_interval])
          )`,
        "damaged · {{instance}}",
      ),
      panels.query(
        promql`
          sum by (instance) (
            rate(node_network_receive_drop_total{${cards}}[$__rate_interval])
            + rate(node_network_transmit_drop_total{${cards}}[$__rate_interval])
          )
          / sum by (instance) (
            rate(node_network_receive_packets_total{${cards}}[$__rate_interval])
            + rate(node_network_transmit_packets_total{${cards}}[$__rate_interval])
          )`,
        "dropped · {{instance}}",
      ),
    ],
  }),
  panels
    .timeseries("Connection tracking used", {
      description: "Share of the kernel's table of connections. When it is full new connections are dropped.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.above(conntrackUsed),
      queries: [
        panels.query(
          promql`node_nf_conntrack_entries{${hosts}} / node_nf_conntrack_entries_limit{${hosts}}`,
          "{{instance}}",
        ),
      ],
    })
    .max(1),
  panels
    .timeseries("Time of probes from outside", {
      description: "How long each endpoint takes to answer a probe: the five slowest. The limit is that of the alert.",
      unit: units.Seconds,
      thresholds: panels.thresholds.above(thresholds.endpoints.probeDuration),
      queries: [
        panels.query(
          panels.topSeries(
            5,
            promql`max by (service) (probe_duration_seconds)`,
            promql`max by (service) (avg_over_time(probe_duration_seconds[$__range] @ end()))`,
          ),
          "{{service}}",
        ),
      ],
    })
    .span(12),
]);

export const networkMetrics = row("Network metrics", traffic, faults);
