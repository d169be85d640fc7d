import { alertOn, recording } from "../examples/shop.ts";
import { type Tables, table, texts } from "./table.ts";

const alert = (expr: string) => alertOn(expr);
const comparisons = ["<", "<=", ">", ">=", "==", "!="] as const;

/** Alerts that resolve when the past is as bad as the present, and such that do not. */
export const selfResolvingCases: Tables = {
  "alert-self-resolving": {
    refused: {
      ...table(alert, {
        refused: {
          "a job that is missing": "group by (job) (up offset 1h) unless group by (job) (up)",
          "a container that is gone": "group by (name) (seen offset 1h) unless group by (name) (seen > time() - 120)",
          "a champion that is gone":
            "alias_version offset 1h unless on (model) alias_version and on (instance) mlflow_up == 1",
          "a broker that is lost": "kafka_brokers < max_over_time(kafka_brokers[6h])",
          "a replica that is lost": "redis_connected_slaves < max_over_time(redis_connected_slaves[1h])",
          "a group that is empty": "members == 0 and max_over_time(members[6h]) > 0 and on (group) lag > 0",
          "a file system that turned read-only": "readonly == 1 and min_over_time(readonly[6h]) == 0",
          "a broker that is lost, the other way round": "max_over_time(kafka_brokers[6h]) > kafka_brokers",
          "a broker that is lost within an hour": "kafka_brokers < kafka_brokers offset 1h",
          "a broker that is lost within an hour, the other way round":
            "kafka_brokers offset 1h > on (job) kafka_brokers",
        },
      }).refused,
      ...texts(alert, {
        refused: [
          ...["present", "last", "count", "max", "min", "avg"].map((name) => `${name}_over_time(x[1h]) unless x`),
          ...comparisons.map((op) => `x ${op} 1 and max_over_time(x[6h]) > 0`),
          ...comparisons.map((op) => `x == 1 and (min_over_time(x[6h]) ${op} 0)`),
          "(x == 1) and max_over_time(x[6h:1m]) > 0",
          "x <= max_over_time(x[6h])",
          "x <= x offset 1h",
          "x >= min_over_time(x[6h])",
          "x > min_over_time(x[6h])",
          "max_over_time(x[6h]) >= x",
          '{__name__="x"} offset 1h unless {__name__="x",job="a"}',
          'x{a="1"} offset 1h unless x{b="2"}',
          'x{a=~"1|2"} offset 1h unless x{a=~"2|3"}',
          'x{a!="1"} offset 1h unless x{a="2"}',
          'x{a=~"1.*"} offset 1h unless x{a="2"}',
          "sum(x offset 1h) + y unless sum(rate(y[5m])) + x",
          "z or (x offset 1h unless x)",
        ],
      }).refused,
    },
    accepted: {
      ...table(alert, {
        accepted: {
          "an expected number": "kafka_brokers < 3",
          "an absent series": 'absent(up{job="etl"})',
          "a value that lasts": "threads_running and min_over_time(threads_running[5m]) > 50",
          "a restart, which is over soon": "uptime < 600 and uptime offset 15m > 600",
          "another series": "availability < 0.9 and on (job) probe_success == 1 and on (job) probe_success offset 30m",
          "a value that has grown": "series_in_memory > 1.5 * series_in_memory offset 1d",
          "a rate beside the total": "rate(errors_total[5m]) > 0.1 unless errors_total < 10",
          "another value of a label": 'max_over_time(degrees{of="disk"}[1h]) >= on (disk) degrees{of="limit"}',
          "a comparison with a usual value": "rate_5m < 0.5 * rate_5m_baseline",
        },
      }).accepted,
      ...texts(alert, {
        accepted: [
          '{job="a"} offset 1h unless {job="a"}',
          '{__name__=~"x.*"} offset 1h unless {__name__=~"x.*"}',
          '{__name__!="x"} offset 1h unless {__name__!="x"}',
          "x offset 1h unless y",
          "x offset 1h unless x offset 2h",
          "x offset 1h unless max_over_time(x[5m])",
          "x offset 1h unless max_over_time((x + 1)[5m:1m])",
          "x offset 1h or x",
          "x offset 1h + x > 5",
          "x unless max_over_time(y[1h])",
          "sum_over_time(x[1h]) unless x",
          "x == 1 and max_over_time(x[6h])",
          "x == 1 and max_over_time(x[6h]) + 1",
          "x == 1 and avg_over_time(x[6h]) > 0",
          "x + 1 and max_over_time(x[6h]) > 0",
          "x and max_over_time(x[6h]) > 0",
          "x == 1 and 0 < max_over_time(x[6h])",
          "x < min_over_time(x[6h])",
          "x > max_over_time(x[6h])",
          "x == max_over_time(x[6h])",
          'x{a="1"} offset 1h unless x{a="2"}',
          'x{a=~"1|2"} offset 1h unless x{b="1",a=~"3|4"}',
          "x offset 1h unless x unless",
        ],
      }).accepted,
      "a recording rule": () => recording({ "shop:lost:bool": "shop_queue_length offset 1h unless shop_queue_length" }),
    },
  },
};
