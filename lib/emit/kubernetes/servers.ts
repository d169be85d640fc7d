import { gossipOf } from "../../alerting/gossip.ts";
import type { Model, Service } from "../../model/model.ts";
import { type MetricsStore, replicasOf } from "../../model/scale.ts";
import type { Alertmanager, ClusterRole, Prometheus } from "../../schemas/kubernetes.ts";
import type { Emitter, Target } from "../emit.ts";
import { writeRelabeling, writeUrl } from "../scale/prometheus.ts";
import { alertmanagerConfiguration } from "./alertmanager.ts";
import { commonLabels, namespaced, objectFile, objectName, selectedLabels } from "./objects.ts";

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
export function prometheusSettings(model: Model, target: Target): Prometheus["spec"] {
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
export function alertmanagerSpec(model: Model): Alertmanager["spec"] {
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
