import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./mysql.ts";

const mysql = job("mysqld-exporter");
const shop = `{${mysql},instance="shop:3306"}`;
const labels = { instance: "shop:3306" };

export default defineExamples<typeof rules>({
  MysqlDown: {
    fires: [{ series: { [`mysql_up${shop}`]: "1x2 0x10" }, at: "5m", labels }],
    quiet: [{ name: "one missed answer", series: { [`mysql_up${shop}`]: "1 1 0 1 1 1" }, at: "3m" }],
  },

  MysqlConnectionsNearLimit: {
    warning: {
      fires: [{ series: connected("81x20"), at: "12m", labels, message: "81%" }],
      quiet: [{ series: connected("80x20"), at: "15m" }],
    },
    critical: {
      fires: [{ series: connected("96x20"), at: "4m", labels }],
      quiet: [{ name: "near, not yet critical", series: connected("95x20"), at: "15m" }],
    },
  },

  MysqlConnectionsExhaustedSoon: {
    fires: [
      { series: connected("20+0.7x100"), at: "1h10m", labels },
      { name: "known for 40 minutes", series: connected("45+0.8x60"), at: "42m" },
    ],
    quiet: [
      { name: "grows from few", series: connected("0+1x49"), at: "48m" },
      { name: "many and steady", series: connected("78x100"), at: "1h" },
      { name: "a wave of starts", series: connected("50+1x22 72x20"), at: "20m" },
    ],
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

  MysqlBufferPoolTooSmall: {
    fires: [{ series: reads({ logical: "0+10000x60", disk: "0+600x60" }), at: "40m", labels }],
    quiet: [
      { name: "few", series: reads({ logical: "0+10000x60", disk: "0+400x60" }), at: "50m" },
      { name: "hardly used", series: reads({ logical: "0+5000x60", disk: "0+600x60" }), at: "50m" },
    ],
  },

  MysqlQueriesFewerThanUsual: {
    fires: [{ series: usual({ now: "1.6x60", baseline: "5.5x60" }), at: "25m", labels }],
    quiet: [
      { name: "a bit fewer", series: usual({ now: "3.2x60", baseline: "10x60" }), at: "30m" },
      { name: "never many", series: usual({ now: "1x60", baseline: "4.5x60" }), at: "30m" },
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

function reads({ logical, disk }: { logical: string; disk: string }) {
  return {
    [`mysql_global_status_innodb_buffer_pool_read_requests${shop}`]: logical,
    [`mysql_global_status_innodb_buffer_pool_reads${shop}`]: disk,
  };
}

function usual({ now, baseline }: { now: string; baseline: string }) {
  const series = "instance:mysql_queries:rate5m";
  return { [`${series}${shop}`]: now, [`${series}_baseline_min${shop}`]: baseline };
}
