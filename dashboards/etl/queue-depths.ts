import { line, panels, promql, row, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { pipelines, stages } from "./selectors.ts";

const { queueUsed, queueWait } = thresholds.etl;

const used = promql`pipeline_stage:etl_queue_used:ratio{${stages}}`;

const queues = line(8, [
  panels
    .timeseries("Queue usage by pipeline and stage", {
      description:
        "Usage of the queue before each stage. Shows the eight highest. At 100 %, the stage before the queue blocks.",
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
  panels.stacked("Queued records", {
    description: "Records in the queue before each stage. The first stage whose queue grows is the bottleneck.",
    unit: units.Short,
    queries: [panels.query(promql`sum by (stage) (etl_queue_records{${stages}})`, "{{stage}}")],
  }),
  panels.timeseries("Longest queue wait", {
    description: "Waiting time of the oldest queued record. The threshold is that of the alert.",
    unit: units.Seconds,
    thresholds: panels.thresholds.above(queueWait),
    queries: [
      panels.query(
        promql`max by (pipeline) (time() - etl_queue_oldest_record_timestamp_seconds{${stages}})`,
        "{{pipeline}}",
      ),
    ],
  }),
  panels.stacked("Dead letters by pipeline", {
    description:
      "Failed records that were set aside. A rise points to a new error at the source. A constant value means that nobody processes them.",
    unit: units.Short,
    queries: [panels.query(promql`sum by (pipeline) (etl_dead_letter_records{${pipelines}})`, "{{pipeline}}")],
  }),
]);

export const queueDepths = row("Queue depths", queues);
