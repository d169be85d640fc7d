import { describe, expect, it } from "vitest";
import { loadModel } from "../../../lib/cli/load.ts";
import { gossipOf } from "../../../lib/emit/alertmanager.ts";
import { composeTarget } from "../../../lib/emit/emit.ts";
import { emit } from "../../../lib/emit/index.ts";
import { emitKubernetes } from "../../../lib/emit/kubernetes/index.ts";
import { kubernetesTarget } from "../../../lib/emit/kubernetes/objects.ts";
import type { Alerting } from "../../../lib/model/alerting.ts";
import { formatProblem } from "../../../lib/model/problem.ts";
import type { Scale } from "../../../lib/model/scale.ts";
import type { KubernetesObject } from "../../../lib/schemas/kubernetes.ts";
import { validateFiles } from "../../../lib/schemas/validate.ts";
import { validateObjects } from "../../../lib/schemas/validate-kubernetes.ts";
import { publishedProblems } from "../../support/published-kinds.ts";

const { rules, dashboards, ...others } = await loadModel(".");
/** A group and a board stand for all: each test emits everything. */
const model = { ...others, rules: rules.slice(0, 1), dashboards: dashboards.slice(0, 1) };
const store = { kind: "victoriametrics", service: "victoria-metrics" } as const;
const services = {
  "victoria-metrics": { title: "Store", purpose: "Long-term metrics", port: 8428, team: "platform" },
} as const;

const scaled = (scale: Omit<Scale, "cluster">) => ({
  ...model,
  stack: { ...model.stack, ...services },
  scale: { cluster: "eu-1", ...scale },
});

/** What is emitted at a scale, by path; each is what its schema allows. */
function emitted(scale: Omit<Scale, "cluster">): Record<string, unknown> {
  const other = scaled(scale);
  const files = emit(other, composeTarget(other), []);
  expect(validateFiles(files).map(formatProblem)).toEqual([]);
  return Object.fromEntries(files.map(({ path, document, text }) => [path, document ?? text]));
}

interface Config {
  readonly global: { readonly external_labels: object };
  readonly rule_files?: string[];
  readonly alerting: { readonly alert_relabel_configs: object[]; readonly alertmanagers: object[] };
  readonly remote_write?: Record<string, unknown>[];
  readonly scrape_configs: { job_name: string; static_configs?: { targets: string[] }[]; relabel_configs?: object[] }[];
}

const prometheus = (scale: Omit<Scale, "cluster">, file = "prometheus.yml") =>
  emitted(scale)[`prometheus/${file}`] as Config;

