import { alert, defineRules, panelRef, promql, record } from "bigdata-monitoring";

export default defineRules({
  interval: "1m",
  rules: [
    record(
      "instance:node_cpu:ratio_rate5m",
      promql`1 - avg by (instance) (rate(node_cpu_seconds_total{job="node-exporter",mode="idle"}[5m]))`,
      "Share of the host's CPU time that is in use",
    ),
    alert("FileSystemAlmostFull", {
      expr: promql`
        min by (instance, mountpoint) (
          node_filesystem_avail_bytes{job="node-exporter"} / node_filesystem_size_bytes{job="node-exporter"}
        ) < 0.1`,
      for: "15m",
      severity: "critical",
      team: "operations",
      domain: "hosts",
      concern: "capacity",
      summary: "{{ $value | humanizePercentage }} of {{ $labels.mountpoint }} on {{ $labels.instance }} is free",
      description: "Programs that write to this file system fail when it is full.",
      action: "Delete what is not needed, or make the file system larger.",
      dashboard: panelRef("hosts", "Free space"),
      runbook: {
        check: ["Run `du -xh / | sort -h | tail -20` on the host: which folders are large?"],
        found: {
          "Old logs or dumps": ["Delete them, or move them to another host."],
          "Data that is needed": ["Make the file system larger."],
        },
        undo: "Deleted files are in the backup only.",
        verify: "`df -h` shows more than 10 % free, and the alert resolves.",
        call: {},
      },
      examples: {
        fires: [
          {
            name: "one twentieth is free",
            series: {
              'node_filesystem_avail_bytes{job="node-exporter",instance="a:9100",mountpoint="/"}': "5x30",
              'node_filesystem_size_bytes{job="node-exporter",instance="a:9100",mountpoint="/"}': "100x30",
            },
            at: "20m",
            message: "5% of / on a:9100 is free",
          },
        ],
        quiet: [
          {
            name: "one fifth is free",
            series: {
              'node_filesystem_avail_bytes{job="node-exporter",instance="a:9100",mountpoint="/"}': "20x30",
              'node_filesystem_size_bytes{job="node-exporter",instance="a:9100",mountpoint="/"}': "100x30",
            },
            at: "20m",
          },
        ],
      },
    }),
  ],
});
