import { defineRunbooks } from "bigdata-monitoring";
import type prometheus from "./prometheus.ts";

export default defineRunbooks<typeof prometheus>({
  PrometheusRulesFail: {
    check: [
      '`curl -s http://localhost:9090/api/v1/rules | jq -r \'.data.groups[].rules[] | select(.health == "err") | .name + ": " + .lastError\'`.',
    ],
    found: {
      "it says `many-to-many matching` or `multiple matches`": [
        "Two exporters give the same series. Find them with the rule's selector and remove the second target, or aggregate in the rule.",
      ],
      "it says `query timed out` or `too many samples`": [
        'Prometheus is overloaded: `topk(10, count by (job) ({__name__=~".+"}))`, and drop what grew.',
      ],
      "it began with a change of the rules": [
        "`git revert` it, `npm run build`, and `curl -X POST http://localhost:9090/-/reload` or `docker restart bigdata-prometheus`.",
      ],
    },
    undo: "Apply the change again once `npm run check` and its examples pass.",
    verify: "The command prints nothing.",
    call: { platform: "if its alerts are among the failing rules" },
  },
  PrometheusCannotAlert: {
    check: [
      "`curl -s http://localhost:9090/api/v1/alertmanagers | jq .data`: `activeAlertmanagers` must not be empty.",
      "`docker exec bigdata-prometheus wget -qO- http://alertmanager:9093/-/ready`.",
      "`docker logs --tail 50 bigdata-prometheus | grep -i notif`.",
    ],
    found: {
      "Alertmanager does not answer": [
        "`docker start bigdata-alertmanager`, and read its log if it ends again: a rejected configuration is the usual reason.",
      ],
      "it answers, and the list is empty": [
        "`grep -A5 alertmanagers dist/prometheus/prometheus.yml`: build and start again: `npm run up`.",
      ],
      "alerts are dropped": [
        "The queue is full, since sending is slow: look at Alertmanager's CPU and memory, and restart it.",
      ],
    },
    undo: "Nothing to undo.",
    verify:
      "`prometheus_notifications_alertmanagers_discovered` is 1 or more, and `rate(prometheus_notifications_dropped_total[5m])` is 0.",
    call: { platform: "to watch http://localhost:9090/alerts until it works" },
  },

  PrometheusNotIngesting: {
    check: [
      "`docker logs --tail 100 bigdata-prometheus`: errors of the write-ahead log or of the disk.",
      "`df -h ./data/prometheus`: free space.",
    ],
    found: {
      "the disk is full": ["Free space, or lower `PROMETHEUS_RETENTION_SIZE` and restart Prometheus."],
      "the write-ahead log is damaged": [
        "Stop Prometheus, move `./data/prometheus/wal` away, and start it: the last two hours are lost.",
      ],
      "all targets are down": ["The network of the stack: `docker network inspect bigdata-monitoring`."],
    },
    undo: "Nothing to undo.",
    verify: "`rate(prometheus_tsdb_head_samples_appended_total[5m])` is above zero.",
    call: { platform: "if the disk or the network is the cause" },
  },
});
