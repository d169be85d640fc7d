import type { ComposeService } from "../../../../lib/model/compose.ts";
import { settingsOf } from "../../../../lib/model/config.ts";
import type { Duration, Model, Service } from "../../../../lib/model/model.ts";
import type { Scale } from "../../../../lib/model/scale.ts";
import { alertingExample, exampleModel, exampleService } from "../examples/model.ts";
import { type Tables, table, texts } from "./table.ts";

const sound: ComposeService = {
  image: "prom/node-exporter:v1.12.1",
  ports: ["127.0.0.1:9100:9100"],
  healthcheck: { test: ["CMD", "wget", "-qO-", "http://127.0.0.1:9100/"] },
};

type Containers = Readonly<Record<string, ComposeService>>;
const file = (name: string, services: Containers) => ({ name, file: `compose/${name}.yml`, definition: { services } });

/** A service of the stack, and the containers of the compose file and of the overlay. */
const composed = (service: Partial<Service>, containers: Containers, overlay?: Containers): Model =>
  exposed(exampleService({ health: "/", ...service }), containers, overlay);

function exposed(service: Service, containers: Containers, overlay?: Containers): Model {
  return {
    ...exampleModel({ stack: { "node-exporter": service } }),
    compose: file("main", containers),
    ...(overlay && { overlay: file("scale", overlay) }),
  };
}

const container = (changes: Partial<ComposeService>) => composed({}, { "node-exporter": { ...sound, ...changes } });
const image = (text: string) => container({ image: text });
const withoutHealthcheck = ({ healthcheck: _, ...rest }: ComposeService): ComposeService => rest;
const withoutPorts = ({ ports: _, ...rest }: ComposeService): ComposeService => rest;
const inside = { "node-exporter": withoutPorts(sound) };
const prefixed = (prefix: string, name: string): Model => ({
  ...container({ container_name: name }),
  settings: settingsOf({ compose: { containerPrefix: prefix } }),
});
const kept = (changes: Partial<ComposeService>): Model => ({
  ...composed({}, { prometheus: { ...sound, ...changes } }),
  retention: { metrics: "30d", logs: "7d" },
});

/** Alertmanager's container, which needs two secrets. */
const mounting = (secrets: ComposeService["secrets"], secretsFolder = "/secrets"): Model => ({
  ...alertingExample({ alerting: { secretsFolder } }),
  compose: file("main", { alertmanager: { ...sound, ...(secrets && { secrets }) } }),
});
const mounted = (name: string) => ({ source: name, target: `/secrets/${name}` });

const store = { kind: "victoriametrics", service: "victoria-metrics" } as const;

interface Scaled {
  readonly scale: Omit<Scale, "cluster">;
  readonly intervals?: readonly Duration[];
  readonly containers?: Containers;
  readonly main?: Containers;
}

/** The stack at a scale, with an overlay of these containers. */
function scaled({ scale, intervals = ["30s", "15s"], containers, main }: Scaled): Model {
  const jobs = intervals.map((interval, i) => [`job-${i}`, exampleService({ port: 9000 + i, scrape: { interval } })]);
  return {
    ...alertingExample({}),
    stack: { ...Object.fromEntries(jobs), plain: exampleService(), "victoria-metrics": exampleService({ port: 8428 }) },
    scale: { cluster: "a", ...scale },
    ...(main && { compose: file("main", main) }),
    ...(containers && { overlay: file("scale", containers) }),
  };
}

const one = { prometheus: {}, alertmanager: {}, grafana: {} };
const two = { ...one, "prometheus-2": {} };
const gossip = (...others: readonly string[]): ComposeService => ({
  command: [
    ...others.map((other) => `--cluster.peer=${other}:9094`),
    "--cluster.peer-timeout=10s",
    "--cluster.pushpull-interval=60s",
  ],
});
const dedup = (...flags: readonly string[]): Containers => ({ ...two, "victoria-metrics": { command: flags } });
const replicas = { prometheus: { replicas: 2 }, store };
const flag = "-dedup.minScrapeInterval=";
const objectStore = { endpoint: "s3:9000", region: "eu", buckets: { chunks: "chunks", rules: "rules" } };

