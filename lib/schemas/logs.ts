// The shape of what Loki and Promtail read; `npm run schemas` turns it into JSON Schema.
// Sources: https://grafana.com/docs/loki/latest/configure/ and
// https://grafana.com/docs/loki/latest/send-data/promtail/configuration/
import type { RelabelConfig } from "./prometheus.ts";

/** @pattern ^([0-9]+(ms|s|m|h|d|w|y))+$ */
type Duration = string;

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
    enable_sharding?: boolean;
    storage?: { type: "s3"; s3: { bucketnames: string } & S3 };
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
  labels?: Record<string, string>;
  structured_metadata?: Record<string, string>;
  labeldrop?: string[];
  drop?: { source?: string; expression?: string; drop_counter_reason: string; longer_than?: string };
  limit?: { rate: number; burst: number; drop: boolean };
}
