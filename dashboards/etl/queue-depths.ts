import { PercentUnit, Seconds, Short } from "@grafana/grafana-foundation-sdk/units";
import { line, promql, row } from "bigdata-monitoring";
import { above, largest, query, sideLegend, stacked, timeseries } from "bigdata-monitoring/panels";
import { thresholds } from "../../thresholds.ts";
import { pipelines, stages } from "./selectors.ts";

const { queueUsed, queueWait } = thresholds.etl;

const used = promql`pipeline_stage:etl_queue_used:ratio{${stages}}`;

const queues = line(8, [
  timeseries("Queue used, by pipeline and stage", {
    description:
      "Share of the capacity of the queue before each stage, of the eight that are fullest. At 100 % the stage before it must wait.",
    unit: PercentUnit,
    thresholds: above(queueUsed),
    queries: [
      query(
        largest(
          8,
          promql`max by (pipeline, stage) (${used})`,
          promql`max by (pipeline, stage) (avg_over_time(${used}[$__range] @ end()))`,
        ),
        "{{pipeline}} · {{stage}}",
      ),
    ],
  })
    .max(1)
    .legend(sideLegend())
    .span(9),
  stacked("Records waiting, by stage", {
    description: "Records in the queues before each stage: the first stage that grows is the bottleneck.",
    unit: Short,
    queries: [query(promql`sum by (stage) (etl_queue_records{${stages}})`, "{{stage}}")],
  }),
  timeseries("Longest wait, by pipeline", {
    description: "How long the oldest record has been waiting in a queue. The limit is that of the alert.",
    unit: Seconds,
    thresholds: above(queueWait),
    queries: [
      query(promql`max by (pipeline) (time() - etl_queue_oldest_record_timestamp_seconds{${stages}})`, "{{pipeline}}"),
    ],
  }),
  stacked("Dead letters, by pipeline", {
    description: "Failed records set aside. A rise is a new fault at the source; a plateau is work that nobody did.",
    unit: Short,
    queries: [query(promql`sum by (pipeline) (etl_dead_letter_records{${pipelines}})`, "{{pipeline}}")],
  }),
]);

export const queueDepths = row("Queue depths", queues);
