// Would Redis survive a crash, and does it let only its own people in?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const redis = job("redis-exporter");
const features = `{${redis},instance="features:6379"}`;
const replica = `{${redis},instance="features:6380",master_host="features",master_port="6379"}`;
const labels = { instance: "features:6379" };
const limits = thresholds.redis;
const about = { team: "platform", domain: "databases", concern: "resources", dashboard: "infrastructure" } as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("RedisCannotPersist", {
      ...about,
      expr: promql`redis_rdb_last_bgsave_status{${redis}} == 0 or redis_aof_last_write_status{${redis}} == 0`,
      for: "5m",
      severity: "critical",
      summary: "Redis {{ $labels.instance }} cannot write its data to disk",
      description: "What is in memory is all there is: a restart loses every feature since the last good save.",
      action: "Check the disk (`df -h`) and `docker logs redis`; then `redis-cli BGSAVE` and see that it succeeds.",
      examples: {
        fires: [
          { name: "snapshot", series: { [`redis_rdb_last_bgsave_status${features}`]: "1x2 0x20" }, at: "10m", labels },
          {
            name: "append-only file",
            series: { [`redis_aof_last_write_status${features}`]: "1x2 0x20" },
            at: "10m",
            labels,
          },
        ],
        quiet: [
          {
            name: "the next save worked",
            series: { [`redis_rdb_last_bgsave_status${features}`]: "0x3 1x20" },
            at: "7m",
          },
        ],
      },
    }),

    // Nothing new to save is no reason to worry, and neither is an old snapshot beside an append-only file.
    alert("RedisSnapshotOld", {
      ...about,
      expr: promql`
        time() - redis_rdb_last_save_timestamp_seconds{${redis}} > ${limits.snapshotAge}
        and redis_rdb_changes_since_last_save{${redis}} > 0
        unless redis_aof_enabled{${redis}} == 1`,
      for: "30m",
      severity: "warning",
      summary: "Redis {{ $labels.instance }} was last saved {{ $value | humanizeDuration }} ago",
      description: "A crash now loses all features that were written since.",
      action: "Run `redis-cli BGSAVE`, then look at `redis-cli CONFIG GET save`: snapshots may be switched off.",
      examples: {
        fires: [{ series: saved({ at: "-90000x60", changes: "1x60" }), at: "40m", labels }],
        quiet: [
          { name: "saved today", series: saved({ at: "-80000x60", changes: "5x60" }), at: "40m" },
          { name: "nothing to save", series: saved({ at: "-90000x60", changes: "0x60" }), at: "40m" },
          {
            name: "keeps an append-only file",
            series: { ...saved({ at: "-90000x60", changes: "5x60" }), [`redis_aof_enabled${features}`]: "1x60" },
            at: "40m",
          },
        ],
      },
    }),

    alert("RedisReplicationBroken", {
      ...about,
      expr: promql`redis_master_link_up{${redis}} == 0`,
      for: "5m",
      severity: "critical",
      summary: "Redis replica {{ $labels.instance }} has lost its master {{ $labels.master_host }}",
      description: "The replica serves old features, and if the master fails now everything newer is lost.",
      action:
        "Check that {{ $labels.master_host }}:{{ $labels.master_port }} answers, then `redis-cli INFO replication` on both.",
      examples: {
        fires: [
          {
            series: { [`redis_master_link_up${replica}`]: "1x2 0x20" },
            at: "9m",
            labels: { instance: "features:6380" },
          },
        ],
        quiet: [{ name: "reconnects", series: { [`redis_master_link_up${replica}`]: "1x2 0x3 1x20" }, at: "8m" }],
      },
    }),

    alert("RedisReplicaLost", {
      ...about,
      expr: promql`redis_connected_slaves{${redis}} < max_over_time(redis_connected_slaves{${redis}}[1h])`,
      for: "10m",
      severity: "warning",
      summary: "Redis {{ $labels.instance }} is left with {{ $value }} replicas",
      description: "A replica that was there within the hour is not: one copy of the features less.",
      action: "Run `redis-cli INFO replication` to see who is left, and start the one that is missing.",
      examples: {
        fires: [{ series: { [`redis_connected_slaves${features}`]: "2x5 1x40" }, at: "18m", labels }],
        quiet: [
          { name: "comes back", series: { [`redis_connected_slaves${features}`]: "2x5 1x5 2x40" }, at: "18m" },
          { name: "removed hours ago", series: { [`redis_connected_slaves${features}`]: "2x5 1x120" }, at: "1h30m" },
        ],
      },
    }),

    alert("RedisReplicaLags", {
      ...about,
      concern: "data-quality",
      expr: promql`redis_connected_slave_lag_seconds{${redis}} > ${limits.replicaLag}`,
      for: "5m",
      severity: "warning",
      summary:
        "Replica {{ $labels.slave_ip }} of Redis {{ $labels.instance }} is {{ $value | humanizeDuration }} behind",
      description: "Whoever reads from this replica judges by old features.",
      action: "Check the network between the two and the replica's CPU; a replica that cannot follow needs a new sync.",
      examples: {
        fires: [{ series: lag("31x20"), at: "7m", labels: { slave_ip: "10.0.0.7" } }],
        quiet: [{ series: lag("30x20"), at: "10m" }],
      },
    }),

    // Loaded from disk and cold: whatever was not saved is missing from now on.
    alert("RedisRestarted", {
      ...about,
      concern: "data-quality",
      expr: promql`redis_uptime_in_seconds{${redis}} < 600 and redis_uptime_in_seconds{${redis}} offset 15m > 600`,
      for: "0m",
      severity: "info",
      summary: "Redis {{ $labels.instance }} has restarted",
      description: "Features written since the last save are gone until their pipelines write them again.",
      action: "If nobody planned it, read `docker logs redis`; then refresh the feature views that are served from it.",
      examples: {
        fires: [{ series: uptime("300+60x12 30+60x30"), at: "21m", labels }],
        quiet: [
          { name: "half an hour later", series: uptime("5000+60x20 30+60x60"), at: "52m" },
          { name: "is new", series: uptime("30+60x30"), at: "5m" },
          { name: "had just been set up", series: uptime("60+60x12 30+60x30"), at: "22m" },
        ],
      },
    }),

    alert("RedisLoginsRefused", {
      ...about,
      team: "security",
      domain: "security",
      expr: promql`rate(redis_acl_access_denied_auth_total{${redis}}[5m]) > ${thresholds.security.loginFailures}`,
      for: "2m",
      severity: "critical",
      summary: "Redis {{ $labels.instance }} refuses {{ $value | humanize }} logins per second",
      description:
        "Somebody guesses passwords, or a service was given a wrong one: the features say much about customers.",
      action: "Run `redis-cli ACL LOG 20` for user and address; block the address, or mend the service's secret.",
      examples: {
        fires: [{ series: { [`redis_acl_access_denied_auth_total${features}`]: "0+40x20" }, at: "10m", labels }],
        quiet: [
          {
            name: "a few mistakes",
            series: { [`redis_acl_access_denied_auth_total${features}`]: "0+20x20" },
            at: "15m",
          },
        ],
      },
    }),
  ],
});

/** @param at when the last snapshot was taken, in seconds from the example's start */
function saved({ at, changes }: { at: string; changes: string }) {
  return {
    [`redis_rdb_last_save_timestamp_seconds${features}`]: at,
    [`redis_rdb_changes_since_last_save${features}`]: changes,
  };
}

function uptime(seconds: string) {
  return { [`redis_uptime_in_seconds${features}`]: seconds };
}

function lag(seconds: string) {
  const behind = `${features.slice(0, -1)},slave_ip="10.0.0.7",slave_port="6379",slave_state="online"}`;
  return { [`redis_connected_slave_lag_seconds${behind}`]: seconds };
}
