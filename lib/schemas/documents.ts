// Every document and definition that has a schema. `npm run schemas` reads this file.

import type { Global, InhibitRule, Route, TimeInterval } from "../model/alerting.ts";
import type { DashboardDefinition, Line, Row, Team } from "../model/model.ts";

export type { Alerting } from "../model/alerting.ts";
export type { ProjectConfig } from "../model/config.ts";
export type { Stack } from "../model/facts.ts";
export type { LogPipelineDefinition } from "../model/logs.ts";
export type {
  DatasourceDefinition,
  GroupExamples,
  GroupRunbooks,
  LogRuleGroup,
  MetricCatalog,
  RuleGroupDraft,
} from "../model/model.ts";
export type { Scale } from "../model/scale.ts";
export type {
  DashboardDocument,
  DashboardProvisioning,
  DashboardV2Document,
  DatasourceProvisioning,
  PanelDocuments,
} from "./grafana.ts";

export type Teams = Readonly<Record<string, Team>>;

/** A dashboard's definition but for the SDK's builders in it: they are objects of many kinds, and hold functions. */
export type DashboardOutline = Omit<DashboardDefinition, "rows" | "variables"> & {
  readonly rows: readonly (Omit<Row, "lines"> & {
    readonly lines: readonly (Omit<Line, "panels"> & { readonly panels: readonly unknown[] })[];
  })[];
  readonly variables?: readonly unknown[];
};

// The shapes of what Prometheus, Alertmanager and the Blackbox exporter read. `npm run schemas` turns them into JSON
// Schema; Alertmanager's come from the types of its definitions, whose fields become snake_case.
// Source: https://prometheus.io/docs/prometheus/latest/configuration/configuration/

/** @pattern ^([0-9]+(ms|s|m|h|d|w|y))+$ */
type Duration = string;
/** @pattern ^[a-zA-Z_][a-zA-Z0-9_]*$ */
type LabelName = string;

/** `prometheus/prometheus.yml` */
export interface PrometheusConfig {
  global: {
    scrape_interval: Duration;
    scrape_timeout: Duration;
    evaluation_interval: Duration;
    external_labels?: Record<LabelName, string>;
  };
  /** Absent where the store evaluates rules. */
  rule_files?: string[];
  alerting: { alert_relabel_configs?: RelabelConfig[]; alertmanagers: { static_configs: StaticConfig[] }[] };
  remote_write?: RemoteWrite[];
  scrape_configs: ScrapeConfig[];
}

interface RemoteWrite {
  name: string;
  /** @pattern ^https?:// */
  url: string;
  basic_auth?: { username: string; password_file: string };
  queue_config: {
    capacity?: number;
    min_shards?: number;
    max_shards?: number;
    max_samples_per_send?: number;
    batch_send_deadline?: Duration;
    max_backoff?: Duration;
    retry_on_http_429?: boolean;
  };
  write_relabel_configs?: RelabelConfig[];
}

export interface ScrapeConfig {
  /** @minLength 1 */
  job_name: string;
  scrape_interval: Duration;
  scrape_timeout?: Duration;
  metrics_path: string;
  params?: Record<string, string[]>;
  /** @minimum 1 */
  sample_limit?: number;
  /** @minimum 1 */
  label_limit?: number;
  /** @minimum 1 */
  label_name_length_limit?: number;
  /** @minimum 1 */
  label_value_length_limit?: number;
  /** @pattern ^[1-9][0-9]*(B|KB|MB|GB)$ */
  body_size_limit?: string;
  /** @minimum 1 */
  target_limit?: number;
  static_configs?: StaticConfig[];
  file_sd_configs?: { files: string[]; refresh_interval?: Duration }[];
  dns_sd_configs?: DnsConfig[];
  kubernetes_sd_configs?: KubernetesConfig[];
  consul_sd_configs?: ConsulConfig[];
  relabel_configs?: RelabelConfig[];
  metric_relabel_configs?: RelabelConfig[];
}

interface DnsConfig {
  names: string[];
  type: "A" | "AAAA" | "MX" | "SRV";
  /** Absent for SRV records, which have one. */
  port?: number;
  refresh_interval: Duration;
}

