import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./mysql-durability.ts";

const mysql = job("mysqld-exporter");
const shop = `{${mysql},instance="shop:3306"}`;
const replica = `{${mysql},instance="copy:3306",master_host="shop"}`;

export default defineExamples<typeof rules>({
  MysqlReplicationStopped: {
    fires: [
      {
        name: "MySQL, receiver",
        series: replication("replica_io_running"),
        at: "6m",
        labels: { instance: "copy:3306" },
      },
      { name: "MySQL, applier", series: replication("replica_sql_running"), at: "6m" },
      { name: "MariaDB, receiver", series: replication("slave_io_running"), at: "6m" },
      { name: "MariaDB, applier", series: replication("slave_sql_running"), at: "6m" },
    ],
    quiet: [
      {
        name: "reconnects",
        series: { [`mysql_slave_status_replica_io_running${replica}`]: "1x2 0 1x10" },
        at: "4m",
      },
    ],
  },

  MysqlReplicasMissing: {
    fires: [
      {
        name: "one of two",
        series: replicas("replica_io_running", "1x30", "1x2 0x30"),
        at: "13m",
        message: "1 replicas",
      },
      { name: "MariaDB, gone with its exporter", series: replicas("slave_io_running", "1x30", "1x2 _x30"), at: "13m" },
      {
        name: "none is left",
        series: replicas("replica_io_running", "1x2 _x30", "1x2 _x30"),
        at: "13m",
        message: "0 replicas",
      },
    ],
    quiet: [
      { name: "both", series: replicas("replica_io_running", "1x30", "1x30"), at: "13m" },
      { name: "reconnects", series: replicas("replica_io_running", "1x30", "1x2 0x8 1x20"), at: "14m" },
    ],
  },

  MysqlReplicationLags: {
    fires: [
      { name: "MySQL", series: lag("31x20"), at: "7m", labels: { instance: "copy:3306", master_host: "shop" } },
      { name: "MariaDB", series: { [`mysql_slave_status_seconds_behind_master${replica}`]: "31x20" }, at: "7m" },
    ],
    quiet: [{ series: lag("30x20"), at: "10m" }],
  },

  MysqlRestarted: {
    fires: [{ series: uptime("300+60x12 30+60x30"), at: "21m", labels: { instance: "shop:3306" } }],
    quiet: [
      { name: "half an hour later", series: uptime("5000+60x20 30+60x60"), at: "52m" },
      { name: "is new", series: uptime("30+60x30"), at: "5m" },
      { name: "had just been set up", series: uptime("60+60x12 30+60x30"), at: "22m" },
    ],
  },

  MysqlLoginsRefused: {
    fires: [
      { name: "MariaDB", series: { [`mysql_global_status_access_denied_errors${shop}`]: "0+40x20" }, at: "10m" },
      { name: "MySQL", series: { [`mysql_global_status_aborted_connects${shop}`]: "0+40x20" }, at: "10m" },
    ],
    quiet: [
      { name: "a few mistakes", series: { [`mysql_global_status_aborted_connects${shop}`]: "0+20x20" }, at: "15m" },
    ],
  },
});

function replication(thread: string) {
  return { [`mysql_slave_status_${thread}${replica}`]: "1x2 0x10" };
}

/** A cluster that is to have two replicas. */
function replicas(thread: string, first: string, second: string) {
  const running = (instance: string) =>
    `mysql_slave_status_${thread}{${mysql},cluster="east",instance="${instance}",master_host="shop"}`;
  return {
    [`mysql_up{${mysql},cluster="east",instance="shop:3306"}`]: "1x30",
    'cluster:mysql_replicas:expected{cluster="east"}': "2x30",
    [running("copy-1:3306")]: first,
    [running("copy-2:3306")]: second,
  };
}

function lag(seconds: string) {
  return { [`mysql_slave_status_seconds_behind_source${replica}`]: seconds };
}

function uptime(seconds: string) {
  return { [`mysql_global_status_uptime${shop}`]: seconds };
}
