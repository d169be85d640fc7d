import { renderText, sampleOf } from "../../../lib/alerting/labels.ts";
import { textsOf } from "../../../lib/checks/check.ts";
import type { Model } from "../../../lib/model/model.ts";

/** What stands in backticks in an alert's action or runbook. */
export interface Quoted {
  readonly alert: string;
  readonly text: string;
}

/** Each text once, with the first alert that has it. */
export function quotedTexts({ rules }: Model): Quoted[] {
  const found = new Map<string, Quoted>();
  for (const { definition } of rules)
    for (const rule of definition.rules) {
      if (!("alert" in rule)) continue;
      for (const written of [renderText(rule.action, sampleOf(rule)), ...textsOf(rule.runbook)])
        for (const [, text = ""] of written.matchAll(/`([^`]+)`/g))
          if (!found.has(text)) found.set(text, { alert: rule.alert, text });
    }
  return [...found.values()];
}

/** Programs that run here, or whose options are known: of this machine, of the servers that tests start, and of Kafka. */
const programs = [
  ...[
    "redis-cli",
    "redis-check-aof",
    "psql",
    "pg_isready",
    "mysqladmin",
    "amtool",
    "promtool",
    "curl",
    "openssl",
    "docker",
  ],
  ...[
    "df",
    "du",
    "dmesg",
    "cat",
    "chronyc",
    "conntrack",
    "edac-util",
    "ethtool",
    "iftop",
    "iostat",
    "iotop",
    "journalctl",
  ],
  ...[
    "last",
    "lsof",
    "lvextend",
    "findmnt",
    "for",
    "fsck",
    "git",
    "grep",
    "mount",
    "mysqldumpslow",
    "nc",
    "npm",
    "npx",
  ],
  ...["ping", "ps", "resize2fs", "rsync", "smartctl", "smem", "ssh", "systemctl", "touch", "truncate", "vmstat"],
  ...[
    "kafka-topics.sh",
    "kafka-configs.sh",
    "kafka-consumer-groups.sh",
    "kafka-acls.sh",
    "kafka-broker-api-versions.sh",
  ],
  ...["kafka-console-consumer.sh", "kafka-get-offsets.sh", "kafka-leader-election.sh", "kafka-metadata-quorum.sh"],
];

export const programOf = (text: string): string | undefined => {
  const [first = ""] = text.split(" ");
  return programs.includes(first) && text.includes(" ") ? first : undefined;
};

export const isStatement = (text: string): boolean =>
  /^(?:SELECT|SHOW|VACUUM|KILL|PURGE|START|ROLLBACK|CLIENT) ?/.test(text);

/** PromQL: a call, an aggregation, or a selector with labels. LogQL begins with its selector, or reads it in a range. */
export const isPromql = (text: string): boolean =>
  !isLogql(text) &&
  !/^age\(/.test(text) &&
  (/^[a-z_]+ ?(?:by \([a-z_, ]+\) )?\(/.test(text) ||
    /^[a-z_:\d]+\{.*\}/.test(text) ||
    /^[a-z_\d]+(?::[a-z_\d]+)+$/.test(text));

export const isLogql = (text: string): boolean => /^\{|\(\{/.test(text) && !/^topk\(10, count by \(job\)/.test(text);

/** A word that begins like a program, with an option. */
export const looksLikeCommand = (text: string): boolean => /^[a-z][\w.-]* .*(?:^| )--?[a-zA-Z]/.test(text);