interface KubernetesConfig {
  role: "pod" | "endpointslice" | "service" | "node";
  namespaces?: { names: string[] };
  selectors?: { role: "pod" | "endpointslice" | "service" | "node"; label: string }[];
  api_server?: string;
  authorization?: { credentials_file: string };
  tls_config?: { ca_file: string };
}

interface ConsulConfig {
  server: string;
  services: string[];
  tags?: string[];
  datacenter?: string;
  authorization?: { credentials_file: string };
}

interface StaticConfig {
  targets: string[];
  labels?: Record<LabelName, string>;
}

export interface RelabelConfig {
  source_labels?: LabelName[];
  target_label?: LabelName;
  regex?: string;
  replacement?: string;
  action?: "replace" | "keep" | "drop" | "hashmod" | "labelmap" | "labeldrop" | "labelkeep";
  modulus?: number;
}

/** `prometheus/rules/*.yml` */
export interface RuleFile {
  groups: {
    name: string;
    interval: Duration;
    query_offset?: Duration;
    limit?: number;
    rules: (AlertingRule | RecordingRule)[];
  }[];
}

export interface RecordingRule {
  /** @pattern ^[a-zA-Z_:][a-zA-Z0-9_:]*$ */
  record: string;
  expr: string;
  labels?: Record<LabelName, string>;
}

export interface AlertingRule {
  /** @pattern ^[A-Z][a-zA-Z0-9]*$ */
  alert: string;
  expr: string;
  for: Duration;
  keep_firing_for?: Duration;
  labels: Record<LabelName, string>;
  annotations: Record<LabelName, string>;
}

/** `prometheus/tests/<group>/<alert>.test.yml`: https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/ */
export interface RuleTestFile {
  rule_files: string[];
  evaluation_interval: Duration;
  tests: RuleTest[];
}

export interface RuleTest {
  name: string;
  interval: Duration;
  input_series: { series: string; values: string }[];
  promql_expr_test: { expr: string; eval_time: Duration; exp_samples: { labels: string; value: number }[] }[];
}

/** @pattern ^([a-zA-Z_][a-zA-Z0-9_]*|".+")(=|!=|=~|!~)".*"$ */
type MatcherText = string;
type Timing = "groupWait" | "groupInterval" | "repeatInterval";

interface RouteDocument extends Omit<Route, Timing | "receiver" | "matchers" | "routes" | "title"> {
  receiver?: string;
  matchers?: MatcherText[];
  routes?: RouteDocument[];
  groupWait?: Duration;
  groupInterval?: Duration;
  repeatInterval?: Duration;
}

interface InhibitRuleDocument extends Omit<InhibitRule, "sourceMatchers" | "targetMatchers"> {
  sourceMatchers: MatcherText[];
  targetMatchers: MatcherText[];
}

interface TimeIntervalDocument {
  /** @minLength 1 */
  name: string;
  timeIntervals: TimeInterval[];
}

/** The definition's fields have a schema of their own, and `raw` may have added others. */
interface ReceiverDocument {
  /** @minLength 1 */
  name: string;
  [field: string]: unknown;
}

/** `alertmanager/alertmanager.yml` */
export interface AlertmanagerConfig {
  global: Global;
  templates: string[];
  route: RouteDocument;
  inhibitRules: InhibitRuleDocument[];
  timeIntervals?: TimeIntervalDocument[];
  receivers: ReceiverDocument[];
}

// The Blackbox exporter.
// Source: https://github.com/prometheus/blackbox_exporter/blob/master/CONFIGURATION.md

type Module = Http | Tcp | Icmp;

interface Prober<Name extends string> {
  prober: Name;
  /** @pattern ^([0-9]+(ms|s|m|h))+$ */
  timeout: string;
}

interface Http extends Prober<"http"> {
  http: { valid_status_codes: number[]; follow_redirects: boolean; preferred_ip_protocol: "ip4" | "ip6" };
}

interface Tcp extends Prober<"tcp"> {
  tcp: { preferred_ip_protocol: "ip4" | "ip6" };
}

