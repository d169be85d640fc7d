import { defineAlerting, defineDashboard, line, row, showIf, tab, ungrouped } from "../../lib/authoring/define.ts";
import { labelVariable, query as panelQuery, stat, table, timeseries } from "../../lib/authoring/panels/index.ts";
import { alert, defineRules, record } from "../../lib/authoring/rules.ts";
import { compileDashboard } from "../../lib/emit/grafana.ts";
import { defaultSettings, type Settings } from "../../lib/model/config.ts";
import type { Model, Scale, Service, Stack } from "../../lib/model/model.ts";
import { promql } from "../../lib/promql/promql.ts";
import { everyGlobal, everyReceiver } from "./every-receiver.ts";

const service = (port: number, changes: Partial<Service> = {}): Service => ({
  title: "Service",
  purpose: "Does something",
  port,
  team: "platform",
  ...changes,
});
const scrape = { interval: "30s" } as const;

const stack: Stack = {
  prometheus: service(9090, { scrape: { interval: "5s" }, health: "/-/healthy", ui: "https://prometheus.example.org" }),
  alertmanager: service(9093, { scrape, health: "/-/healthy", ui: "http://localhost:9093" }),
  grafana: service(3000, { scrape, health: "/api/health", ui: "https://grafana.example.org" }),
  "image-renderer": service(8081, { scrape, health: "/" }),
  loki: service(3100, { scrape }),
  alloy: service(12345, { scrape }),
  promtail: service(9080, { scrape, insteadOf: "alloy" }),
  "node-exporter": service(9100, { scrape: { ...scrape, keep: "read" } }),
  cadvisor: service(8080, { scrape: { interval: "30s", keep: "read", limits: { samples: 9 } }, external: true }),
  "blackbox-exporter": service(9115, { scrape, health: "/-/healthy" }),
  "redis-exporter": service(9121, {
    scrape: { interval: "15s", timeout: "7s", path: "/scrape", keep: "read" },
    measures: "redis",
    health: "/health",
    catalog: "redis",
  }),
  "several-exporter": service(9200, {
    host: "elsewhere",
    external: true,
    measures: "redis",
    health: "/up$",
    scrape: {
      interval: "1m",
      limits: {
        samples: 1000,
        labels: 30,
        labelNameLength: 100,
        labelValueLength: 200,
        bodySize: "10MB",
        targets: 5,
      },
    },
    targets: [
      { addresses: ["a", "b:1234"], cluster: "eu", environment: "test", labels: { rack: "1" } },
      { addresses: ["c"] },
      { files: ["/etc/targets/*.json"], refresh: "1m", cluster: "us$" },
      { files: ["/etc/more.yml"] },
      { dns: ["_srv.example.org"], record: "SRV", cluster: "eu" },
      { dns: ["a.example.org"], refresh: "10s" },
      { kubernetes: "pod", namespaces: ["one"], selector: "app=a", cluster: "eu" },
      { kubernetes: "endpointslice" },
      { kubernetes: "service", apiServer: { url: "https://k8s.example.org", tokenFile: "token", caFile: "ca" } },
      { kubernetes: "node", apiServer: { url: "https://k8s.example.org", tokenFile: "token" } },
      { consul: "consul:8500", services: ["a"], tags: ["t"], datacenter: "dc", tokenFile: "consul" },
      { consul: "consul:8500", services: ["b"], cluster: "eu" },
    ],
  }),
  unscraped: service(1),
};

const settings: Settings = {
  ...defaultSettings,
  identityLabels: ["cluster"],
  prometheus: { ...defaultSettings.prometheus, externalLabels: { environment: "test" } },
  grafana: {
    ...defaultSettings.grafana,
    deployments: { expr: promql`deployment_info`, title: "{{service}}", text: "{{version}}" },
  },
};

