import { line, panels, promql, row, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { cards, containers, hosts } from "./selectors.ts";

const { conntrackUsed, networkErrors } = thresholds.hosts;

const received = promql`container:network_receive_bytes:rate5m{${containers}}`;
const sent = promql`container:network_transmit_bytes:rate5m{${containers}}`;

const traffic = line(8, [
  panels
    .timeseries("Network traffic by host", {
      description: "Bits received (positive) and sent (negative) over physical interfaces.",
      unit: units.BitsPerSecondSI,
      queries: [
        panels.query(promql`8 * instance:node_network_receive_bytes:rate5m{${hosts}}`, "in · {{instance}}"),
        panels.query(promql`-8 * instance:node_network_transmit_bytes:rate5m{${hosts}}`, "out · {{instance}}"),
      ],
    })
    .axisCenteredZero(true),
  panels
    .timeseries("Network traffic by container", {
      description: "Bits received (positive) and sent (negative). Shows the four highest of each.",
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
  panels.timeseries("Packet errors and drops", {
    description: "Share of packets with errors, and of dropped packets. The threshold is that of the alert on errors.",
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
        "errors · {{instance}}",
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
        "drops · {{instance}}",
      ),
    ],
  }),
  panels
    .timeseries("Connection tracking usage", {
      description:
        "Usage of the kernel's connection tracking table. When it is full, the kernel drops new connections.",
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
    .timeseries("Probe duration", {
      description:
        "Time that an endpoint takes to respond to an external probe. Shows the five slowest. The threshold is that of the alert.",
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
