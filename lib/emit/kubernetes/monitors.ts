import { keepOnly, readSeries } from "../../capacity/series.ts";
import { scrapeTimeout } from "../../model/facts.ts";
import type { Model, Service } from "../../model/model.ts";
import type { PodMonitor, Probe, ServiceMonitor } from "../../schemas/kubernetes.ts";
import { probeTargets } from "../blackbox.ts";
import type { Emitter, OutputFile, Target } from "../emit.ts";
import { groupYaml } from "../rules.ts";
import { isOperated, namespaced, objectFile, objectName, selectedLabels } from "./objects.ts";
import { emitFoundProbes, limitFields, serviceScrapeConfigs } from "./scrape-configs.ts";

type Endpoint = ServiceMonitor["spec"]["endpoints"][number];
type Relabeling = NonNullable<Endpoint["relabelings"]>[number];

/**
 * A ServiceMonitor, PodMonitor or ScrapeConfig for each scraped service. Every target has the labels that it has in
 * compose, `job`, `instance` and `service`, so that rules and dashboards need not know where they run.
 */
export const emitMonitors: Emitter = (model, target) => [
  ...Object.entries(model.stack).flatMap(([name, service]) =>
    service.scrape ? monitors(model, name, { ...service, scrape: service.scrape }, target) : [],
  ),
  ...emitFoundProbes(model, target),
];

type Scraped = Service & Required<Pick<Service, "scrape">>;

function monitors(model: Model, name: string, service: Scraped, target: Target): OutputFile[] {
  const { external, targets, catalog = name, scrape } = service;
  if (external || targets) {
    const kept = scrape.keep ? { metricRelabelings: keptSeries(model, catalog) } : {};
    return serviceScrapeConfigs(model, name, service, target, kept);
  }
  if (name === "cadvisor") return [cadvisor(model, service)];
  const podName = daemonSets[name];
  if (podName !== undefined) return [podMonitor(model, name, service, podName)];
  return [serviceMonitor(model, name, service, target)];
}

/** Collectors that run once on each node, by the name that their chart gives to the pods. */
const daemonSets: Readonly<Record<string, string>> = {
  alloy: "alloy",
  promtail: "promtail",
  "node-exporter": "prometheus-node-exporter",
};

/** Labels of the services that operators and charts make. */
const operatedLabels: Readonly<Record<string, Record<string, string>>> = {
  prometheus: { "operated-prometheus": "true" },
  alertmanager: { "operated-alertmanager": "true" },
};

function serviceMonitor(model: Model, name: string, service: Scraped, target: Target): OutputFile {
  // Several pods answer behind an operated service; a Deployment of ours has one, which the service's name identifies.
  const instance: Relabeling = isOperated(name)
    ? instanceOf("__meta_kubernetes_pod_name", service.port)
    : { targetLabel: "instance", replacement: target.address(name) };
  const object: ServiceMonitor = {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "ServiceMonitor",
    metadata: namespaced(model, objectName(model, name), selectedLabels(model)),
    spec: {
      selector: { matchLabels: operatedLabels[name] ?? { "app.kubernetes.io/name": name } },
      ...limitFields(service.scrape.limits),
      endpoints: [
        {
          targetPort: service.port,
          ...scraping(model, name, service),
          relabelings: [...identity(name, service), instance, dropped],
        },
      ],
    },
  };
  return objectFile(`base/service-monitors/${name}.yaml`, "stack.ts", object);
}

function podMonitor(model: Model, name: string, service: Scraped, podName: string): OutputFile {
  const object: PodMonitor = {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PodMonitor",
    metadata: namespaced(model, objectName(model, name), selectedLabels(model)),
    spec: {
      selector: { matchLabels: { "app.kubernetes.io/name": podName } },
      ...limitFields(service.scrape.limits),
      podMetricsEndpoints: [
        {
          portNumber: service.port,
          ...scraping(model, name, service),
          relabelings: [
            ...identity(name, service),
            instanceOf("__meta_kubernetes_pod_node_name", service.port),
            dropped,
          ],
        },
      ],
    },
  };
  return objectFile(`base/pod-monitors/${name}.yaml`, "stack.ts", object);
}

