import { defineDashboard, line, row, withGridPos } from "../../../../lib/authoring/define.ts";
import { note } from "../../../../lib/authoring/panels/index.ts";
import { settingsOf } from "../../../../lib/model/config.ts";
import type { DashboardDefinition, Duration } from "../../../../lib/model/model.ts";
import { type Examples, pair } from "./example.ts";
import { alertingExample, exampleModel } from "./model.ts";

const text = (title: string) => note(title, { description: "A note.", content: "Text" });
const board = (changes: Partial<DashboardDefinition>) =>
  exampleModel({ dashboards: { hosts: defineDashboard({ title: "Hosts", question: "Well?", rows: [], ...changes }) } });

/** Values that a server refuses. */
export const limitExamples: Examples = {
  "grafana-uid": pair((uid: string) => exampleModel({ uids: [uid] }), { bad: "h".repeat(41), good: "h".repeat(40) }),
  "grafana-title": pair((title: string) => board({ title }), { bad: "ä".repeat(2501), good: "ä".repeat(2500) }),
  "panel-position": pair((height: number) => board({ rows: [row("Load", line(height, [text("CPU")]))] }), {
    bad: 0,
    good: 1,
  }),
  "panel-overflow": pair(
    (x: number) => board({ rows: [row("Load", withGridPos(4, [text("CPU").gridPos({ x, y: 0, w: 8, h: 4 })]))] }),
    { bad: 17, good: 16 },
  ),
  "dashboard-time": pair((refresh: Duration) => board({ refresh }), { bad: "4s", good: "5s" }),
  "dashboard-tag": pair((tag: string) => board({ tags: [tag] }), { bad: "t".repeat(51), good: "t".repeat(50) }),
  "label-name": pair((name: string) => exampleModel({ alert: { labels: { [name]: "x" } } }), {
    bad: "__name__",
    good: "name",
  }),
  "route-group-by-form": pair((groupBy: readonly string[]) => alertingExample({ root: { groupBy } }), {
    bad: ["alertname", "alertname"],
    good: ["..."],
  }),
  "template-name": pair(
    (name: string) => alertingExample({ alerting: { templates: { [name]: '{{ define "a" }}x{{ end }}' } } }),
    { bad: "team/mail", good: "team-mail" },
  ),
  "kubernetes-name": pair(
    (namespace: string) => exampleModel({ settings: settingsOf({ kubernetes: { namespace } }) }),
    {
      bad: "n".repeat(64),
      good: "n".repeat(63),
    },
  ),
};
