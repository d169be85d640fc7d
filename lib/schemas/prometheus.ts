import type { Global, InhibitRule, Route } from "../model/alerting.ts";

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
  static_configs?: StaticConfig[];
  dns_sd_configs?: DnsConfig[];
  relabel_configs?: RelabelConfig[];
  metric_relabel_configs?: RelabelConfig[];
}

interface DnsConfig {
  names: string[];
  type: "A";
  port: number;
  refresh_interval: Duration;
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
  groups: { name: string; interval: Duration; rules: (AlertingRule | RecordingRule)[] }[];
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

/** `prometheus/tests/*.test.yml`: https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/ */
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