const dashboard = defineDashboard({
  title: "Hosts",
  question: "Are they up?",
  domains: ["infrastructure"],
  variables: [labelVariable("instance", promql`up`)],
  from: "now-1h",
  refresh: "1m",
  rows: [
    ...tab(
      "Now",
      ungrouped(
        line(4, [
          stat("Up", { description: "How many.", unit: "none", query: promql`sum(up{instance=~"$instance"})` }),
          timeseries("Load", {
            description: "By host.",
            unit: "percentunit",
            queries: [panelQuery(promql`node_load1`), panelQuery(promql`node_load5`, "5 minutes")],
            thresholds: { warning: 1, critical: 2 },
          }),
        ]),
      ),
    ),
    ...tab(
      "Later",
      showIf(
        { any: [{ variable: "instance", is: "a" }, { hasData: true }, { timeRangeUpTo: "1d" }] },
        row(
          "Table",
          line(6, [
            table("Hosts", {
              description: "Each.",
              labels: { instance: "Host" },
              values: [{ title: "Up", unit: "none", expr: promql`up` }],
            }),
          ]),
        ),
      ),
      row("Plain", line(3, [stat("Again", { description: "Same.", unit: "s", query: promql`up` })])),
    ),
  ],
});

const facts = {
  for: "5m",
  severity: "critical",
  team: "platform",
  domain: "infrastructure",
  concern: "resources",
  summary: "{{ $labels.instance }} is down",
  description: "Nothing is known.",
  action: "Look at it.",
  dashboard: { uid: "hosts", panel: "Load" },
} as const;

const rules = defineRules({
  interval: "1m",
  queryOffset: "30s",
  limit: 10,
  labels: { group: "g" },
  rules: [
    record(
      "instance:up:max",
      promql`
        max by (instance) (
          up
        )
      `,
      "Up.",
      { a: "b" },
    ),
    alert("HostDown", {
      ...facts,
      expr: promql`up{job="node-exporter"} == 0`,
      keepFiringFor: "10m",
      logs: '{source="journal"}',
      labels: { extra: "{{ $labels.job }}" },
      annotations: { note: "n" },
      runbook: {
        check: ["Ping it."],
        found: { "It answers": ["Look at the exporter."] },
        undo: "Nothing.",
        verify: "It is up.",
        call: { platform: "If it stays down." },
      },
      examples: {
        fires: [
          {
            name: "down",
            series: { 'up{job="node-exporter",instance="a"}': "0x10" },
            at: "6m",
            labels: { instance: "a" },
            message: "a is down",
          },
        ],
        quiet: [{ series: { 'up{job="node-exporter",instance="a"}': "1x10" }, step: "30s", at: "5m" }],
      },
    }),
  ],
});

/** Docker Compose's reference to a variable. */
const variable = (text: string) => `\${${text}}`;

const allReceivers = Object.assign({}, ...Object.values(everyReceiver));

const alerting = defineAlerting({
  secretsFolder: "/secrets",
  global: { ...everyGlobal, resolveTimeout: "6m" },
  receivers: {
    unrouted: { ...allReceivers, labels: { a: "b" }, raw: { zulip_configs: [{ url: "u" }] } },
    "platform-critical": { emailConfigs: [{ to: "platform@example.org" }] },
  },
  route: {
    receiver: "platform-critical",
    groupBy: ["alertname", "cluster"],
    groupWait: "10s",
    groupInterval: "5m",
    repeatInterval: "4h",
    labels: { owner: "{{ .GroupLabels.alertname }}" },
    routes: [
      {
        title: "Everything",
        matchers: [
          { label: "severity", op: "=", value: "critical" },
          { label: "team", op: "=~", value: "a|b" },
        ],
        receiver: "unrouted",
        groupBy: ["..."],
        continue: true,
        muteTimeIntervals: ["nights"],
        activeTimeIntervals: ["days"],
        routes: [{ matchers: [{ label: "a", op: "!=", value: "b" }], repeatInterval: "1h" }],
      },
    ],
  },
  inhibitRules: [
    {
      name: "critical over warning",
      sourceMatchers: [{ label: "severity", op: "=", value: "critical" }],
      targetMatchers: [{ label: "severity", op: "!~", value: "critical|info" }],
      equal: ["alertname", "cluster"],
    },
  ],
  timeIntervals: {
    nights: [{ times: [{ startTime: "22:00", endTime: "24:00" }], location: "Europe/Berlin" }],
    days: [
      {
        weekdays: ["monday:friday"],
        daysOfMonth: ["1:15", "-1"],
        months: ["january:march"],
        years: ["2026"],
      },
    ],
  },
  templates: { slack: '{{ define "slack.text" }}{{ .Status }}{{ end }}' },
  severities: {
    critical: { respondWithin: "5m", channels: ["email"] },
    warning: { respondWithin: "2h", channels: ["email"] },
    info: { respondWithin: "24h", channels: ["email"] },
  },
});

