// What did the package manager and the auditor do to the host?
import { defineLogPipeline, redactSecrets } from "bigdata-monitoring";

// Without the files of syslog: the journal has the same lines.
export default defineLogPipeline({
  help: "Files of /var/log that are not in the journal: packages installed, audited calls.",
  source: {
    files: {
      paths: [
        "/var/log/audit/audit.log",
        "/var/log/dpkg.log",
        "/var/log/dnf.log",
        "/var/log/apt/history.log",
        "/var/log/unattended-upgrades/*.log",
      ],
    },
    labels: { source: "system", level: "info" },
  },
  stages: [
    ...redactSecrets,
    { regex: { source: "filename", expression: "(?P<service>[\\w-]+)\\.log$" } },
    { labels: ["service"] },
    { dropLabels: ["filename"] },
    { limit: { rate: 500, burst: 2500 } },
  ],
});