interface Icmp extends Prober<"icmp"> {
  icmp: { preferred_ip_protocol: "ip4" | "ip6" };
}

/** `blackbox/blackbox.yml` */
export interface BlackboxConfig {
  modules: Record<string, Module>;
}

// The shape of what Loki and Promtail read; `npm run schemas` turns it into JSON Schema.
// Sources: https://grafana.com/docs/loki/latest/configure/ and
// https://grafana.com/docs/loki/latest/send-data/promtail/configuration/

/** `loki/loki-config.yml` */
export interface LokiConfig {
  auth_enabled: boolean;
  server: { http_listen_port: number; log_level: "debug" | "info" | "warn" | "error" };
  common: {
    path_prefix: string;
    replication_factor: number;
    ring: { kvstore: { store: "inmemory" | "memberlist" } };
    storage: LokiStorage;
  };
  memberlist?: { join_members: string[] };
  schema_config: {
    configs: {
      /** @pattern ^\d{4}-\d\d-\d\d$ */
      from: string;
      store: "tsdb";
      object_store: string;
      schema: "v13";
      /** With the compactor's retention, the index must have a table a day. */
      index: { prefix: string; period: "24h" };
    }[];
  };
  compactor: {
    working_directory: string;
    retention_enabled: true;
    /** Loki refuses to start without it once retention is on. */
    delete_request_store: string;
    compaction_interval: Duration;
    retention_delete_delay: Duration;
  };
  runtime_config?: { file: string };
  limits_config: {
    retention_period: Duration;
    allow_structured_metadata: boolean;
    reject_old_samples_max_age: Duration;
  };
  ruler?: {
    alertmanager_url: string;
    enable_alertmanager_v2: boolean;
    external_url: string;
    enable_sharding?: boolean;
    storage?: { type: "s3"; s3: { bucketnames: string } & S3 } | { type: "local"; local: { directory: string } };
    rule_path?: string;
  };
  analytics: { reporting_enabled: boolean };
}

type LokiStorage =
  | { filesystem: { chunks_directory: string; rules_directory: string } }
  | { s3: { bucketnames: string } & S3 };

interface S3 {
  endpoint: string;
  region: string;
  insecure: boolean;
  s3forcepathstyle: boolean;
}

/** `loki/overrides.yml`: limits of single tenants. */
export interface LokiOverrides {
  overrides: Record<
    string,
    {
      retention_period?: Duration;
      ingestion_rate_mb?: number;
      ingestion_burst_size_mb?: number;
      max_global_streams_per_user?: number;
    }
  >;
}

/** `promtail/promtail-config.yml` */
export interface PromtailConfig {
  server: { http_listen_port: number; grpc_listen_port: number };
  positions: { filename: string };
  clients: { url: string }[];
  scrape_configs: PromtailScrape[];
}

interface PromtailScrape {
  job_name: string;
  static_configs?: { targets: string[]; labels: Record<string, string> }[];
  docker_sd_configs?: { host: string; refresh_interval: Duration }[];
  journal?: { path?: string; max_age: Duration; labels: Record<string, string> };
  relabel_configs?: RelabelConfig[];
  pipeline_stages: PromtailStage[];
}

/** One stage; exactly one of the fields is set. */
interface PromtailStage {
  multiline?: { firstline: string; max_wait_time: Duration; max_lines: number };
  regex?: { expression: string; source?: string };
  match?: { selector: string; stages: PromtailStage[] };
  json?: { expressions: Record<string, string>; source?: string };
  logfmt?: { mapping: Record<string, string>; source?: string };
  timestamp?: { source: string; format: string; fallback_formats?: string[]; action_on_failure: "skip" | "fudge" };
  template?: { source: string; template: string };
  replace?: { expression: string; replace: string; source?: string };
  labels?: Record<string, string>;
  structured_metadata?: Record<string, string>;
  labeldrop?: string[];
  drop?: { source?: string; expression?: string; drop_counter_reason: string; longer_than?: string };
  limit?: { rate: number; burst: number; drop: boolean };
}
