import { job } from "../../stack.ts";
import { thresholds } from "../../thresholds.ts";

/** The reader's choices, as matchers. */
export const pipelines = `${job("etl")},pipeline=~"$pipeline"`;
export const stages = `${pipelines},stage=~"$stage"`;
export const datasets = `${job("data-quality-exporter")},dataset=~"$dataset"`;

/** Pipelines that run all the time, as the alerts select them: after `and`. */
export const streamPipelines = `on (cluster, job, pipeline) pipeline:etl_schedule_interval_seconds:max <= ${thresholds.etl.streamInterval}`;
