// More errors than usual in the logs of a service.
import { defineLogAlerts, panelRef } from "bigdata-monitoring";
import { ownerBy } from "../owners.ts";
import { thresholds } from "../thresholds.ts";

const { errors, errorsOfUsual } = thresholds.logs;
const lines = '{source=~"application|container", service!="", level=~"error|critical"}';
const perService = (range: string) => `sum by (cluster, service) (count_over_time(${lines} ${range}))`;

export default defineLogAlerts({
  interval: "1m",
  rules: [
    {
      alert: "LogErrorsSurge",
      team: "platform",
      labels: { team: ownerBy("service") },
      domain: "infrastructure",
      concern: "performance",
      logs: '{service="{{ $labels.service }}", level=~"error|critical"}',
      dashboard: panelRef("platform-overview", "Error logs of all services"),
      // Usual is the day before the last one, so that an outage of a day does not become usual meanwhile.
      expr: `
        ${perService("[5m]")} > ${errors}
        unless
        ${perService("[5m]")} <= ${errorsOfUsual} * ${perService("[1d] offset 1d")} / 288`,
      for: "10m",
      severity: "warning",
      summary: "{{ $labels.service }} writes {{ $value }} errors in 5 minutes",
      description: `Its log has more than ${errors} lines of level error, and more than ${errorsOfUsual} times the usual number. The lines say what fails.`,
      action:
        "Read the first of these lines in the panel, and the one that is repeated most. If they began with a deployment, take it back.",
      examples: {
        counted: [
          {
            pipeline: "applications",
            labels: { filename: "/var/log/bigdata/etl/worker.log" },
            line: '{"level":"error","message":"cannot write batch 8141: connection refused","trace_id":"4f2a"}',
          },
          {
            pipeline: "containers",
            labels: { container: "bigdata-grafana", service: "grafana" },
            line: 'logger=sqlstore t=2026-03-02T10:00:00Z level=error msg="database is locked"',
          },
        ],
        ignored: [
          {
            pipeline: "applications",
            labels: { filename: "/var/log/bigdata/etl/worker.log" },
            line: '{"level":"warning","message":"batch 8141 is late","trace_id":"4f2a"}',
          },
          {
            pipeline: "journal",
            labels: { unit: "ssh", level: "err" },
            line: "error: kex_exchange_identification: Connection closed by remote host",
          },
        ],
      },
    },
  ],
});
