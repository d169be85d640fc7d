import { job } from "../../stack.ts";

/** What the board's reader chose. */
export const pipelines = `${job("etl")},pipeline=~"$pipeline"`;
export const stages = `${pipelines},stage=~"$stage"`;
export const datasets = `${job("data-quality-exporter")},dataset=~"$dataset"`;
