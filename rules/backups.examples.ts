import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./backups.ts";

export default defineExamples<typeof rules>({
  BackupOld: {
    fires: [
      { series: backup("-93600x8"), step: "5m", at: "20m", labels: { backup: "postgres" }, message: "is 1d 2h 20m" },
      {
        name: "it has moved, and fails there as well",
        series: { ...backup("-97200x8"), ...backup("-93600x8", "db2") },
        step: "5m",
        at: "20m",
      },
    ],
    quiet: [
      { name: "26 hours old", series: backup("-93600x8"), step: "5m", at: "5m" },
      { name: "succeeds again", series: backup("-93600x6 1800x6"), step: "5m", at: "1h" },
      { name: "last night's", series: backup("-86400x2 0x10"), step: "5m", at: "1h" },
      { name: "it has moved", series: { ...backup("-97200x8"), ...backup("-7200x8", "db2") }, step: "5m", at: "20m" },
    ],
  },
});

/** @param succeeded seconds since the example's beginning: it begins a day after the backup */
function backup(succeeded: string, host = "db1") {
  const labels = `${job("node-exporter")},instance="${host}:9100",backup="postgres"`;
  return { [`backup_last_success_timestamp_seconds{${labels}}`]: succeeded };
}
