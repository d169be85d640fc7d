import { expect, it } from "vitest";
import { renderText } from "../../../lib/alerting/labels.ts";
import { line, row } from "../../../lib/authoring/define.ts";
import { asBuilder, labelVariable, logs as logsPanel, query, stat } from "../../../lib/authoring/panels/index.ts";
import { alertAnnotations, type dashboardUrl } from "../../../lib/emit/rules.ts";
import { type Model, panelRef, rowRef } from "../../../lib/model/model.ts";
import { promql } from "../../../lib/promql/promql.ts";
import { correctAlert, exampleModel } from "../checks/examples/model.ts";

const panel = (title: string, selector: string) =>
  stat(title, { description: "-", unit: "short", queries: [query(promql`disk{${selector}}`)] });

const model = exampleModel({
  dashboards: {
    hosts: {
      title: "Hosts",
      question: "Are they well?",
      variables: [
        labelVariable("instance", promql`node_uname_info{job="node-exporter"}`, { title: "Host" }),
        labelVariable("name", promql`container_last_seen`, { name: "container" }),
        labelVariable("inst", promql`up`),
        asBuilder({ type: "custom", name: "size", query: "1,10" }),
      ],
      rows: [
        row(
          "Disks",
          line(4, [panel("Free", 'instance=~"$instance",size="$size"'), panel("All", 'job="node-exporter"')]),
        ),
        row("Containers", line(4, [panel("Used", `name=~"\${container}"`)])),
      ],
    },
  },
});
const urlOf = (dashboard: Parameters<typeof dashboardUrl>[0]) =>
  alertAnnotations({ ...correctAlert, dashboard }, model).dashboard_url;
const idOf = (title: string) => model.dashboards[0]?.json.panels?.find((each) => each.title === title)?.id;

/** The address as Prometheus writes it for an alert with these labels. */
const rendered = (title: string, labels: Record<string, string>) =>
  renderText(urlOf(panelRef("hosts", title)) ?? "", { labels, value: 1, externalLabels: {}, externalURL: "" });

it("opens the panel that an alert names, with the alert's labels as values of the variables that it reads", () => {
  expect(rendered("Free", { instance: "web 1:9100", inst: "x" })).toBe(
    `http://grafana/d/hosts?viewPanel=${idOf("Free")}&var-instance=web+1%3A9100`,
  );
  expect(rendered("Used", { name: "shop&co" })).toBe(
    `http://grafana/d/hosts?viewPanel=${idOf("Used")}&var-container=shop%26co`,
  );
});

it("opens the logs that an alert names, or those of its board, with the alert's labels", () => {
  const loki = { name: "loki", file: "datasources/loki.ts", definition: { title: "Loki", type: "loki", settings: {} } };
  const [board] = model.dashboards;
  const logs = logsPanel("Logs", { description: "", expr: '{source="host", cluster=~"$cluster"} |= "x"' }).build();
  const withLogs = {
    ...model,
    datasources: [loki] as Model["datasources"],
    dashboards: board ? [{ ...board, json: { ...board.json, panels: [logs] } }] : [],
  };
  const queryOf = (labels: Record<string, string>, rule = {}) => {
    const { logs_url = "" } = alertAnnotations({ ...correctAlert, dashboard: "hosts", ...rule }, withLogs);
    const address = new URL(renderText(logs_url, { labels, value: 1, externalLabels: {}, externalURL: "" }));
    expect(address.origin + address.pathname).toBe("http://grafana/explore");
    const { datasource, queries } = JSON.parse(address.searchParams.get("left") ?? "");
    return [datasource, queries[0].expr];
  };
  expect(queryOf({ job: "a b&c" }, { logs: '{service="{{ $labels.job }}"}' })).toEqual(["loki", '{service="a b&c"}']);
  expect(queryOf({})).toEqual(["loki", '{source="host", cluster=~".*"} |= "x"']);
  expect(queryOf({ cluster: "eu" })).toEqual(["loki", '{source="host", cluster=~"eu"} |= "x"']);
  expect(alertAnnotations(correctAlert, model)).not.toHaveProperty("logs_url");
});

it("leaves the variables as they are where the alert lacks the label, or the panel reads none", () => {
  expect(rendered("Free", { job: "node-exporter" })).toBe(`http://grafana/d/hosts?viewPanel=${idOf("Free")}`);
  expect(urlOf(panelRef("hosts", "All"))).toBe(`http://grafana/d/hosts?viewPanel=${idOf("All")}`);
});

it("opens the dashboard of a row, of a uid, and of a panel that does not exist", () => {
  for (const reference of ["hosts", rowRef("hosts", "Disks"), panelRef("hosts", "Nothing"), panelRef("other", "Free")])
    expect(urlOf(reference)).toBe(
      `http://grafana/d/${reference === "hosts" ? "hosts" : (reference as { uid: string }).uid}`,
    );
});