const file = <T>(name: string, definition: T) => ({ name, file: `${name}.ts`, definition });

/** A small model that has every field that an emitter reads. @param schema of its dashboard */
export function everyFeature(scale?: Scale, schema: "classic" | "v2" = "classic"): Model {
  // What several servers of each kind change is seen with few of them.
  const { "several-exporter": _, ...few } = stack;
  const own = { ...settings, grafana: { ...settings.grafana, schema } };
  return {
    settings: own,
    stack: scale ? { ...few, ...scale.services } : stack,
    ...(scale && { scale }),
    links: { dashboards: "https://grafana.example.org/d", runbooks: "https://grafana.example.org/public/runbooks" },
    teams: { platform: { title: "Platform", slack: "#platform", email: "platform@example.org" } },
    retention: { metrics: "15d", logs: "30d" },
    probes: {
      interval: "30s",
      modules: {
        http: { timeout: "5s", statusCodes: [200, 204], followRedirects: true },
        tcp: { timeout: "6s" },
        icmp: { timeout: "7s" },
      },
      backends: {
        redis: { title: "Redis", port: 6379, team: "platform" },
        web: { title: "Web", host: "web-1", port: 8080, health: "/up", team: "platform" },
        many: {
          title: "Many",
          port: 5432,
          team: "platform",
          targets: [{ addresses: ["d"], cluster: "eu" }, { dns: ["e.example.org"] }, { files: ["f.json"] }],
        },
      },
      sites: { shop: { title: "Shop", url: "https://shop.example.org/", team: "platform" } },
    },
    catalogs: [
      {
        name: "node-exporter",
        file: "catalog.ts",
        definition: {
          title: "Node",
          version: "1",
          metrics: {
            node_load1: { type: "gauge", labels: [], help: "Load." },
            node_load5: { type: "gauge", labels: [], help: "Load." },
            node_other: { type: "counter", labels: [], help: "Read by nothing." },
          },
        },
      },
    ],
    dashboards: [
      {
        ...file("hosts", dashboard),
        json: compileDashboard("hosts", dashboard, own),
      },
    ],
    rules: [file("hosts", rules)],
    alerting: file("alerting", alerting),
    datasources: [
      file("prometheus", {
        title: "Prometheus",
        type: "prometheus",
        isDefault: true,
        settings: { a: "$b", c: ["$d"] },
      }),
      file("loki", { title: "Loki", type: "loki", settings: { maxLines: 1000 } }),
      file("alerts", { title: "Alerts", type: "alertmanager", service: "alertmanager", settings: {} }),
      file("other", {
        title: "Other",
        raw: {
          type: "mysql",
          url: "db:3306",
          jsonData: { a: "b" },
          secureJsonData: { password: "$SECRET" },
          user: "u",
        },
      }),
    ],
    logs: [
      file("containers", {
        help: "Containers.",
        source: {
          docker: {
            host: "unix:///var/run/docker.sock",
            refresh: "5s",
            relabel: [{ from: "__meta_docker_container_name", to: "service", regex: "/(.*)" }],
          },
          labels: { source: "container" },
        },
        stages: [
          { match: { selector: '{service="a"}', stages: [{ json: { level: "level", time: "" } }] } },
          { multiline: { firstLine: "^\\S", maxWait: "3s", maxLines: 500 } },
          { logfmt: { level: "lvl" } },
          { regex: { expression: "(?P<a>.*)", source: "b" } },
          { regex: { expression: '(?P<c>"`.*)' } },
          { template: { source: "level", template: "{{ ToLower .Value }}" } },
          { replace: { expression: "(secret)", replace: "***", source: "a" } },
          { replace: { expression: "(x)", replace: "" } },
          { timestamp: { source: "time", format: "RFC3339", fallback: ["Unix"] } },
          { timestamp: { source: "time", format: "RFC3339" } },
          { labels: ["level"] },
          { structuredMetadata: ["trace_id"] },
          { dropLabels: ["filename"] },
          { drop: { expression: "debug", source: "level", reason: "noise" } },
          { drop: { expression: "trace", reason: "noise" } },
          { limit: { rate: 10, burst: 20 } },
        ],
      }),
      file("files", {
        help: "Files.",
        source: { files: { paths: ["/var/log/a.log", "/var/log/b.log"], except: ["/var/log/c.log"] }, labels: {} },
        stages: [],
      }),
      file("journal", {
        help: "Journal.",
        source: {
          journal: {
            path: "/var/log/journal",
            maxAge: "12h",
            relabel: [{ from: "__journal__systemd_unit", to: "unit" }],
          },
          labels: { source: "journal" },
        },
        stages: [{ labels: ["level"] }],
      }),
    ],
    logAlerts: [
      file("logs", {
        interval: "1m",
        rules: [
          {
            ...facts,
            alert: "ErrorsSurge",
            expr: 'sum(rate({source="container"} |= "error" [5m])) > 1',
            examples: {
              counted: [{ line: "error", pipeline: "containers" }],
              ignored: [{ line: "fine", pipeline: "containers" }],
            },
          },
        ],
      }),
    ],
    compose: file("compose", {
      services: {
        "redis-exporter": {
          image: "redis_exporter:1",
          command: [`--redis.addr=${variable("REDIS_ADDR:-redis:6379")}`, "--price=$$5"],
          entrypoint: [`/bin/${variable("SHELL_NAME:-sh")}`],
          environment: {
            REDIS_PASSWORD: variable("REDIS_PASSWORD:-"),
            LEVEL: variable("LEVEL:-info"),
            FILE: variable("OPTIONAL:+/run/file"),
            PLAIN: "x",
          },
          volumes: ["./own/list.yml:/etc/list.yml:ro", "data:/data", { type: "tmpfs" }],
          user: "65534:65534",
          mem_limit: "64m",
          cpus: 0.25,
          secrets: ["redis_password", { source: "other", target: "/run/other" }],
        },
        "blackbox-exporter": {
          image: "blackbox:1",
          volumes: ["../dist/blackbox:/config:ro"],
          read_only: false,
          mem_limit: "1g",
        },
        "image-renderer": { environment: { AUTH_TOKEN: variable("RENDERER_TOKEN") }, user: "1000" },
        grafana: { image: "grafana:1" },
      },
      secrets: { redis_password: { environment: "REDIS_PASSWORD" }, other: {} },
    }),
  } as unknown as Model;
}

