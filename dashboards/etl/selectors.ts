import { job } from "../../stack.ts";

/** What the board's reader chose. */
export const pipelines = `${job("etl")},pipeline=~"$pipeline"`;
export const stages = `${pipelines},stage=~"$stage"`;
