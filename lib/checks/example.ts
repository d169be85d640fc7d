import { alert, defineDashboard, defineRules } from "../authoring/define.ts";
import { compileDashboard } from "../emit/grafana/compile.ts";
import type { AlertRule, DashboardDefinition, Model, RecordingRule, Row, Service, Stack } from "../model/model.ts";
import { promql } from "../promql/promql.ts";

interface ExampleParts {
  readonly stack?: Stack;
  /** Changes to an alert that is right as it stands. */
  readonly alert?: Partial<AlertRule>;
  /** Uids of empty dashboards. */
  readonly uids?: readonly string[];
  /** Dashboards by uid. */
  readonly dashboards?: Readonly<Record<string, DashboardDefinition>>;
  /** Recording rules beside the alert. */
  readonly records?: readonly RecordingRule[];
}

const soundAlert: AlertRule = alert("HostDown", {
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

/** A small model that is right but for what a check's example changes. */
export function exampleModel(parts: ExampleParts): Model {
  const { stack = {}, alert: changes = {}, uids = ["hosts"], dashboards = {}, records = [] } = parts;
  const empty = (uid: string) => defineDashboard({ title: uid, question: "Is it well?", rows: [] });
  const definitions = { ...Object.fromEntries(uids.map((uid) => [uid, empty(uid)])), ...dashboards };
  return {
    stack,
    links: { dashboards: "http://grafana/d", runbooks: "http://runbooks" },
    teams: { platform: { title: "Platform", slack: "#platform", email: "platform@example.org" } },
    catalogs: [],
    datasources: [],
    logs: [],
    dashboards: Object.entries(definitions).map(([name, definition]) => ({
      name,
      file: `dashboards/${name}.ts`,
      definition,
      json: compileDashboard(name, definition),
    })),
    rules: [
      {
        name: "hosts",
        file: "rules/hosts.ts",
        definition: defineRules({ interval: "1m", rules: [...records, { ...soundAlert, ...changes }] }),
      },
    ],
  };
}

/** A model with one dashboard, `hosts`, that holds these rows. */
export const boardModel = (...rows: readonly Row[]): Model =>
  exampleModel({ dashboards: { hosts: defineDashboard({ title: "Hosts", question: "Are they well?", rows }) } });

/** A service that is right but for what a check's example changes. */
export const exampleService = (changes: Partial<Service> = {}): Service => ({
  title: "Node exporter",
  purpose: "System metrics",
  port: 9100,
  team: "platform",
  ...changes,
});