describe("Prometheus", () => {
  it("labels what leaves it with cluster and replica, and alerts with the cluster alone", () => {
    const { global, alerting } = prometheus({ prometheus: { replicas: 2 } });
    expect(global.external_labels).toEqual({ platform: "bigdata", cluster: "eu-1", replica: "$REPLICA" });
    expect(alerting.alert_relabel_configs).toEqual([{ action: "labeldrop", regex: "replica" }]);
  });

  it("sends to every Alertmanager and scrapes every instance", () => {
    const config = prometheus({ prometheus: { replicas: 2 }, alertmanager: { replicas: 3 } });
    const all = ["alertmanager:9093", "alertmanager-2:9093", "alertmanager-3:9093"];
    expect(config.alerting.alertmanagers).toEqual([{ static_configs: [{ targets: all }] }]);
    const targets = (job: string) =>
      config.scrape_configs.find(({ job_name }) => job_name === job)?.static_configs?.[0]?.targets;
    expect(targets("alertmanager")).toEqual(all);
    expect(targets("prometheus")).toEqual(["prometheus:9090", "prometheus-2:9090"]);
    expect(targets("redis-exporter")).toEqual(["redis-exporter:9121"]);
  });

  it.each([
    ["victoriametrics", "/api/v1/write", [{ action: "labeldrop", regex: "replica" }]],
    ["thanos", "/api/v1/receive", []],
    [
      "mimir",
      "/api/v1/push",
      [
        { source_labels: ["replica"], target_label: "__replica__" },
        { action: "labeldrop", regex: "replica" },
      ],
    ],
  ] as const)("writes to %s so that it knows copies", (kind, path, relabeling) => {
    const [write] = prometheus({ store: { ...store, kind, drop: ["go_.*", "scrape_.*"] } }).remote_write ?? [];
    expect(write?.url).toBe(`http://victoria-metrics:8428${path}`);
    expect(write?.write_relabel_configs).toEqual([
      { source_labels: ["__name__"], action: "drop", regex: "go_.*|scrape_.*" },
      ...relabeling,
    ]);
  });

  it("reads a password from a file, and takes the queue's settings", () => {
    const [write] =
      prometheus({
        store: {
          ...store,
          credentials: { username: "writer", passwordFile: "store_password" },
          queue: { maxShards: 20, capacity: 5000 },
        },
      }).remote_write ?? [];
    expect(write?.basic_auth).toEqual({
      username: "writer",
      password_file: "/etc/prometheus/secrets/store_password",
    });
    expect(write?.queue_config).toEqual({ capacity: 5000, max_shards: 20, retry_on_http_429: true });
  });

  it("with shards gives every job a part, probes by what they probe, and leaves rules to the store", () => {
    const scale = { prometheus: { shards: 2 }, store };
    const [first, second] = [prometheus(scale), prometheus(scale, "prometheus-1.yml")];
    for (const [shard, config] of [first, second].entries()) {
      expect(config.rule_files).toBeUndefined();
      for (const { job_name, relabel_configs = [] } of config.scrape_configs) {
        const address = /^blackbox-(?!exporter)/.test(job_name) ? "instance" : "__address__";
        expect(relabel_configs.slice(-2), job_name).toEqual([
          { source_labels: [address], action: "hashmod", modulus: 2, target_label: "__tmp_hash" },
          { source_labels: ["__tmp_hash"], action: "keep", regex: String(shard) },
        ]);
      }
    }
  });
});