const images = texts(image, {
  refused: [
    "prom/prometheus",
    "prom/prometheus:v3",
    "prom/prometheus:v3.13.3/x",
    "registry:5000/prometheus",
    `prom/prometheus@sha256:${"a".repeat(63)}`,
    `prom/prometheus@sha256:${"a".repeat(64)}0`,
    `prom/prometheus@sha256:${"x".repeat(64)}`,
  ],
  accepted: [
    "prom/prometheus:v3.13.3",
    "grafana/grafana:12.3",
    "prom/prometheus:10.20",
    "postgres:17.2-alpine",
    `prom/prometheus@sha256:${"0a".repeat(32)}`,
  ],
});

export const composeCases: Tables = {
  "compose-health": {
    refused: {
      "no health check": () => composed({}, { "node-exporter": withoutHealthcheck(sound) }),
      "another port": () => container({ healthcheck: { test: ["CMD", "x", "http://127.0.0.1:91000/"] } }),
      "no path where the service has one": () =>
        container({ healthcheck: { test: ["CMD-SHELL", "x http://127.0.0.1:9100 || exit 1"] } }),
      "a path where the service has none": () => exposed(exampleService({ host: "exporter" }), { exporter: sound }),
      "a container of the overlay": () => composed({}, {}, { "node-exporter": withoutHealthcheck(sound) }),
    },
    accepted: {
      "an address in the words of a command": () =>
        container({ healthcheck: { test: ["CMD", "wget", "http://127.0.0.1:9100/", "-O-"] } }),
      "a command without an address": () => container({ healthcheck: { test: ["CMD", "pg_isready"] } }),
      "a container that the overlay changes": () =>
        composed({}, { "node-exporter": sound }, { "node-exporter": { command: ["--log.level=debug"] } }),
      "a service without a container": () => composed({}, {}),
    },
  },
  "compose-image": {
    refused: images.refused ?? {},
    accepted: {
      ...images.accepted,
      "what is built on the spot": () => {
        const { image: _, ...built } = sound;
        return composed({}, { "node-exporter": { ...built, build: "." } });
      },
    },
  },
  "compose-retention": {
    refused: { "no command": () => kept({}) },
    accepted: {
      "the same among other flags": () =>
        kept({ command: ["--web.listen-address=:9090", "--storage.tsdb.retention.time=30d"] }),
      "no retention.ts": () => composed({}, { prometheus: sound }),
      "no container of Prometheus": () => ({ ...container({}), retention: { metrics: "30d", logs: "7d" } }),
      "no compose file": () => ({ ...exampleModel({}), retention: { metrics: "30d", logs: "7d" } }),
    },
  },
  "compose-secret": {
    refused: {
      "no secrets": () => mounting(undefined),
      "another folder": () => mounting(["slack_webhook_url", "pagerduty_platform"]),
      "one of two": () => mounting([mounted("pagerduty_platform")]),
    },
    accepted: {
      "secrets by name": () => mounting(["slack_webhook_url", "pagerduty_platform"], "/run/secrets"),
      "secrets without a target": () =>
        mounting([{ source: "slack_webhook_url" }, { source: "pagerduty_platform" }], "/run/secrets"),
      "no container of Alertmanager": () => ({ ...alertingExample({}), compose: file("main", {}) }),
      "no compose file": () => alertingExample({}),
      "no alerting": () => ({ ...exampleModel({}), compose: file("main", { alertmanager: sound }) }),
    },
  },
  "compose-service": {
    refused: {
      "no container": () => composed({}, {}),
      "a typing error": () => composed({}, { "node-exportr": sound }),
      "a container that another service has": () => {
        const model = composed({}, { "redis-exporter": { ...sound, ports: ["9121:9121"] } });
        return { ...model, stack: { ...model.stack, "redis-exporter": exampleService({ port: 9121 }) } };
      },
      "a name without the prefix": () => prefixed("shop-", "node-exporter"),
      "another name": () => prefixed("", "exporter"),
      "pages that are not published": () => composed({ ui: "http://localhost:9100" }, inside),
      "two services in place of each other": () => composed({ insteadOf: "host-exporter" }, { "node-exporter": sound }),
    },
    accepted: {
      "a service that somebody else runs": () => composed({ external: true }, {}),
      "another host name": () => composed({ host: "exporter" }, { exporter: sound }),
      "a container of the overlay": () => composed({}, {}, { "node-exporter": sound }),
      "the prefix": () => prefixed("shop-", "shop-node-exporter"),
      "a service without pages": () => composed({}, inside),
      "pages that a proxy publishes": () =>
        composed({ ui: "http://localhost:9100" }, { ...inside, proxy: { ports: ["80:80", "9100:9100"] } }),
      "two services with profiles": () =>
        composed({ insteadOf: "host-exporter" }, { "node-exporter": { ...sound, profiles: ["host"] } }),
      "no compose file": () => exampleModel({ stack: { "node-exporter": exampleService() } }),
    },
  },
  "scale-service": table(scaled, {
    refused: {
      "another service of queries": { scale: { store: { ...store, queryService: "vmselect" } } },
      "neither of two": { scale: { store: { ...store, service: "vminsert", queryService: "vmselect" } } },
      "Thanos without Query": { scale: { store: { ...store, kind: "thanos" } } },
    },
    accepted: {
      "no store": { scale: {} },
      "Thanos with Query": { scale: { store: { ...store, kind: "thanos", queryService: store.service } } },
    },
  }),
  "scale-rules": table(scaled, {
    refused: {
      "rules of each replica": { scale: { prometheus: { shards: 3 }, store: { ...store, rules: "replicas" } } },
    },
    accepted: {
      "rules of the store": { scale: { prometheus: { shards: 3 }, store: { ...store, rules: "store" } } },
      "one shard": { scale: { prometheus: { shards: 1 } } },
      "no Prometheus": { scale: {} },
    },
  }),
  "scale-tenant": table(scaled, {
    refused: {
      "a typing error": { scale: { loki: { objectStore, tenants: { shop: {}, bank: {} }, tenant: "shpo" } } },
      "another name": { scale: { loki: { objectStore, tenants: { shop: {}, bank: {} }, tenant: "a" } } },
      "no tenant of two": { scale: { loki: { objectStore, tenants: { shop: {}, bank: {} } } } },
    },
    accepted: {
      "no tenants": { scale: { loki: { objectStore } } },
      "no Loki": { scale: {} },
    },
  }),
  "scale-compose": table(scaled, {
    refused: {
      "a replica that is missing": { scale: { prometheus: { replicas: 2 } }, containers: one },
      "two shards that are missing": { scale: { prometheus: { shards: 3 } }, containers: one },
      "a replica too many": { scale: {}, containers: { ...two, "grafana-2": {} } },
      "Alertmanagers that do not know each other": {
        scale: { alertmanager: { replicas: 2 } },
        containers: { ...one, alertmanager: {}, "alertmanager-2": { command: ["--log.level=debug"] } },
      },
      "an Alertmanager that knows one of two others": {
        scale: { alertmanager: { replicas: 3 } },
        containers: {
          ...one,
          alertmanager: gossip("alertmanager-2", "alertmanager-3"),
          "alertmanager-2": gossip("alertmanager", "alertmanager-3"),
          "alertmanager-3": gossip("alertmanager"),
        },
      },
      "an Alertmanager that is missing": {
        scale: { alertmanager: { replicas: 2 } },
        containers: { ...one, alertmanager: gossip("alertmanager-2") },
      },
      "no deduplication": { scale: replicas, containers: { ...two, "victoria-metrics": {} } },
      "a longer interval than the shortest": { scale: replicas, containers: dedup("-x=1", `${flag}30s`) },
    },
    accepted: {
      "what the main file has": {
        scale: { prometheus: { replicas: 2 } },
        main: one,
        containers: { "prometheus-2": {} },
      },
      "the same interval in another unit": { scale: replicas, intervals: ["60s"], containers: dedup(`${flag}1m`) },
      "one replica": { scale: { store }, containers: { ...one, "victoria-metrics": {} } },
      "another store": {
        scale: { ...replicas, store: { ...store, kind: "mimir" } },
        containers: { ...two, "victoria-metrics": {} },
      },
      "a store that runs elsewhere": { scale: replicas, containers: two },
      "nothing that is scraped": { scale: replicas, intervals: [], containers: dedup() },
      "one Alertmanager": { scale: { alertmanager: { replicas: 1 } }, containers: one },
      "no overlay": { scale: { prometheus: { replicas: 2 } } },
    },
  }),
};
