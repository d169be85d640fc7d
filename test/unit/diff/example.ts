import { BytesIEC, BytesSI, Seconds, Short } from "@grafana/grafana-foundation-sdk/units";
import { eq } from "../../../lib/alerting/matchers.ts";
import { collapsedRow, line, row } from "../../../lib/authoring/define.ts";
import { labelVariable, query, thresholds, timeseries } from "../../../lib/authoring/panels/index.ts";
import { alert, record } from "../../../lib/authoring/rules.ts";
import { compileDashboard } from "../../../lib/emit/grafana.ts";
import type { Alerting, Route } from "../../../lib/model/alerting.ts";
import { defaultSettings } from "../../../lib/model/config.ts";
import type { Defined, Model, Row, Rule } from "../../../lib/model/model.ts";
import { type Promql, promql } from "../../../lib/promql/promql.ts";

/** A small monitoring of one Kafka cluster, and what of it the examples change. */
const defaults = {
  limit: 300,
  window: "5m" as "5m" | "10m",
  lag: promql`sum by (topic) (kafka_lag)`,
  severity: "warning" as "warning" | "critical",
  unit: BytesIEC as string,
  title: "Retained",
  moveLag: false,
  latency: false,
  folded: false,
  partition: false,
  consumerAlert: true,
  recording: true,
  criticalRoute: { matchers: [eq("severity", "critical")], receiver: "platform-critical" } as Route,
  everyScrape: "15s" as "15s" | "5s",
  redis: false,
  jsonStage: false,
};
export type Knobs = typeof defaults;

export function kafkaModel(changed: Partial<Knobs> = {}): Model {
  const knobs = { ...defaults, ...changed };
  return {
    stack: {
      "kafka-exporter": {
        title: "Kafka exporter",
        purpose: "",
        port: 9308,
        scrape: { interval: knobs.everyScrape },
        team: "platform",
      },
      "blackbox-exporter": { title: "Blackbox exporter", purpose: "", port: 9115, team: "platform" },
      promtail: { title: "Promtail", purpose: "", port: 9080, team: "platform" },
      loki: { title: "Loki", purpose: "", port: 3100, team: "platform" },
    },
    probes: {
      interval: "30s",
      modules: {
        http: { timeout: "5s", statusCodes: [200], followRedirects: true },
        tcp: { timeout: "5s" },
        icmp: { timeout: "5s" },
      },
      backends: {
        kafka: { title: "Kafka", port: 9092, team: "platform" },
        ...(knobs.redis && { redis: { title: "Redis", port: 6379, team: "platform" } }),
      },
    },
    settings: defaultSettings,
    links: { dashboards: "https://grafana.example/d", runbooks: "https://runbooks.example" },
    teams: {},
    catalogs: [],
    logAlerts: [],
    dashboards: [board(knobs)],
    rules: [defined("kafka", { interval: "1m", rules: rules(knobs) })],
    alerting: defined("alertmanager", alerting(knobs)),
    datasources: [],
    logs: [
      defined("containers", {
        help: "",
        source: { files: { paths: ["/var/log/*.log"] }, labels: {} },
        stages: [
          { regex: { expression: "(?P<level>error|info)" } },
          ...(knobs.jsonStage ? [{ json: { trace_id: "trace_id" } }] : []),
          { labels: ["level"] },
        ],
      }),
    ],
  };
}

const defined = <T>(name: string, definition: T): Defined<T> => ({ name, file: `${name}.ts`, definition });

function board(knobs: Knobs): Model["dashboards"][number] {
  const lag = timeseries("Lag, by topic", {
    description: "How long ago the message was written that is read now.",
    unit: Seconds,
    thresholds: thresholds.above({ warning: 120, critical: knobs.limit }),
    queries: [query(knobs.lag, "{{topic}}")],
  });
  const rate = timeseries("Messages, by topic", {
    description: "What producers write.",
    unit: Short,
    queries: [
      query(
        promql`topic:messages:rate5m${selector(knobs.partition ? 'topic=~"$topic",partition="0"' : 'topic=~"$topic"')}`,
      ),
    ],
  });
  const retained = timeseries(knobs.title, {
    description: "What topics keep on disk.",
    unit: knobs.unit,
    queries: [query(promql`sum(kafka_log_size_bytes)`)],
  });
  const latency = timeseries("Acknowledged within", {
    description: "How long producers wait.",
    unit: Seconds,
    queries: [query(promql`histogram_quantile(0.99, sum by (le) (rate(produce_seconds_bucket[5m])))`)],
  });
  const flow: Row = row(
    "Topic throughput",
    line(8, [rate, ...(knobs.latency ? [latency] : []), ...(knobs.moveLag ? [lag] : [])]),
  );
  const consumers = (knobs.folded ? collapsedRow : row)(
    "Consumers",
    line(8, [...(knobs.moveLag ? [] : [lag]), retained]),
  );
  const definition = {
    title: "Kafka",
    question: "Are messages flowing?",
    variables: [labelVariable("topic", promql`kafka_lag`)],
    rows: [flow, consumers],
  };
  return { ...defined("kafka", definition), json: compileDashboard("kafka", definition) };
}

