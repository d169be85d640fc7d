import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./mysql.ts";

const mysql = job("mysqld-exporter");
const shop = `{${mysql},instance="shop:3306",backend="mysql"}`;
const labels = { instance: "shop:3306" };

export default defineExamples<typeof rules>({
  MysqlDown: {
    fires: [{ series: { [`mysql_up${shop}`]: "1x2 0x10" }, at: "5m", labels }],
    quiet: [{ name: "one missed answer", series: { [`mysql_up${shop}`]: "1 1 0 1 1 1" }, at: "3m" }],
  },

  MysqlConnectionsNearLimit: {
    fires: [{ series: connected("81x20"), at: "12m", labels, message: "81%" }],
    quiet: [{ series: connected("80x20"), at: "15m" }],
  },

  MysqlOverloaded: {
    fires: [
      { name: "for ten minutes", series: running("5 51x20"), at: "12m", labels },
      { name: "ever more", series: running("51+10x20"), at: "12m", message: "works on 171 statements" },
    ],
    quiet: [
      { name: "at the limit", series: running("50x20"), at: "12m" },
      { name: "in bursts", series: running("90 90 5 90 90 90 5 90 90 90 5 90x5"), at: "13m" },
    ],
  },

  MysqlSlowQueries: {
    fires: [{ series: statements({ all: "0+1000x30", slow: "0+60x30" }), at: "17m", labels }],
    quiet: [
      { name: "some", series: statements({ all: "0+1000x30", slow: "0+40x30" }), at: "25m" },
      { name: "hardly used", series: statements({ all: "0+50x30", slow: "0+30x30" }), at: "25m" },
    ],
  },

  MysqlWaitsForRowLocks: {
    fires: [{ series: locks({ waits: "0+12x30", milliseconds: "0+24000x30" }), at: "17m", labels }],
    quiet: [
      { name: "short", series: locks({ waits: "0+12x30", milliseconds: "0+11000x30" }), at: "25m" },
      { name: "seldom", series: locks({ waits: "0+3x30", milliseconds: "0+24000x30" }), at: "25m" },
    ],
  },
});

function connected(threads: string) {
  return {
    [`mysql_global_status_threads_connected${shop}`]: threads,
    [`mysql_global_variables_max_connections${shop}`]: "100x100",
  };
}

function running(threads: string) {
  return { [`mysql_global_status_threads_running${shop}`]: threads };
}

function statements({ all, slow }: { all: string; slow: string }) {
  return { [`mysql_global_status_questions${shop}`]: all, [`mysql_global_status_slow_queries${shop}`]: slow };
}

function locks({ waits, milliseconds }: { waits: string; milliseconds: string }) {
  return {
    [`mysql_global_status_innodb_row_lock_waits${shop}`]: waits,
    [`mysql_global_status_innodb_row_lock_time${shop}`]: milliseconds,
  };
}
