import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./backups.ts";

export default defineExamples<typeof rules>({
  BackupOld: {
    fires: [
      { series: backup("0x340"), step: "5m", at: "26h20m", labels: { backup: "postgres" }, message: "is 1d 2h 20m" },
      {
        name: "it has moved, and fails there as well",
        series: { ...backup("0x340"), ...backup("3600x340", "db2") },
        step: "5m",
        at: "27h20m",
      },
    ],
    quiet: [
      { name: "26 hours old", series: backup("0x340"), step: "5m", at: "26h5m" },
      { name: "succeeds again", series: backup("0x318 95400x40"), step: "5m", at: "27h" },
      { name: "last night's", series: backup("0x288 86400x52"), step: "5m", at: "27h" },
      { name: "it has moved", series: { ...backup("0x340"), ...backup("90000x340", "db2") }, step: "5m", at: "27h20m" },
    ],
  },
});

function backup(succeeded: string, host = "db1") {
  const labels = `${job("node-exporter")},instance="${host}:9100",backup="postgres"`;
  return { [`backup_last_success_timestamp_seconds{${labels}}`]: succeeded };
}