const selector = (matchers: string): Promql => `{${matchers}}` as Promql;

function rules(knobs: Knobs): Rule[] {
  const about = { team: "platform", domain: "kafka", concern: "resources", dashboard: "kafka" } as const;
  const examples = { fires: [{ series: {}, at: "1m" }], quiet: [{ series: {}, at: "1m" }] } as const;
  const window = knobs.window as Promql;
  const recording = record(
    "topic:messages:rate5m",
    promql`sum by (topic) (rate(kafka_messages_total[${window}]))`,
    "Messages per second",
  );
  const lagging = alert("LagHigh", {
    ...about,
    expr: promql`max by (topic) (kafka_lag) > ${knobs.limit}`,
    for: "5m",
    severity: knobs.severity,
    summary: "{{ $labels.topic }} is read late",
    description: "Dashboards are old.",
    action: "Add consumers.",
    examples,
  });
  const silent = alert("TopicSilent", {
    ...about,
    expr: promql`topic:messages:rate5m == 0`,
    for: "10m",
    severity: "critical",
    summary: "{{ $labels.topic }} stands still",
    description: "Nothing arrives.",
    action: "Look at the producers.",
    examples,
  });
  return [...(knobs.recording ? [recording] : []), lagging, ...(knobs.consumerAlert ? [silent] : [])];
}

const alerting = ({ criticalRoute }: Knobs): Alerting => ({
  secretsFolder: "/secrets",
  global: { smtpSmarthost: "smtp:587", smtpFrom: "a@b.example", slackApiUrlFile: "slack" },
  receivers: {
    "platform-warning": { slackConfigs: [{ channel: "#platform" }] },
    "platform-critical": {
      slackConfigs: [{ channel: "#platform" }],
      pagerdutyConfigs: [{ routingKeyFile: "pagerduty_platform" }],
    },
    "security-critical": { pagerdutyConfigs: [{ routingKeyFile: "pagerduty_security" }] },
  },
  route: {
    receiver: "platform-warning",
    groupBy: ["alertname"],
    groupWait: "1m",
    groupInterval: "5m",
    repeatInterval: "4h",
    routes: [criticalRoute],
  },
  inhibitRules: [],
  templates: {},
  severities: {
    critical: { respondWithin: "5m", channels: ["slack", "pagerduty"] },
    warning: { respondWithin: "2h", channels: ["slack"] },
    info: { respondWithin: "1d", channels: [] },
  },
});

/** Changes as they are made every week, by what somebody did. */
export const typicalChanges: Readonly<Record<string, Partial<Knobs>>> = {
  "A limit is raised; the panel's threshold and the alert share it": { limit: 600 },
  "A recording looks further back": { window: "10m" },
  "An expression is reformatted": {
    lag: promql`
      (
        sum(
          kafka_lag{}
        ) by (topic)
      )`,
  },
  "A query asks for less": { partition: true },
  "A warning becomes critical": { severity: "critical" },
  "Critical alerts go to another team: only routing is edited": {
    criticalRoute: { matchers: [eq("severity", "critical")], receiver: "security-critical" },
  },
  "An alert is removed": { consumerAlert: false },
  "A recording is removed that others still read": { recording: false },
  "A panel is added": { latency: true },
  "A panel is moved to another row": { moveLag: true },
  "A panel gets a better title and another unit": { title: "Kept on disk", unit: BytesSI },
  "A row is folded": { folded: true },
  "A service is scraped more often, and one more is probed": { everyScrape: "5s", redis: true },
  "Log lines are parsed as JSON too": { jsonStage: true },
};
