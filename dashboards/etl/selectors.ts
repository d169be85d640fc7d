import { job } from "../../stack.ts";

/** The reader's choices, as matchers. */
export const pipelines = `${job("etl")},pipeline=~"$pipeline"`;
export const stages = `${pipelines},stage=~"$stage"`;
export const datasets = `${job("data-quality-exporter")},dataset=~"$dataset"`;
