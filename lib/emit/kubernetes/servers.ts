import type { Model, Service } from "../../model/model.ts";
import type { Alertmanager, ClusterRole, Prometheus } from "../../schemas/kubernetes.ts";
import type { Emitter } from "../emit.ts";
import { alertmanagerConfiguration } from "./alertmanager.ts";
import { commonLabels, namespaced, objectFile, objectName, selectedLabels } from "./objects.ts";

/** The Prometheus and the Alertmanager of prometheus-operator, for clusters without kube-prometheus-stack. */
export const emitServers: Emitter = (model) => {
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
      spec: prometheusSpec(model, name),
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
export function prometheusSettings({ settings, retention, stack }: Model): Prometheus["spec"] {
  const { scrapeInterval, scrapeTimeout, evaluationInterval, externalLabels } = settings.prometheus;
  return {
    replicas: 1,
    scrapeInterval,
    scrapeTimeout,
    evaluationInterval,
    ...(Object.keys(externalLabels).length > 0 && { externalLabels: { ...externalLabels } }),
    ...externalUrl(stack.prometheus),
    ...(retention && { retention: retention.metrics }),
    enableFeatures: ["exemplar-storage"],
  };
}

function prometheusSpec(model: Model, serviceAccountName: string): Prometheus["spec"] {
  const selector = { matchLabels: { release: selectedLabels(model).release ?? "" } };
  return {
    ...prometheusSettings(model),
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
  return {
    replicas: 1,
    ...externalUrl(model.stack.alertmanager),
    ...(configuration && { alertmanagerConfiguration: configuration }),
  };
}

/** Of compose on one's own machine, the address means another machine here. */
const externalUrl = ({ ui }: Partial<Service> = {}): { externalUrl?: string } =>
  ui === undefined || new URL(ui).hostname === "localhost" ? {} : { externalUrl: ui };
