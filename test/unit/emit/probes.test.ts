import { expect, it } from "vitest";
import { probeScrapeConfigs } from "../../../lib/emit/blackbox.ts";
import { composeTarget, overriddenTarget } from "../../../lib/emit/emit.ts";
import type { Model } from "../../../lib/model/model.ts";
import { exampleModel } from "../checks/examples/model.ts";

const service = { title: "", purpose: "", team: "platform" } as const;
const model: Model = {
  ...exampleModel({}),
  stack: {
    "blackbox-exporter": { ...service, port: 9115 },
    grafana: { ...service, port: 3000, health: "/api/health" },
    alloy: { ...service, port: 12345, health: "/-/ready" },
    promtail: { ...service, port: 9080, health: "/ready", insteadOf: "alloy" },
  },
  probes: {
    interval: "30s",
    modules: {
      http: { timeout: "5s", statusCodes: [200], followRedirects: true },
      tcp: { timeout: "5s" },
      icmp: { timeout: "5s" },
    },
    backends: {
      redis: { title: "Redis", port: 6379, team: "platform" },
      mlflow: { title: "MLflow", port: 5000, health: "/health", team: "platform" },
    },
  },
};

const probed = (target = composeTarget(model)) =>
  Object.fromEntries(
    (
      probeScrapeConfigs(model, target) as {
        job_name: string;
        static_configs: { targets: string[]; labels: object }[];
      }[]
    ).map(({ job_name, static_configs }) => [
      job_name,
      static_configs.map(({ targets, labels }) => [...targets, labels]),
    ]),
  );

it("probes services and backends by what they answer to, and only one of two that stand for each other", () => {
  expect(probed()).toEqual({
    "blackbox-http": [
      ["http://grafana:3000/api/health", { service: "grafana" }],
      ["http://alloy:12345/-/ready", { service: "alloy" }],
      ["http://mlflow:5000/health", { service: "mlflow", backend: "mlflow" }],
    ],
    "blackbox-tcp": [["redis:6379", { service: "redis", backend: "redis" }]],
    "blackbox-icmp": [
      ["redis", { service: "redis", backend: "redis" }],
      ["mlflow", { service: "mlflow", backend: "mlflow" }],
    ],
  });
});

it("follows the target's addresses", () => {
  const local = overriddenTarget(composeTarget(model), {
    redis: "127.0.0.1:7001",
    "blackbox-exporter": "127.0.0.1:7002",
  });
  expect(probed(local)["blackbox-tcp"]).toEqual([["127.0.0.1:7001", { service: "redis", backend: "redis" }]]);
  expect(JSON.stringify(probeScrapeConfigs(model, local))).toContain('"replacement":"127.0.0.1:7002"');
});

it("probes every target of a service, also those that are found, under the name of its job", () => {
  const targets = [{ addresses: ["grafana-1", "grafana-2:3001"], cluster: "eu" }, { dns: ["grafana.example.org"] }];
  const redis = { title: "Redis", port: 6379, team: "platform", targets: [{ addresses: ["r:1", "r:2"] }] } as const;
  const several: Model = {
    ...model,
    stack: { ...model.stack, grafana: { ...service, port: 3000, health: "/api/health", targets } },
    ...(model.probes && { probes: { ...model.probes, backends: { redis } } }),
  };
  const jobs = probeScrapeConfigs(several, composeTarget(several));
  const job = (name: string) => jobs.find(({ job_name }) => job_name === name);
  const labels = { service: "grafana", cluster: "eu" };
  expect(job("blackbox-http")?.static_configs?.slice(0, 2)).toEqual([
    { targets: ["http://grafana-1:3000/api/health"], labels },
    { targets: ["http://grafana-2:3001/api/health"], labels },
  ]);
  expect(job("blackbox-tcp")?.static_configs?.map(({ targets: [one] }) => one)).toEqual(["r:1", "r:2"]);
  expect(job("blackbox-icmp")?.static_configs?.map(({ targets: [one] }) => one)).toEqual(["r"]);
  expect(job("blackbox-http/grafana")).toMatchObject({
    dns_sd_configs: [{ names: ["grafana.example.org"], type: "A", port: 3000 }],
    relabel_configs: [
      { target_label: "job", replacement: "blackbox-http" },
      { target_label: "service", replacement: "grafana" },
      { source_labels: ["__address__"], target_label: "__param_target", replacement: "http://$1/api/health" },
      { source_labels: ["__param_target"], target_label: "instance" },
      { target_label: "__address__", replacement: "blackbox-exporter:9115" },
    ],
  });
});

it("probes nothing in a project without probes", () => {
  const { probes: _, ...bare } = model;
  expect(probeScrapeConfigs(bare, composeTarget(bare))).toEqual([]);
});

it("probes sites as people reach them", () => {
  const site = { title: "", url: "https://shop.example.com/health", team: "platform" } as const;
  const probes = {
    ...(model.probes as NonNullable<Model["probes"]>),
    sites: { shop: site },
  };
  const withSite = { ...model, probes };
  const [http] = probeScrapeConfigs(withSite, composeTarget(withSite)) as { static_configs: object[] }[];
  expect(http?.static_configs.at(-1)).toEqual({ targets: [site.url], labels: { service: "shop" } });
});
