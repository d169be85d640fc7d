// What only the logs of a host say: guessed passwords, failing disks, changed accounts.
import { defineLogAlerts, panelRef } from "bigdata-monitoring";
import { thresholds } from "../thresholds.ts";

const { refusedLogins } = thresholds.logs;
const dashboard = panelRef("infrastructure", "Host logs");
const ssh = { pipeline: "journal", labels: { unit: "ssh", level: "info" } };
const kernel = { pipeline: "journal", labels: { level: "err" } };
const audit = { pipeline: "system", labels: { filename: "/var/log/audit/audit.log" } };

export default defineLogAlerts({
  interval: "1m",
  rules: [
    {
      alert: "SshLoginsRefused",
      team: "security",
      domain: "security",
      concern: "performance",
      dashboard,
      expr: `
        sum by (cluster, host) (count_over_time(
          {source="journal", unit=~"sshd?"} |~ "Failed password|Failed publickey|[Ii]nvalid user|maximum authentication attempts" [10m]
        )) > ${refusedLogins}`,
      for: "0m",
      severity: "warning",
      summary: "{{ $labels.host }} refuses {{ $value }} SSH logins in 10 minutes",
      description: "Somebody guesses passwords, or a job has a wrong key. A password that is guessed opens the host.",
      action:
        "Run `journalctl -u ssh --since -1h | grep -oE 'from [0-9a-f.:]+' | sort | uniq -c | sort -n` on the host. Block a foreign address; of one of ours, correct the key of its job.",
      examples: {
        counted: [
          { ...ssh, line: "Failed password for root from 203.0.113.7 port 52144 ssh2" },
          { ...ssh, line: "Invalid user admin from 203.0.113.7 port 52146" },
          {
            ...ssh,
            line: "error: maximum authentication attempts exceeded for root from 203.0.113.7 port 52148 ssh2 [preauth]",
          },
        ],
        ignored: [
          { ...ssh, line: "Accepted publickey for deploy from 10.0.0.4 port 40112 ssh2: ED25519 SHA256:kq2" },
          { ...ssh, line: "Received disconnect from 10.0.0.4 port 40112:11: disconnected by user" },
          { pipeline: "journal", labels: { unit: "docker", level: "info" }, line: "Failed password of the registry" },
        ],
      },
    },
    {
      alert: "KernelReportsDiskErrors",
      team: "platform",
      domain: "infrastructure",
      concern: "resources",
      dashboard,
      expr: `
        sum by (cluster, host) (count_over_time(
          {source="journal"} |~ "I/O error, dev |Buffer I/O error on dev|EXT4-fs error|XFS .*: (Corruption|metadata I/O error)" [10m]
        )) > 0`,
      for: "0m",
      severity: "warning",
      summary: "The kernel of {{ $labels.host }} reports {{ $value }} disk errors in 10 minutes",
      description: "A disk or its connection fails. Files may be damaged, and the file system may become read-only.",
      action:
        "Run `dmesg -T | grep -iE 'error|corrupt' | tail -20` and `smartctl -a` of the named disk. Check that the newest backup is complete, then replace the disk.",
      examples: {
        counted: [
          { ...kernel, line: "blk_update_request: I/O error, dev sda, sector 1953519935 op 0x0:(READ)" },
          {
            ...kernel,
            line: "EXT4-fs error (device sda1): ext4_find_entry:1455: inode #2: comm ls: reading directory",
          },
        ],
        ignored: [
          { ...kernel, line: "EXT4-fs (sda1): mounted filesystem with ordered data mode" },
          { ...kernel, line: "curl: (56) Recv failure: I/O error" },
        ],
      },
    },
    {
      alert: "AccountChanged",
      team: "security",
      domain: "security",
      concern: "performance",
      dashboard,
      expr: `
        sum by (cluster, host) (count_over_time(
          {source="system", service="audit"} |~ "type=(ADD_USER|DEL_USER|ADD_GROUP|DEL_GROUP|GRP_MGMT|USER_CHAUTHTOK) " [10m]
        )) > 0`,
      for: "0m",
      severity: "info",
      summary: "{{ $value }} changes of accounts on {{ $labels.host }}",
      description: "A user, a group or a password was added, changed or removed.",
      action:
        "Run `ausearch -m ADD_USER,DEL_USER,ADD_GROUP,DEL_GROUP,USER_CHAUTHTOK -ts recent -i` to see who changed what. Ask them if no change was planned.",
      examples: {
        counted: [
          {
            ...audit,
            line: 'type=ADD_USER msg=audit(1764000000.123:4567): pid=812 uid=0 auid=1000 msg=\'op=adding user acct="eve" exe="/usr/sbin/useradd" res=success\'',
          },
        ],
        ignored: [
          { ...audit, line: 'type=EXECVE msg=audit(1764000000.123:4567): argc=2 a0="id" a1="eve"' },
          { ...audit, line: "type=USER_LOGIN msg=audit(1764000000.123:4568): pid=813 uid=0 res=success" },
        ],
      },
    },
  ],
});
