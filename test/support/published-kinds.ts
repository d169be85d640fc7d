import type { KubernetesObject } from "../../lib/schemas/kubernetes.ts";

/** Where a kind's class is, whose validator was made from the published definition of the kind. */
const modules: Readonly<Record<string, () => Promise<object>>> = {
  Alertmanager: () => import("@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/Alertmanager"),
  AlertmanagerConfig: () =>
    import("@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1alpha1/AlertmanagerConfig"),
  ClusterRole: () => import("kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRole"),
  ClusterRoleBinding: () => import("kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRoleBinding"),
  ConfigMap: () => import("kubernetes-models/v1/ConfigMap"),
  Deployment: () => import("kubernetes-models/apps/v1/Deployment"),
  GrafanaDashboard: () =>
    import("@kubernetes-models/grafana-operator/grafana.integreatly.org/v1beta1/GrafanaDashboard"),
  GrafanaDatasource: () =>
    import("@kubernetes-models/grafana-operator/grafana.integreatly.org/v1beta1/GrafanaDatasource"),
  GrafanaFolder: () => import("@kubernetes-models/grafana-operator/grafana.integreatly.org/v1beta1/GrafanaFolder"),
  NetworkPolicy: () => import("kubernetes-models/networking.k8s.io/v1/NetworkPolicy"),
  PersistentVolumeClaim: () => import("kubernetes-models/v1/PersistentVolumeClaim"),
  PodMonitor: () => import("@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor"),
  Probe: () => import("@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/Probe"),
  Prometheus: () => import("@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/Prometheus"),
  PrometheusRule: () => import("@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule"),
  ScrapeConfig: () => import("@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1alpha1/ScrapeConfig"),
  Service: () => import("kubernetes-models/v1/Service"),
  ServiceAccount: () => import("kubernetes-models/v1/ServiceAccount"),
  ServiceMonitor: () => import("@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor"),
};

/** What the validator of an object's kind says against it. Throws on a kind that is not listed here. */
export async function publishedProblems(object: KubernetesObject): Promise<string[]> {
  const load = modules[object.kind];
  if (!load) throw new Error(`no validator is listed for ${object.kind}`);
  const Kind = Object.values(await load()).find(
    (exported): exported is new (data: object) => { validate(): void } => exported?.kind === object.kind,
  );
  if (!Kind) throw new Error(`the module of ${object.kind} exports no class of it`);
  try {
    new Kind(object).validate();
    return [];
  } catch (error) {
    return [`${object.kind} ${object.metadata.name}: ${error instanceof Error ? error.message : error}`];
  }
}
