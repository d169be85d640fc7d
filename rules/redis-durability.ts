// Redis: persistence, replication, restarts and rejected logins.
import { alert, defineRules, promql, rowRef } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const redis = job("redis-exporter");
const limits = thresholds.redis;
const about = {
  team: "platform",
  domain: "databases",
  concern: "resources",
  dashboard: rowRef("databases", "Redis"),
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("RedisCannotPersist", {
      ...about,
      expr: promql`redis_rdb_last_bgsave_status{${redis}} == 0 or redis_aof_last_write_status{${redis}} == 0`,
      for: "5m",
      severity: "warning",
      summary: "Redis {{ $labels.instance }} cannot write its data to disk",
      description: "A restart loses all features since the last successful save.",
      action:
        "Check the disk (`df -h`) and `docker logs redis`. Then run `redis-cli BGSAVE` and check that it succeeds.",
    }),

    // Ignores an instance without changes, and an old snapshot if an append-only file exists.
    alert("RedisSnapshotOld", {
      ...about,
      expr: promql`
        time() - redis_rdb_last_save_timestamp_seconds{${redis}} > ${limits.snapshotAge}
        and redis_rdb_changes_since_last_save{${redis}} > 0
        unless redis_aof_enabled{${redis}} == 1`,
      for: "30m",
      severity: "warning",
      summary: "Redis {{ $labels.instance }} was last saved {{ $value | humanizeDuration }} ago",
      description: "A crash now loses all features that were written since then.",
      action: "Run `redis-cli BGSAVE`. Then check `redis-cli CONFIG GET save`: snapshots may be disabled.",
    }),

    alert("RedisReplicationBroken", {
      ...about,
      expr: promql`redis_master_link_up{${redis}} == 0`,
      for: "5m",
      severity: "warning",
      summary: "Redis replica {{ $labels.instance }} has lost the connection to its master {{ $labels.master_host }}",
      description: "The replica serves old features. If the master fails now, newer features are lost.",
      action:
        "Check that {{ $labels.master_host }}:{{ $labels.master_port }} responds. Then run `redis-cli INFO replication` on both.",
    }),

    // Seen by the master: a replica that is destroyed with its exporter says nothing itself.
    alert("RedisReplicasMissing", {
      ...about,
      expr: promql`
        redis_connected_slaves{${redis}} < on (cluster) group_left () cluster:redis_replicas:expected
        and on (cluster, job, instance) redis_instance_info{${redis},role="master"}
        unless on (cluster, job, instance) redis_instance_info{${redis},maxmemory_policy=~"allkeys-.*"}`,
      for: "5m",
      severity: "warning",
      summary: "Redis master {{ $labels.instance }} has {{ $value }} replicas, fewer than expected",
      description:
        "expected.ts says how many there are; caches need none. If the master is lost now, nothing can take its place.",
      action:
        "Run `redis-cli INFO replication` on the master to see who is left. Start the missing replica and read its log, or correct expected.ts.",
    }),

    alert("RedisReplicaLags", {
      ...about,
      concern: "data-quality",
      expr: promql`redis_connected_slave_lag_seconds{${redis}} > ${limits.replicaLag}`,
      for: "5m",
      severity: "warning",
      summary:
        "Replica {{ $labels.slave_ip }} of Redis {{ $labels.instance }} is {{ $value | humanizeDuration }} behind",
      description: "Clients of this replica read old features.",
      action:
        "Check the network between master and replica, and the replica's CPU. If it cannot catch up, it needs a new full sync.",
    }),

    // After a restart, data that was not saved is missing.
    alert("RedisRestarted", {
      ...about,
      concern: "data-quality",
      expr: promql`redis_uptime_in_seconds{${redis}} < 600 and redis_uptime_in_seconds{${redis}} offset 15m > 600`,
      for: "0m",
      severity: "info",
      summary: "Redis {{ $labels.instance }} has restarted",
      description: "Features written since the last save are lost until their pipelines write them again.",
      action: "If it was not planned, read `docker logs redis`. Then refresh the feature views that it serves.",
    }),

    alert("RedisLoginsRefused", {
      ...about,
      team: "security",
      domain: "security",
      expr: promql`rate(redis_acl_access_denied_auth_total{${redis}}[5m]) > ${thresholds.security.loginFailures}`,
      for: "2m",
      severity: "warning",
      summary: "Redis {{ $labels.instance }} rejects {{ $value | humanize }} logins per second",
      description: "Somebody guesses passwords, or a service has a wrong password. The features contain customer data.",
      action: "Run `redis-cli ACL LOG 20` to find user and address. Block the address, or fix the service's password.",
    }),
  ],
});
