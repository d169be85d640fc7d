import { notStreams } from "../../expected.ts";
import { job } from "../../stack.ts";

/** The reader's choices, as matchers of each exporter's labels. */
export const topics = `${job("kafka-exporter")},topic=~"$topic"`;
export const groups = `${topics},consumergroup=~"$consumergroup"`;
/** Groups that somebody waits for. */
export const streamGroups = `group!~"${notStreams}"`;
export const laggingGroups = `${job("kafka-lag-exporter")},group=~"$consumergroup"`;

/** Producers expose their own metrics, in any service. */
export const producers = `topic=~"$topic"`;
