// The shape of what `build --target kubernetes` writes: what the published definitions of each kind allow, less the
// fields that are never written; `npm run schemas` turns it into JSON Schema.
import type { IGrafanaDashboard } from "@kubernetes-models/grafana-operator/grafana.integreatly.org/v1beta1/GrafanaDashboard";
import type { IGrafanaDatasource } from "@kubernetes-models/grafana-operator/grafana.integreatly.org/v1beta1/GrafanaDatasource";
import type { IGrafanaFolder } from "@kubernetes-models/grafana-operator/grafana.integreatly.org/v1beta1/GrafanaFolder";
import type { IAlertmanager } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/Alertmanager";
import type { IAlertmanagerSpec } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/AlertmanagerSpec";
import type { IPodMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor";
import type { IProbe } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/Probe";
import type { IPrometheus } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/Prometheus";
import type { IPrometheusRule } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule";
import type { IPrometheusSpec } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusSpec";
import type { IServiceMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor";
import type { IAlertmanagerConfig } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1alpha1/AlertmanagerConfig";
import type { IInhibitRule } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1alpha1/InhibitRule";
import type { IMuteTimeInterval } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1alpha1/MuteTimeInterval";
import type { IReceiver } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1alpha1/Receiver";
import type { IRoute } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1alpha1/Route";
import type { IScrapeConfig } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1alpha1/ScrapeConfig";
import type { IScrapeConfigSpec } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1alpha1/ScrapeConfigSpec";
import type { IDeployment } from "kubernetes-models/apps/v1/Deployment";
import type { INetworkPolicy } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicy";
import type { IPersistentVolumeClaim } from "kubernetes-models/v1/PersistentVolumeClaim";
import type { IService } from "kubernetes-models/v1/Service";

/** What identifies an object. */
export interface Metadata {
  /**
   * @pattern ^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$
   * @maxLength 253
   */
  name: string;
  /** Absent for objects of the whole cluster. */
  namespace?: string;
  labels: Record<string, string>;
  annotations?: Record<string, string>;
}

interface Typed {
  apiVersion: unknown;
  kind: unknown;
  spec?: unknown;
}

interface Document<T extends Typed, Spec = Exclude<T["spec"], undefined>> {
  apiVersion: T["apiVersion"];
  kind: T["kind"];
  metadata: Metadata;
  spec: Spec;
}

export type PrometheusRule = Document<IPrometheusRule>;
export type ServiceMonitor = Document<IServiceMonitor>;
export type PodMonitor = Document<IPodMonitor>;
export type Probe = Document<IProbe>;
export type ScrapeConfig = Document<
  IScrapeConfig,
  Pick<
    IScrapeConfigSpec,
    | "bodySizeLimit"
    | "consulSDConfigs"
    | "dnsSDConfigs"
    | "fileSDConfigs"
    | "jobName"
    | "kubernetesSDConfigs"
    | "labelLimit"
    | "labelNameLengthLimit"
    | "labelValueLengthLimit"
    | "metricRelabelings"
    | "metricsPath"
    | "params"
    | "relabelings"
    | "sampleLimit"
    | "scrapeInterval"
    | "scrapeTimeout"
    | "staticConfigs"
    | "targetLimit"
  >
>;

export type Prometheus = Document<
  IPrometheus,
  Pick<
    IPrometheusSpec,
    | "alerting"
    | "enableFeatures"
    | "evaluationInterval"
    | "externalLabels"
    | "externalUrl"
    | "podMonitorSelector"
    | "probeSelector"
    | "prometheusExternalLabelName"
    | "remoteWrite"
    | "replicaExternalLabelName"
    | "replicas"
    | "retention"
    | "ruleSelector"
    | "scrapeConfigSelector"
    | "scrapeInterval"
    | "scrapeTimeout"
    | "secrets"
    | "serviceAccountName"
    | "serviceMonitorSelector"
    | "shards"
    | "storage"
  >
>;

export type Alertmanager = Document<
  IAlertmanager,
  Pick<
    IAlertmanagerSpec,
    | "alertmanagerConfiguration"
    | "clusterGossipInterval"
    | "clusterPeerTimeout"
    | "clusterPushpullInterval"
    | "externalUrl"
    | "replicas"
    | "storage"
  >
>;

/** The published definition leaves routes within routes open. */
export interface Route extends Omit<IRoute, "routes"> {
  routes?: Route[];
}

export type AlertmanagerConfig = Document<
  IAlertmanagerConfig,
  { route: Route; receivers: IReceiver[]; inhibitRules: IInhibitRule[]; muteTimeIntervals?: IMuteTimeInterval[] }
>;

export type GrafanaFolder = Document<IGrafanaFolder>;
export type GrafanaDashboard = Document<IGrafanaDashboard>;
export type GrafanaDatasource = Document<
  IGrafanaDatasource,
  Omit<IGrafanaDatasource["spec"], "datasource"> & {
    datasource: Omit<IGrafanaDatasource["spec"]["datasource"], "jsonData" | "secureJsonData"> & {
      jsonData?: Record<string, unknown>;
      secureJsonData?: Record<string, unknown>;
    };
  }
>;

export type Deployment = Document<IDeployment>;
export type Service = Document<IService>;
export type NetworkPolicy = Document<INetworkPolicy>;
export type PersistentVolumeClaim = Document<IPersistentVolumeClaim>;

export interface ConfigMap {
  apiVersion: "v1";
  kind: "ConfigMap";
  metadata: Metadata;
  data: Record<string, string>;
}

export interface ServiceAccount {
  apiVersion: "v1";
  kind: "ServiceAccount";
  metadata: Metadata;
}

export interface ClusterRole {
  apiVersion: "rbac.authorization.k8s.io/v1";
  kind: "ClusterRole";
  metadata: Metadata;
  rules: { apiGroups?: string[]; resources?: string[]; nonResourceURLs?: string[]; verbs: string[] }[];
}

export interface ClusterRoleBinding {
  apiVersion: "rbac.authorization.k8s.io/v1";
  kind: "ClusterRoleBinding";
  metadata: Metadata;
  roleRef: { apiGroup: "rbac.authorization.k8s.io"; kind: "ClusterRole"; name: string };
  subjects: { kind: "ServiceAccount"; name: string; namespace: string }[];
}

/** Source: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/ */
export interface Kustomization {
  apiVersion: "kustomize.config.k8s.io/v1beta1";
  kind: "Kustomization";
  resources: string[];
}

/** Every kind that is written. */
export interface KubernetesObjects {
  Alertmanager: Alertmanager;
  AlertmanagerConfig: AlertmanagerConfig;
  ClusterRole: ClusterRole;
  ClusterRoleBinding: ClusterRoleBinding;
  ConfigMap: ConfigMap;
  Deployment: Deployment;
  GrafanaDashboard: GrafanaDashboard;
  GrafanaDatasource: GrafanaDatasource;
  GrafanaFolder: GrafanaFolder;
  Kustomization: Kustomization;
  NetworkPolicy: NetworkPolicy;
  PersistentVolumeClaim: PersistentVolumeClaim;
  PodMonitor: PodMonitor;
  Probe: Probe;
  Prometheus: Prometheus;
  PrometheusRule: PrometheusRule;
  ScrapeConfig: ScrapeConfig;
  Service: Service;
  ServiceAccount: ServiceAccount;
  ServiceMonitor: ServiceMonitor;
}

export type KubernetesObject = Exclude<KubernetesObjects[keyof KubernetesObjects], Kustomization>;
