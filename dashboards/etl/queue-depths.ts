import { line, panels, promql, row, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { pipelines, stages } from "./selectors.ts";

const { queueUsed, queueWait } = thresholds.etl;

const used = promql`pipeline_stage:etl_queue_used:ratio{${stages}}`;

const queues = line(8, [
  panels
    .timeseries("Queue used, by pipeline and stage", {
      description:
        "Share of the capacity of the queue before each stage, of the eight that are fullest. At 100 % the stage before it must wait.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.above(queueUsed),
      queries: [
        panels.query(
          panels.topSeries(
            8,
            promql`max by (pipeline, stage) (${used})`,
            promql`max by (pipeline, stage) (avg_over_time(${used}[$__range] @ end()))`,
          ),
          "{{pipeline}} · {{stage}}",
        ),
      ],
    })
    .max(1)
    .legend(panels.sideLegend())
    .span(9),
  panels.stacked("Records waiting, by stage", {
    description: "Records in the queues before each stage: the first stage that grows is the bottleneck.",
    unit: units.Short,
    queries: [panels.query(promql`sum by (stage) (etl_queue_records{${stages}})`, "{{stage}}")],
  }),
  panels.timeseries("Longest wait, by pipeline", {
    description: "How long the oldest record has been waiting in a queue. The limit is that of the alert.",
    unit: units.Seconds,
    thresholds: panels.thresholds.above(queueWait),
    queries: [
      panels.query(
        promql`max by (pipeline) (time() - etl_queue_oldest_record_timestamp_seconds{${stages}})`,
        "{{pipeline}}",
      ),
    ],
  }),
  panels.stacked("Dead letters, by pipeline", {
    description: "Failed records set aside. A rise is a new fault at the source; a plateau is work that nobody did.",
    unit: units.Short,
    queries: [panels.query(promql`sum by (pipeline) (etl_dead_letter_records{${pipelines}})`, "{{pipeline}}")],
  }),
]);

export const queueDepths = row("Queue depths", queues);
