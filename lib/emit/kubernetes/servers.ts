import type { Model, Service } from "../../model/model.ts";
import { type MetricsStore, replicasOf } from "../../model/scale.ts";
import type { Alertmanager, ClusterRole, Prometheus } from "../../schemas/kubernetes.ts";
import { gossipOf } from "../alertmanager.ts";
import type { Emitter, Target } from "../emit.ts";
import { writeRelabeling, writeUrl } from "../prometheus.ts";
import { alertmanagerConfiguration } from "./alertmanager.ts";
import { exporterSecret } from "./deployments.ts";
import { runbooksMount } from "./grafana.ts";
import {
  commonLabels,
  deployedServices,
  kubernetesFile,
  namespaced,
  objectFile,
  objectName,
  selectedLabels,
} from "./objects.ts";

/** The Prometheus and the Alertmanager of prometheus-operator, for clusters without kube-prometheus-stack. */
export const emitServers: Emitter = (model, target) => {
  const name = objectName(model, "prometheus");
  const { namespace } = model.settings.kubernetes;
  const metadata = namespaced(model, name);
  const ofCluster = { name: `${namespace}-${name}`, labels: commonLabels(model) };
  const file = (path: string, source: string, object: Parameters<typeof objectFile>[2]) =>
    objectFile(`operators/${path}.yaml`, source, object);
  return [
    file("prometheus/prometheus", "stack.ts", {
      apiVersion: "monitoring.coreos.com/v1",
      kind: "Prometheus",
      metadata,
      spec: prometheusSpec(model, name, target),
    }),
    file("prometheus/service-account", "stack.ts", { apiVersion: "v1", kind: "ServiceAccount", metadata }),
    file("prometheus/cluster-role", "stack.ts", {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRole",
      metadata: ofCluster,
      rules: discovery,
    }),
    file("prometheus/cluster-role-binding", "stack.ts", {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: ofCluster,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: ofCluster.name },
      subjects: [{ kind: "ServiceAccount", name, namespace }],
    }),
    ...(model.alerting
      ? [
          file("alertmanager", model.alerting.file, {
            apiVersion: "monitoring.coreos.com/v1",
            kind: "Alertmanager",
            metadata: namespaced(model, objectName(model, "alertmanager")),
            spec: alertmanagerSpec(model),
          }),
        ]
      : []),
  ];
};

