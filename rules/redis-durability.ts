// Would Redis survive a crash, and does it let only its own people in?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const redis = job("redis-exporter");
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
    }),

    alert("RedisReplicaLost", {
      ...about,
      expr: promql`redis_connected_slaves{${redis}} < max_over_time(redis_connected_slaves{${redis}}[1h])`,
      for: "10m",
      severity: "warning",
      summary: "Redis {{ $labels.instance }} is left with {{ $value }} replicas",
      description: "A replica that was there within the hour is not: one copy of the features less.",
      action: "Run `redis-cli INFO replication` to see who is left, and start the one that is missing.",
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
    }),
  ],
});
