import type { Model } from "../../../../lib/model/model.ts";
import type { Scale } from "../../../../lib/model/scale.ts";
import type { Examples } from "./example.ts";
import { alertingExample, exampleModel, exampleService } from "./model.ts";

const store = { kind: "victoriametrics", service: "victoria-metrics" } as const;

/** A stack with a store, at a scale. */
const scaled = (scale: Omit<Scale, "cluster">): Model => ({
  ...exampleModel({
    stack: {
      prometheus: exampleService({ port: 9090, scrape: { interval: "15s" } }),
      "victoria-metrics": exampleService({ port: 8428 }),
    },
  }),
  scale: { cluster: "a", ...scale },
});

const withOverlay = (dedup: string): Model => {
  const peers = (...others: string[]) => ({
    command: [
      ...others.map((other) => `--cluster.peer=${other}:9094`),
      "--cluster.peer-timeout=10s",
      "--cluster.pushpull-interval=60s",
    ],
  });
  const services = {
    prometheus: {},
    "prometheus-2": {},
    alertmanager: peers("alertmanager-2"),
    "alertmanager-2": peers("alertmanager"),
    grafana: {},
    "victoria-metrics": { command: [`-dedup.minScrapeInterval=${dedup}`] },
  };
  return {
    ...alertingExample({}),
    ...scaled({ prometheus: { replicas: 2 }, alertmanager: { replicas: 2 }, store }),
    overlay: { name: "scale", file: "compose/docker-compose.scale.yml", definition: { services } },
  };
};

export const scaleExamples: Examples = {
  "scale-service": {
    bad: () => scaled({ store: { ...store, service: "victoriametrics" } }),
    good: () => scaled({ store }),
  },
  "scale-rules": {
    bad: () => scaled({ prometheus: { shards: 2 } }),
    good: () => scaled({ prometheus: { shards: 2 }, store }),
  },
  "scale-tenant": {
    bad: () => scaled({ loki: { ...loki, tenants: { shop: {} } } }),
    good: () => scaled({ loki: { ...loki, tenants: { shop: {} }, tenant: "shop" } }),
  },
  "scale-compose": { bad: () => withOverlay("1m"), good: () => withOverlay("15s") },
};

const loki = { objectStore: { endpoint: "s3:9000", region: "eu", buckets: { chunks: "chunks", rules: "rules" } } };