/** What Prometheus reads to find targets, and to scrape the kubelet. Source: prometheus-operator's guide on RBAC */
const discovery: ClusterRole["rules"] = [
  { apiGroups: [""], resources: ["nodes", "services", "endpoints", "pods"], verbs: ["get", "list", "watch"] },
  { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["get", "list", "watch"] },
  { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
  { nonResourceURLs: ["/metrics", "/metrics/cadvisor"], verbs: ["get"] },
];

/** Settings of Prometheus that the object and the chart's values have in common. */
function prometheusSettings(model: Model, target: Target): Prometheus["spec"] {
  const { settings, retention, stack, scale } = model;
  const { scrapeInterval, scrapeTimeout, evaluationInterval, externalLabels } = settings.prometheus;
  const labels = { ...externalLabels, ...(scale && { cluster: scale.cluster }) };
  return {
    replicas: scale?.prometheus?.replicas ?? 1,
    ...(scale?.prometheus?.shards && { shards: scale.prometheus.shards }),
    scrapeInterval,
    scrapeTimeout,
    evaluationInterval,
    ...(Object.keys(labels).length > 0 && { externalLabels: labels }),
    // The operator adds a label for the object, which every copy of a series would have to share.
    ...(scale && { replicaExternalLabelName: "replica", prometheusExternalLabelName: "" }),
    ...(scale?.store && { remoteWrite: remoteWriteSpec(model, scale.store, target) }),
    ...externalUrl(stack.prometheus),
    ...(retention && { retention: retention.metrics }),
    enableFeatures: ["exemplar-storage"],
  };
}

function remoteWriteSpec(model: Model, store: MetricsStore, target: Target): RemoteWrite[] {
  const { credentials, queue } = store;
  const secret = objectName(model, "remote-write");
  const relabeling = writeRelabeling(store).map(
    (rule) => Object.fromEntries(Object.entries(rule).map(([key, value]) => [camelCase(key), value])) as Relabeling,
  );
  return [
    {
      name: store.service,
      url: writeUrl(store, target),
      ...(credentials && {
        basicAuth: {
          username: { name: secret, key: "username" },
          password: { name: secret, key: credentials.passwordFile },
        },
      }),
      queueConfig: { ...queue, retryOnRateLimit: true },
      ...(relabeling.length > 0 && { writeRelabelConfigs: relabeling }),
    },
  ];
}

type RemoteWrite = NonNullable<Prometheus["spec"]["remoteWrite"]>[number];
type Relabeling = NonNullable<RemoteWrite["writeRelabelConfigs"]>[number];

const camelCase = (text: string): string => text.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

function prometheusSpec(model: Model, serviceAccountName: string, target: Target): Prometheus["spec"] {
  const selector = { matchLabels: { release: selectedLabels(model).release ?? "" } };
  return {
    ...prometheusSettings(model, target),
    serviceAccountName,
    ruleSelector: selector,
    serviceMonitorSelector: selector,
    podMonitorSelector: selector,
    probeSelector: selector,
    scrapeConfigSelector: selector,
    ...(model.alerting && {
      alerting: {
        alertmanagers: [{ namespace: model.settings.kubernetes.namespace, name: "alertmanager-operated", port: "web" }],
      },
    }),
  };
}

/** Settings of Alertmanager that the object and the chart's values have in common. */
function alertmanagerSpec(model: Model): Alertmanager["spec"] {
  const configuration = alertmanagerConfiguration(model);
  const replicas = replicasOf("alertmanager", model.scale);
  const gossip = model.alerting && gossipOf(model.alerting.definition, replicas);
  return {
    replicas,
    ...(replicas > 1 &&
      gossip && {
        clusterPeerTimeout: `${gossip.peerTimeout}s`,
        clusterPushpullInterval: `${gossip.pushPullInterval}s`,
      }),
    ...externalUrl(model.stack.alertmanager),
    ...(configuration && { alertmanagerConfiguration: configuration }),
  };
}

/** Of compose on one's own machine, the address means another machine here. */
const externalUrl = ({ ui }: Partial<Service> = {}): { externalUrl?: string } =>
  ui === undefined || new URL(ui).hostname === "localhost" ? {} : { externalUrl: ui };

/**
 * Values of the chart kube-prometheus-stack. It selects our objects by the label `release`, and our ConfigMaps by
 * theirs; what the chart would scrape or define a second time is off.
 * Source: https://github.com/prometheus-community/helm-charts/tree/main/charts/kube-prometheus-stack
 */
export const emitHelmValues: Emitter = (model, target) => [
  kubernetesFile("kube-prometheus-stack/values.yaml", "stack.ts", {
    // Groups whose alerts we have: a watchdog of each would notify twice.
    defaultRules: { rules: { general: false, alertmanager: false, prometheus: false, nodeExporterAlerting: false } },
    prometheus: { serviceMonitor: { selfMonitor: false }, prometheusSpec: prometheusSettings(model, target) },
    alertmanager: {
      ...("alertmanager" in model.stack ? {} : { enabled: false }),
      serviceMonitor: { selfMonitor: false },
      alertmanagerSpec: alertmanagerSpec(model),
    },
    grafana: grafanaValues(model),
    "prometheus-node-exporter": { prometheus: { monitor: { enabled: false } } },
  }),
];

function grafanaValues(model: Model) {
  if (!("grafana" in model.stack)) return { enabled: false };
  const replicas = replicasOf("grafana", model.scale);
  return {
    ...(replicas > 1 && { replicas, headlessService: true, ...highAvailability(model) }),
    serviceMonitor: { enabled: false },
    sidecar: {
      dashboards: { folderAnnotation: "grafana_folder", provider: { foldersFromFilesStructure: true } },
      // Ours have the same uids.
      datasources: { defaultDatasourceEnabled: false, alertmanager: { enabled: false } },
    },
    ...(model.rules.length > 0 && { extraConfigmapMounts: [runbooksMount(model)] }),
    ...rendererValues(model),
  };
}

/** Instances share a database, which `envFromSecret` gives the address of, and exchange what they sent. */
const highAvailability = (model: Model) => ({
  envFromSecret: objectName(model, "grafana-database"),
  "grafana.ini": {
    database: { type: "postgres" },
    unified_alerting: {
      ha_listen_address: `\${POD_IP}:9094`,
      ha_peers: `${model.settings.kubernetes.release}-grafana-headless:9094`,
      ha_advertise_address: `\${POD_IP}:9094`,
    },
  },
});

/** The image renderer is a Deployment of ours: both know the same token. */
function rendererValues(model: Model) {
  const renderer = deployedServices(model).find(({ name }) => name === "image-renderer");
  if (!renderer) return {};
  return {
    env: {
      GF_RENDERING_SERVER_URL: `http://${renderer.name}:${renderer.service.port}/render`,
      GF_RENDERING_CALLBACK_URL: `http://${model.settings.kubernetes.release}-grafana:80/`,
    },
    envValueFrom: {
      GF_RENDERING_RENDERER_TOKEN: {
        secretKeyRef: { name: exporterSecret(model), key: "RENDERER_TOKEN", optional: true },
      },
    },
  };
}
