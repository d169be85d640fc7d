import { job } from "../../stack.ts";

/** What the board's reader chose, as matchers of each exporter's own labels. */
export const topics = `${job("kafka-exporter")},topic=~"$topic"`;
export const groups = `${topics},consumergroup=~"$consumergroup"`;
export const laggingGroups = `${job("kafka-lag-exporter")},group=~"$consumergroup"`;

/** Producers tell of themselves, in whichever service they run. */
export const producers = `topic=~"$topic"`;
