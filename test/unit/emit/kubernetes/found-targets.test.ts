import { expect, it } from "vitest";
import { emitKubernetes } from "../../../../lib/emit/kubernetes/index.ts";
import { kubernetesTarget } from "../../../../lib/emit/kubernetes/objects.ts";
import type { Model, TargetSource } from "../../../../lib/model/model.ts";
import { validateObjects } from "../../../../lib/schemas/validate-kubernetes.ts";
import { exampleModel, exampleService } from "../../checks/examples/model.ts";

const targets: readonly TargetSource[] = [
  { addresses: ["shop-1", "shop-2:9600"], cluster: "eu" },
  { files: ["/etc/prometheus/configmaps/shops/*.json"], refresh: "1m" },
  { dns: ["_metrics._tcp.shop"], record: "SRV" },
  {
    ...{ kubernetes: "pod", namespaces: ["shop"], selector: "app=shop" },
    apiServer: { url: "https://k8s.example.org", tokenFile: "token", caFile: "ca.crt" },
  },
  { consul: "consul:8500", services: ["shop"], tokenFile: "consul_token" },
];
const model: Model = {
  ...exampleModel({
    stack: {
      "blackbox-exporter": exampleService({ port: 9115 }),
      shop: exampleService({
        ...{ port: 9501, targets, health: "/health" },
        scrape: { interval: "15s", limits: { samples: 1000, bodySize: "10MB" } },
      }),
    },
  }),
  probes: {
    interval: "30s",
    modules: {
      http: { timeout: "5s", statusCodes: [200], followRedirects: true },
      tcp: { timeout: "5s" },
      icmp: { timeout: "5s" },
    },
    backends: { redis: { title: "Redis", port: 6379, team: "platform", targets: [{ dns: ["redis.example.org"] }] } },
  },
};
const files = emitKubernetes(model, kubernetesTarget(model)).filter(({ path }) => /scrape-configs|probes/.test(path));

it("emits an object for each source that the operator's schemas accept", () => {
  expect(validateObjects(files)).toEqual([]);
  expect(files.map(({ path }) => path.replace("base/", "")).sort()).toEqual(
    [
      ...["blackbox-http-shop", "blackbox-http-shop-2", "blackbox-http-shop-3", "blackbox-http-shop-4"],
      ...["blackbox-icmp-redis", "blackbox-tcp-redis", "shop", "shop-2", "shop-3", "shop-4", "shop-5"],
    ]
      .map((name) => `scrape-configs/${name}.yaml`)
      .concat("probes/http-shop.yaml", "probes/http-shop-2.yaml")
      .sort(),
  );
});

const specOf = (name: string): unknown => {
  const file = files.find(({ path }) => path === `base/scrape-configs/${name}.yaml`);
  return (file?.document as { spec?: object } | undefined)?.spec;
};

it("gives each source its labels, limits and secrets", () => {
  const limits = { sampleLimit: 1000, bodySizeLimit: "10MB" };
  expect(specOf("shop")).toMatchObject({
    ...limits,
    staticConfigs: [{ targets: ["shop-1:9501", "shop-2:9600"], labels: { service: "shop", cluster: "eu" } }],
  });
  expect(specOf("shop-4")).toMatchObject({
    ...limits,
    jobName: "shop/4",
    kubernetesSDConfigs: [
      {
        role: "Pod",
        namespaces: { names: ["shop"] },
        selectors: [{ role: "Pod", label: "app=shop" }],
        apiServer: "https://k8s.example.org",
        authorization: { credentials: { key: "token" } },
        tlsConfig: { ca: { secret: { key: "ca.crt" } } },
      },
    ],
    relabelings: [
      { targetLabel: "job", replacement: "shop" },
      { action: "keep", sourceLabels: ["__meta_kubernetes_pod_phase"], regex: "Pending|Running|Unknown" },
      { sourceLabels: ["__meta_kubernetes_pod_ip"], targetLabel: "__address__", replacement: "$1:9501" },
      { targetLabel: "instance", replacement: "$1/$2:9501" },
      { targetLabel: "service", replacement: "shop" },
    ],
  });
  expect(specOf("shop-5")).toMatchObject({
    consulSDConfigs: [{ authorization: { credentials: { key: "consul_token" } } }],
  });
  expect(specOf("blackbox-tcp-redis")).toMatchObject({
    ...{ params: { module: ["tcp"] }, dnsSDConfigs: [{ names: ["redis.example.org"], type: "A", port: 6379 }] },
  });
});
