import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { autoRow, defineDashboard, line, row, showIf, tab } from "../../../../lib/authoring/define.ts";
import { labelVariable, note, query, stat } from "../../../../lib/authoring/panels/index.ts";
import { settingsOf } from "../../../../lib/model/config.ts";
import type { Model, Row } from "../../../../lib/model/model.ts";
import { promql } from "../../../../lib/promql/promql.ts";
import { boardModel } from "./board.ts";
import { type Examples, pair } from "./example.ts";
import { exampleModel } from "./model.ts";

export const dashboardExamples: Examples = {
  "dashboard-link": pair((url: string) => boardModel(row("Load", line(4, [linking(url)]))), {
    bad: "/d/host",
    good: "/d/hosts",
  }),
  "dashboard-title": pair(withSecondTitle, { bad: "Hosts", good: "Disks" }),
  "dashboard-variable": pair(usingVariable, { bad: "$host", good: "$instance" }),
  "dashboard-tab": pair(
    (rows: readonly Row[]) =>
      exampleModel({
        settings: settingsOf({ grafana: { schema: "v2" } }),
        dashboards: { hosts: { title: "Hosts", question: "Well?", rows } },
      }),
    {
      bad: [...tab("Load", row("CPU")), row("Disks")],
      good: [...tab("Load", row("CPU")), ...tab("Disks", row("Use"))],
    },
  ),
  "panel-condition": pair(
    (make: (shown: Builder<Panel>) => Row) =>
      exampleModel({
        settings: settingsOf({ grafana: { schema: "v2" } }),
        dashboards: {
          hosts: { title: "Hosts", question: "Well?", rows: [make(showIf({ hasData: true }, linking("/d/hosts")))] },
        },
      }),
    { bad: (shown) => row("Load", line(4, [shown])), good: (shown) => autoRow("Load", [shown]) },
  ),
};

const linking = (url: string) => note("Next", { description: "Where to go on.", content: `[Hosts](${url})` });

function withSecondTitle(title: string): Model {
  const board = (title: string) => ({ title, question: "Is it well?", rows: [] });
  return exampleModel({ uids: [], dashboards: { hosts: board("Hosts"), disks: board(title) } });
}

function usingVariable(use: string): Model {
  const variables = [labelVariable("instance", promql`up`)];
  const queries = [query(promql`up{instance=~"${use}"}`)];
  const rows = [row("Load", line(8, [stat("Up", { description: "Answers scrapes.", unit: "none", queries })]))];
  return exampleModel({
    dashboards: { hosts: defineDashboard({ title: "Hosts", question: "Well?", variables, rows }) },
  });
}