/** The kubelet exposes cAdvisor's metrics: a container is named by its pod and itself, as `name` is in Docker. */
function cadvisor(model: Model, service: Scraped): OutputFile {
  const object: ServiceMonitor = {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "ServiceMonitor",
    metadata: namespaced(model, objectName(model, "cadvisor"), selectedLabels(model)),
    spec: {
      selector: { matchLabels: { "app.kubernetes.io/name": "kubelet", "k8s-app": "kubelet" } },
      namespaceSelector: { matchNames: ["kube-system"] },
      ...limitFields(service.scrape.limits),
      endpoints: [
        {
          port: "https-metrics",
          scheme: "https",
          ...scraping(model, "cadvisor", service),
          path: "/metrics/cadvisor",
          tlsConfig: {
            caFile: "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt",
            // The kubelet's certificate is signed by itself on most clusters.
            insecureSkipVerify: true,
          },
          bearerTokenFile: "/var/run/secrets/kubernetes.io/serviceaccount/token",
          relabelings: [
            ...identity("cadvisor", service),
            instanceOf("__meta_kubernetes_endpoint_address_target_name", 10_250),
            dropped,
          ],
          metricRelabelings: [
            ...(service.scrape.keep ? keptSeries(model, service.catalog ?? "cadvisor") : []),
            {
              sourceLabels: ["pod", "container"],
              separator: "/",
              regex: "(.+)/(.+)",
              targetLabel: "name",
              replacement: "$1/$2",
            },
            // The containers of a pod share its network.
            {
              sourceLabels: ["__name__", "pod"],
              regex: "container_network_.+;(.+)",
              targetLabel: "name",
              replacement: "$1",
            },
            // Series of a pod's sandbox and of control groups above it would count a container twice.
            {
              action: "drop",
              sourceLabels: ["__name__", "container"],
              regex: `container_(?:${perContainer}).*;(?:POD)?`,
            },
          ],
        },
      ],
    },
  };
  return objectFile("base/service-monitors/cadvisor.yaml", "stack.ts", object);
}

const perContainer = "blkio|cpu|file|fs|last|memory|oom|pressure|processes|sockets|spec|start|tasks|threads|ulimits";

const scraping = (model: Model, name: string, { scrape, catalog = name }: Scraped) => ({
  path: scrape.path ?? "/metrics",
  interval: scrape.interval,
  scrapeTimeout: scrapeTimeout(scrape),
  ...(scrape.keep && { metricRelabelings: keptSeries(model, catalog) }),
});

const keptSeries = (model: Model, catalog: string): Relabeling[] =>
  keepOnly(readSeries(model, catalog)).map(({ source_labels, action, regex }) => ({
    sourceLabels: source_labels,
    action,
    regex,
  }));

const identity = (name: string, { measures }: Service): Relabeling[] => [
  { targetLabel: "job", replacement: name },
  { targetLabel: "service", replacement: name },
  ...(measures === undefined ? [] : [{ targetLabel: "backend", replacement: measures }]),
];

/** A pod's address changes with each start: its name, or that of its node, stays. */
const instanceOf = (label: string, port: number): Relabeling => ({
  sourceLabels: [label],
  targetLabel: "instance",
  replacement: `$1:${port}`,
});

/** The operator adds these to every target. */
const dropped: Relabeling = { action: "labeldrop", regex: "namespace|pod|container|endpoint" };

/** A Probe for each target of the Blackbox exporter, with the labels that it has in compose. */
export const emitProbes: Emitter = (model, target) => {
  const { probes, stack } = model;
  if (!probes) return [];
  return Object.entries(probeTargets(stack, probes, target)).flatMap(([kind, targets]) =>
    targets.map(({ service, address, labels }, i) => {
      const before = targets.slice(0, i).filter((one) => one.service === service).length;
      const name = `${kind}-${service}${before === 0 ? "" : `-${before + 1}`}`;
      const object: Probe = {
        apiVersion: "monitoring.coreos.com/v1",
        kind: "Probe",
        metadata: namespaced(model, objectName(model, name), selectedLabels(model)),
        spec: {
          jobName: `blackbox-${kind}`,
          interval: probes.interval,
          module: kind,
          prober: { url: target.address("blackbox-exporter"), path: "/probe" },
          targets: {
            staticConfig: {
              static: [address],
              labels: { ...labels },
              // The operator adds the probe's namespace.
              relabelingConfigs: [{ action: "labeldrop", regex: "namespace" }],
            },
          },
        },
      };
      return objectFile(`base/probes/${name}.yaml`, "probes.ts", object);
    }),
  );
};

/** A PrometheusRule for each rule group. */
export const emitPrometheusRules: Emitter = (model) =>
  model.rules.map(({ name, file, definition }) =>
    objectFile(`base/prometheus-rules/${name}.yaml`, file, {
      apiVersion: "monitoring.coreos.com/v1",
      kind: "PrometheusRule",
      metadata: namespaced(model, objectName(model, name), selectedLabels(model)),
      spec: {
        groups: [groupYaml(name, definition, model)],
      },
    }),
  );