/** Several of each server, with each kind of store in turn. */
export const everyScale: Readonly<Record<"victoriametrics" | "thanos" | "mimir", Scale>> = {
  victoriametrics: {
    cluster: "one",
    services: { "victoria-metrics": service(8428, { health: "/health" }) },
    prometheus: { replicas: 2 },
    store: { kind: "victoriametrics", service: "victoria-metrics" },
    alertmanager: { replicas: 3 },
    grafana: { replicas: 2 },
    loki: {
      objectStore: {
        endpoint: "s3.example.org",
        region: "eu",
        buckets: { chunks: "c", rules: "r" },
      },
    },
  },
  thanos: {
    cluster: "two",
    services: { receive: service(10908), query: service(10902), store: service(8333) },
    prometheus: { replicas: 2, shards: 2 },
    store: { kind: "thanos", service: "receive", queryService: "query", drop: ["a_.*", "b"] },
    loki: {
      objectStore: { endpoint: "store", region: "eu", buckets: { chunks: "c", rules: "r" }, insecure: true },
      members: ["loki"],
      replicationFactor: 1,
      tenants: {
        one: { retention: "7d", ingestionRateMegabytes: 4, ingestionBurstMegabytes: 8, maxStreams: 100 },
        two: {},
      },
      tenant: "one",
    },
  },
  mimir: {
    cluster: "three",
    services: { mimir: service(9009) },
    store: {
      kind: "mimir",
      service: "mimir",
      credentials: { username: "writer", passwordFile: "mimir" },
      queue: {
        capacity: 1,
        minShards: 2,
        maxShards: 3,
        maxSamplesPerSend: 4,
        batchSendDeadline: "5s",
        maxBackoff: "6s",
      },
      rules: "store",
    },
  },
};
