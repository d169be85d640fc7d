import { defineDashboard, line, panels, promql, row } from "bigdata-monitoring";

export default defineDashboard({
  title: "Hosts",
  question: "Do the hosts have enough CPU and space?",
  rows: [
    row(
      "Resources",
      line(8, [
        panels.timeseries("CPU in use", {
          description: "Share of the host's CPU time.",
          unit: "percentunit",
          queries: [panels.query(promql`instance:node_cpu:ratio_rate5m`, "{{instance}}")],
        }),
        panels.timeseries("Free space", {
          description: "Share of the file system. The alert FileSystemAlmostFull reads the same.",
          unit: "percentunit",
          queries: [
            panels.query(
              promql`
                min by (instance, mountpoint) (
                  node_filesystem_avail_bytes{job="node-exporter"} / node_filesystem_size_bytes{job="node-exporter"}
                )`,
              "{{instance}} {{mountpoint}}",
            ),
          ],
        }),
      ]),
    ),
  ],
});
