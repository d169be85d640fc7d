import { containerNames } from "../machines/containers.ts";
import type { ConsumerGroup, Instance, Platform, Topic } from "./platform.ts";
import { streaming } from "./streaming.ts";

const clusters = ["east", "west"] as const;
const environment = "production";

/** Ten hosts in each cluster. */
const hosts = clusters.flatMap((cluster) =>
  Array.from({ length: 10 }, (_, i) => ({ cluster, name: `${cluster}-${String(i + 1).padStart(2, "0")}` })),
);
const onEachHost = (port: number): Instance[] =>
  hosts.map(({ cluster, name }, i) => ({
    ...{ instance: `${name}:${port}`, cluster, environment, cpus: 2 },
    containers: containerNames.filter((_, own) => own % hosts.length === i),
  }));

/** A primary with two standbys, the second in the other cluster. */
const replicated = (name: string, port: number): Instance[] => [
  { instance: `${name}-1:${port}`, cluster: "east", environment, role: "primary" },
  { instance: `${name}-2:${port}`, cluster: "east", environment, role: "standby" },
  { instance: `${name}-3:${port}`, cluster: "west", environment, role: "standby" },
];

/** Topics of many teams: from 30 messages per second to some a day. */
const others = Array.from({ length: 195 }, (_, i): [string, Topic] => [
  `team-${String(i + 1).padStart(3, "0")}`,
  { partitions: 1 + (i % 3 === 0 ? 1 : 0), bytes: 500, peak: 30 / (1 + i) ** 1.6 },
]);
const readers = Array.from({ length: 52 }, (_, i): [string, ConsumerGroup] => [
  `team-${String(i + 1).padStart(3, "0")}-reader`,
  { topic: `team-${String(i + 1).padStart(3, "0")}`, members: 1 + (i % 2) },
]);

/** Many of each server, and what people leave behind. */
export const large = {
  ...streaming,
  title: "Large",
  story:
    "Twenty hosts in two clusters, databases with standbys, six brokers, 200 topics, 60 consumer groups, a cache that is full, and groups that somebody once opened on a console.",
  brokers: 6,
  topics: { ...streaming.topics, ...Object.fromEntries(others) },
  groups: {
    ...streaming.groups,
    ...Object.fromEntries(readers),
    "console-consumer-10293": { topic: "transactions", members: 0 },
    "console-consumer-55821": { topic: "team-004", members: 0 },
  },
  instances: {
    "node-exporter": onEachHost(9100),
    cadvisor: onEachHost(8080),
    "postgres-exporter": replicated("postgres", 9187),
    "mysqld-exporter": replicated("mysql", 9104),
    "redis-exporter": [
      ...replicated("redis", 9121),
      { instance: "redis-cache-1:9121", cluster: "east", environment, fullCache: true },
    ],
  },
} as const satisfies Platform;
