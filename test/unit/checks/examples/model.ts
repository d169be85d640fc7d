import { defineAlerting, defineDashboard } from "../../../../lib/authoring/define.ts";
import { alert, defineRules } from "../../../../lib/authoring/rules.ts";
import { compileDashboard } from "../../../../lib/emit/grafana.ts";
import type { Alerting, Receiver, RootRoute, Route } from "../../../../lib/model/alerting.ts";
import { defaultSettings, type Settings } from "../../../../lib/model/config.ts";
import type {
  AlertRule,
  DashboardDefinition,
  Model,
  RecordingRule,
  Service,
  Stack,
} from "../../../../lib/model/model.ts";
import { promql } from "../../../../lib/promql/promql.ts";

interface ExampleParts {
  readonly settings?: Settings;
  readonly stack?: Stack;
  /** Changes to a correct alert. */
  readonly alert?: Partial<AlertRule>;
  /** Uids of empty dashboards. */
  readonly uids?: readonly string[];
  /** Dashboards by uid. */
  readonly dashboards?: Readonly<Record<string, DashboardDefinition>>;
  /** Recording rules beside the alert. */
  readonly records?: readonly RecordingRule[];
}

export const correctAlert: AlertRule = alert("HostDown", {
  expr: promql`up{job="node-exporter"} == 0`,
  for: "5m",
  severity: "critical",
  team: "platform",
  domain: "infrastructure",
  concern: "resources",
  summary: "{{ $labels.instance }} has not answered a scrape for 5 minutes",
  description: "Nothing is known of the host.",
  action: "Check that the host is up.",
  dashboard: "hosts",
  examples: {
    fires: [{ series: { 'up{job="node-exporter",instance="a"}': "0x10" }, at: "6m" }],
    quiet: [{ series: { 'up{job="node-exporter",instance="a"}': "1x10" }, at: "6m" }],
  },
});

/** A small model that is correct except for the given changes. */
export function exampleModel(parts: ExampleParts): Model {
  const {
    stack = {},
    alert: changes = {},
    uids = ["hosts"],
    dashboards = {},
    records = [],
    settings = defaultSettings,
  } = parts;
  const empty = (uid: string) => defineDashboard({ title: uid, question: "Is it well?", rows: [] });
  const definitions = { ...Object.fromEntries(uids.map((uid) => [uid, empty(uid)])), ...dashboards };
  return {
    settings,
    stack,
    links: { dashboards: "http://grafana/d", runbooks: "http://runbooks" },
    teams: { platform: { title: "Platform", slack: "#platform", email: "platform@example.org" } },
    catalogs: [],
    datasources: [],
    logs: [],
    logAlerts: [],
    dashboards: Object.entries(definitions).map(([name, definition]) => ({
      name,
      file: `dashboards/${name}.ts`,
      definition,
      json: compileDashboard(name, definition, settings),
    })),
    rules: [
      {
        name: "hosts",
        file: "rules/hosts.ts",
        definition: defineRules({ interval: "1m", rules: [...records, { ...correctAlert, ...changes }] }),
      },
    ],
  };
}

/** A service that is correct except for the given changes. */
export const exampleService = (changes: Partial<Service> = {}): Service => ({
  title: "Node exporter",
  purpose: "System metrics",
  port: 9100,
  team: "platform",
  ...changes,
});

interface AlertingParts extends Pick<ExampleParts, "alert" | "stack"> {
  /** Teams beside the platform team. */
  readonly teams?: Model["teams"];
  readonly alerting?: Partial<Alerting>;
  readonly root?: Partial<RootRoute>;
  readonly routes?: readonly Route[];
}

export const receiver: Receiver = {
  emailConfigs: [{ to: "platform@example.org" }],
  slackConfigs: [{ channel: "#platform" }],
  pagerdutyConfigs: [{ routingKeyFile: "pagerduty_platform" }],
};

/** A small model with one critical alert and one receiver that takes it, correct except for the given changes. */
export function alertingExample(parts: AlertingParts): Model {
  const { alert = {}, stack = {}, teams = {}, alerting = {}, root = {}, routes = [] } = parts;
  const definition = defineAlerting({
    secretsFolder: "/secrets",
    global: { smtpSmarthost: "smtp:587", smtpFrom: "alerts@example.org", slackApiUrlFile: "slack_webhook_url" },
    receivers: { "platform-critical": receiver },
    route: {
      receiver: "platform-critical",
      groupBy: ["alertname"],
      groupWait: "10s",
      groupInterval: "5m",
      repeatInterval: "4h",
      routes,
      ...root,
    },
    inhibitRules: [],
    templates: {},
    severities: {
      critical: { respondWithin: "5m", channels: ["email", "slack", "pagerduty"] },
      warning: { respondWithin: "2h", channels: ["email", "slack"] },
      info: { respondWithin: "24h", channels: ["slack"] },
    },
    ...alerting,
  });
  const model = exampleModel({ alert, stack });
  return {
    ...model,
    teams: { ...model.teams, ...teams },
    alerting: { name: "alertmanager", file: "alerting/alertmanager.ts", definition },
  };
}
