import { defineDashboard, line, panels, promql, row, units } from "bigdata-monitoring";

export default defineDashboard({
  title: "Hosts",
  question: "Do the hosts have enough CPU and space?",
  rows: [
    row(
      "Resources",
      line(8, [
        panels.timeseries("CPU in use", {
          description: "Share of the host's CPU time.",
          unit: units.PercentUnit,
          query: promql`instance:node_cpu:ratio_rate5m`,
          legend: "{{instance}}",
        }),
        panels.timeseries("Free space", {
          description: "Share of the file system. The alert FileSystemAlmostFull reads the same.",
          unit: units.PercentUnit,
          query: promql`
            min by (instance, mountpoint) (
              node_filesystem_avail_bytes{job="node-exporter"} / node_filesystem_size_bytes{job="node-exporter"}
            )`,
          legend: "{{instance}} {{mountpoint}}",
        }),
      ]),
    ),
  ],
});
