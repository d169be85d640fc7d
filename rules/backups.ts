// Age of backups, which their jobs write to files of the node exporter's textfile collector.
import { alert, defineRules, promql, rowRef } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

export default defineRules({
  interval: "1m",
  rules: [
    // The file stays when its job ends, so the alert lasts until a backup succeeds. A backup may move between hosts.
    alert("BackupOld", {
      team: "platform",
      domain: "databases",
      concern: "data-quality",
      dashboard: rowRef("infrastructure", "Storage utilization"),
      expr: promql`
        time() - max by (cluster, job, backup) (backup_last_success_timestamp_seconds{${job("node-exporter")}})
          > ${thresholds.backups.age}`,
      for: "10m",
      severity: "warning",
      summary: "The newest backup of {{ $labels.backup }} is {{ $value | humanizeDuration }} old",
      description: "All changes since then are lost if its server or its disk fails now.",
      action:
        "Read the log of the backup's last run: `journalctl --since yesterday --unit 'backup*'` on its host. A full target, an expired password or a changed address is the usual reason. Start it manually.",
    }),
  ],
});