describe("what reads and writes", () => {
  it("is Grafana's datasource, which follows the store", () => {
    const datasource = (scale: Omit<Scale, "cluster">) =>
      (emitted(scale)["grafana/provisioning/datasources/prometheus.yml"] as { datasources: Record<string, unknown>[] })
        .datasources[0];
    expect(datasource({ store })).toMatchObject({ url: "http://victoria-metrics:8428", uid: "prometheus" });
    expect(datasource({ store: { ...store, kind: "mimir" } })).toMatchObject({
      url: "http://victoria-metrics:8428/prometheus",
      jsonData: { prometheusType: "Mimir" },
    });
    expect(datasource({})).toMatchObject({ url: "http://prometheus:9090" });
  });

  const loki: NonNullable<Scale["loki"]> = {
    objectStore: { endpoint: "s3.example.org", region: "eu", buckets: { chunks: "chunks", rules: "rules" } },
  };

  it("is Loki on an object store, with a ring, and its compactor's retention", () => {
    const config = emitted({ loki, alertmanager: { replicas: 2 } })["loki/loki-config.yml"];
    expect(config).toMatchObject({
      auth_enabled: false,
      common: {
        replication_factor: 3,
        ring: { kvstore: { store: "memberlist" } },
        storage: { s3: { bucketnames: "chunks", endpoint: "s3.example.org", insecure: false } },
      },
      memberlist: { join_members: ["loki-read:7946", "loki-write:7946", "loki-backend:7946"] },
      compactor: { retention_enabled: true, delete_request_store: "s3" },
      ruler: {
        alertmanager_url: "http://alertmanager:9093,http://alertmanager-2:9093",
        storage: { type: "local", local: { directory: "/etc/loki/rules" } },
      },
    });
  });

  it("keeps its rules in the object store where the project has none", () => {
    const other = { ...scaled({ loki }), logAlerts: [] };
    const [config] = emit(other, composeTarget(other), ["loki"]);
    expect(config?.document).toMatchObject({ ruler: { storage: { type: "s3", s3: { bucketnames: "rules" } } } });
  });

  it("evaluates the log alerts, which are routed as all others", () => {
    const folders = (scale: Omit<Scale, "cluster">) =>
      Object.keys(emitted(scale)).filter((path) => path.startsWith("loki/rules/"));
    expect(folders({})).toEqual(["loki/rules/fake/hosts.yml", "loki/rules/fake/services.yml"]);
    expect(folders({ loki: { ...loki, tenant: "shop" } })).toEqual([
      "loki/rules/shop/hosts.yml",
      "loki/rules/shop/services.yml",
    ]);
    expect(emitted({})["loki/rules/fake/hosts.yml"]).toMatchObject({
      groups: [
        {
          name: "hosts",
          rules: expect.arrayContaining([
            expect.objectContaining({
              alert: "SshLoginsRefused",
              labels: { severity: "warning", team: "security", domain: "security", concern: "performance" },
              annotations: expect.objectContaining({ runbook_url: expect.stringContaining("SshLoginsRefused") }),
            }),
          ]),
        },
      ],
    });
  });

  it("is a tenant with limits, which Alloy and Grafana name", () => {
    const tenants = { shop: { retention: "336h", ingestionRateMegabytes: 8, maxStreams: 10_000 } } as const;
    const files = emitted({ loki: { ...loki, tenants, tenant: "shop" } });
    expect(files["loki/loki-config.yml"]).toMatchObject({
      auth_enabled: true,
      runtime_config: { file: "/etc/loki/overrides.yml" },
    });
    expect(files["loki/overrides.yml"]).toEqual({
      overrides: { shop: { retention_period: "336h", ingestion_rate_mb: 8, max_global_streams_per_user: 10_000 } },
    });
    expect(files["alloy/config.alloy"]).toMatch(/tenant_id = "shop".*wal \{.*enabled = true/s);
    expect(files["grafana/provisioning/datasources/loki.yml"]).toMatchObject({
      datasources: [{ jsonData: { httpHeaderName1: "X-Scope-OrgID" }, secureJsonData: { httpHeaderValue1: "shop" } }],
    });
  });
});

describe("gossip", () => {
  const routes = (groupWait: string, groupInterval: string) =>
    ({ route: { groupWait, groupInterval, routes: [{ groupWait: "0s" }] } }) as unknown as Alerting;

  it.each([
    ["10s", "1m", 3, { peerTimeout: 10, pushPullInterval: 60 }],
    ["1s", "1m", 3, { peerTimeout: 5, pushPullInterval: 60 }],
    ["5m", "30m", 3, { peerTimeout: 15, pushPullInterval: 60 }],
    ["10s", "20s", 3, { peerTimeout: 6, pushPullInterval: 20 }],
    ["2s", "5s", 3, { peerTimeout: 1, pushPullInterval: 5 }],
  ] as const)("waits of %s and intervals of %s among %i", (wait, every, replicas, expected) => {
    expect(gossipOf(routes(wait, every), replicas)).toEqual(expected);
  });
});

describe("Kubernetes", () => {
  const scale = {
    prometheus: { replicas: 2, shards: 2 },
    alertmanager: { replicas: 3 },
    grafana: { replicas: 2 },
    store: { ...store, credentials: { username: "writer", passwordFile: "password" }, drop: ["go_.*"] },
  };
  const other = scaled(scale);
  const files = emitKubernetes(other, kubernetesTarget(other));

  it("has the replicas, the store and the gossip in the objects, and each is what its kind allows", async () => {
    expect(validateObjects(files).map(formatProblem)).toEqual([]);
    const objects = files.flatMap(({ document }) => (document as KubernetesObject | undefined) ?? []);
    const servers = objects.filter(({ kind }) => kind === "Prometheus" || kind === "Alertmanager");
    expect((await Promise.all(servers.map(publishedProblems))).flat()).toEqual([]);
    expect(servers.find(({ kind }) => kind === "Prometheus")).toMatchObject({
      spec: {
        replicas: 2,
        shards: 2,
        externalLabels: { cluster: "eu-1" },
        replicaExternalLabelName: "replica",
        remoteWrite: [
          {
            url: "http://victoria-metrics:8428/api/v1/write",
            writeRelabelConfigs: [
              { action: "drop", sourceLabels: ["__name__"], regex: "go_.*" },
              { action: "labeldrop", regex: "replica" },
            ],
          },
        ],
      },
    });
    expect(servers.find(({ kind }) => kind === "Alertmanager")).toMatchObject({
      spec: { replicas: 3, clusterPeerTimeout: "10s", clusterPushpullInterval: "60s" },
    });
  });
});
