import { job } from "../../stack.ts";

/** The reader's choices, as matchers. */
export const models = `${job("fraud-detection-exporter")},model=~"$model",version=~"$version"`;
export const labelled = `${models},window="$window"`;
export const datasets = `${job("data-quality-exporter")},dataset=~"$dataset"`;
