// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Grafana writes its variables so.
import { settingsOf } from "../../../../lib/model/config.ts";
import type { AlertRule, Model, Runbook } from "../../../../lib/model/model.ts";
import { exampleModel } from "../examples/model.ts";
import { alertOn, recording } from "../examples/shop.ts";
import { jsonBoard, panel, rowHead, variable } from "./boards.ts";
import { type Tables, table, texts } from "./table.ts";

const alerting = (changes: Partial<AlertRule>): Model => exampleModel({ alert: changes });

/** Alerts of one name, each in a file of its own. */
const together = (...models: readonly Model[]): Model => ({
  ...exampleModel({}),
  rules: models.flatMap(({ rules }, i) => rules.map((group) => ({ ...group, file: `rules/${i}.ts` }))),
});

const recorded = (name: string, labels?: Readonly<Record<string, string>>): Model => {
  const model = recording({ [name]: "vector(1)" });
  return {
    ...model,
    rules: model.rules.map((group) => ({
      ...group,
      definition: {
        ...group.definition,
        rules: group.definition.rules
          .filter((rule) => "record" in rule)
          .map((rule) => ({ ...rule, ...(labels && { labels }) })),
      },
    })),
  };
};

const runbook = (check: string, more: Partial<Runbook> = {}): Runbook => ({
  check: [check],
  found: { "Nothing is found": ["Wait."] },
  undo: "Nothing.",
  verify: "It is over.",
  call: { after: "1h" } as never,
  ...more,
});

/** A board with a row and two panels, one of them in a collapsed row, and an alert that refers to it. */
const referring = (alert: Partial<AlertRule>): Model => ({
  ...jsonBoard({
    panels: [rowHead("Load"), panel({ title: "CPU" }), rowHead("Disks", [panel({ title: "Disk, in use" })])],
  }),
  rules: exampleModel({ alert }).rules,
});

const inClusters = (model: Model): Model => ({
  ...model,
  settings: settingsOf({ identityLabels: ["cluster", "region"] }),
});

/** A panel whose query matches two vectors without the cluster. */
const matching = (left: string, right: string, variables: readonly object[] = [variable("cluster")]): Model =>
  inClusters(
    jsonBoard({
      templating: { list: variables },
      panels: [
        panel({
          targets: [{ refId: "A", expr: `shop_queue_length{${left}} > on (queue, region) shop_queue_limit{${right}}` }],
        }),
      ],
    }),
  );

/** A panel whose query matches a queue with another side, without the cluster. */
const matchedWith = (side: string): Model =>
  jsonBoard({ panels: [panel({ targets: [{ expr: `shop_queue_length > on (queue, region) ${side}` }] })] });

export const alertCases: Tables = {
  "alert-dashboard": {
    refused: {
      "no dashboard of a similar name": () => alerting({ dashboard: "x" }),
      "references, one of them twice": () =>
        alerting({
          dashboard: "nodes",
          references: [{ uid: "nodes" }, { uid: "discs", panel: "A" }, { uid: "hosts" }] as never,
        }),
    },
    accepted: { "a panel of a dashboard": () => alerting({ dashboard: { uid: "hosts", panel: "CPU" } as never }) },
  },
  "alert-name": {
    refused: {
      "three of a name": () => together(exampleModel({}), exampleModel({}), exampleModel({})),
      "alerts of two severities among them": () =>
        together(exampleModel({}), exampleModel({ alert: { severity: "warning" } }), exampleModel({})),
    },
    accepted: {
      "another name": () => together(exampleModel({}), exampleModel({ alert: { alert: "HostSlow" } })),
    },
  },
  "alert-owner": { refused: { "no team of a similar name": () => alerting({ team: "x" as never }) } },
  "rule-record-name": {
    refused: {
      ...texts(recorded, {
        refused: ["a:b", "a:b:c:d", ":b:c", "1a:b:c", "a:1b:c", "a:b:1c", "a:b:c ", " a:b:c", "a-b:c:d"],
      }).refused,
      "one name twice": () => together(recorded("a:b:c"), recorded("a:b:c")),
      "one name, once with labels": () => together(recorded("a:b:c", { x: "1" }), recorded("a:b:c")),
    },
    accepted: {
      ...texts(recorded, { accepted: ["a:b:c", "_:_:_", "A1:b_2:C3"] }).accepted,
      "one name with labels": () => together(recorded("a:b:c", { x: "1" }), recorded("a:b:c", { x: "2" })),
    },
  },
  "runbook-missing": {
    refused: {
      "a file whose folder ends so": () => together(exampleModel({})),
    },
    accepted: {
      "a runbook": () => alerting({ runbook: runbook("Read.") }),
      "an info": () => alerting({ severity: "info" }),
    },
  },
  "alert-for-duration": {
    accepted: {
      "a recording rule": () => recording({ "shop:a:sum": "shop_queue_length offset 1h unless shop_queue_length" }),
      "an expression that is not PromQL": () => alertOn("shop_queue_length offset 1h unless", { for: "2h" }),
    },
  },
  "alert-panel": table(referring, {
    refused: {
      "a panel in a collapsed row": { dashboard: { uid: "hosts", panel: "Disk in use" } as never },
      "a row of another name": { dashboard: { uid: "hosts", row: "Network" } as never },
      "a row and a panel": { references: [{ uid: "hosts", row: "Lod", panel: "CPUs" }] as never },
      "a row where a panel is asked for": { dashboard: { uid: "hosts", panel: "Load" } as never },
      "panels in a runbook": {
        runbook: runbook('Panel "Memory" of board hosts, then PANEL "CPU load" of board hosts.', {
          found: { "It is full": ['See panel "Swap" of board hosts.'] },
          undo: 'Panel "Undo" of board hosts.',
          verify: 'Panel "Verify" of board hosts.',
          call: { team: 'Panel "Call" of board hosts.', other: undefined } as never,
        }),
      },
    },
    accepted: {
      "what the board has": {
        dashboard: { uid: "hosts", panel: "Disk, in use", row: "Disks" } as never,
        references: ["hosts", { uid: "hosts", row: "Load" }, { uid: "hosts" }] as never,
        runbook: runbook('Panel "CPU" of board hosts. Panel "X" of board none-1. Panels of board hosts.'),
      },
    },
  }),
  "rule-identity": {
    refused: {
      "both labels": () => inClusters(alertOn("sum(shop_queue_length) > 5")),
      "one of two": () => inClusters(alertOn("sum by (region, queue) (shop_queue_length) > 5")),
      "labels that are left out": () => inClusters(alertOn("sum without (cluster, instance) (shop_queue_length) > 5")),
      "a recording rule": () => inClusters(recording({ "shop:queue:sum": "sum by (queue) (shop_queue_length)" })),
      "matching in a panel of every cluster": () => matching("", ""),
      "one side of one cluster": () => matching('cluster="eu"', ""),
      "the other side of one cluster": () => matching("", 'cluster="eu"'),
      "a pattern": () => matching('cluster=~"e.*"', 'cluster=~"e.*"'),
      "other clusters": () => matching('cluster!="eu"', 'cluster!="eu"'),
      "another label": () => matching('queue="a"', 'queue="a"'),
      "a variable of several values": () =>
        matching('cluster=~"$cluster"', 'cluster=~"$cluster"', [variable("cluster", { multi: true })]),
      "a variable of all values": () =>
        matching('cluster=~"$cluster"', 'cluster=~"$cluster"', [variable("cluster", { includeAll: true })]),
      "a variable that is not defined": () => matching('cluster=~"$cluster"', 'cluster=~"$cluster"', []),
      "a value and what follows it": () => matching('cluster=~"$cluster.+"', 'cluster=~"$cluster.+"'),
      "a value and what precedes it": () => matching('cluster=~"x$cluster"', 'cluster=~"x$cluster"'),
      "other values than one": () => matching('cluster!="$cluster"', 'cluster!="$cluster"'),
      "one of two series": () =>
        matching('cluster="eu"} + shop_queue_limit{queue="a"', 'cluster="eu"} + shop_queue_limit{queue="a"'),
    },
    accepted: {
      "one cluster": () => matching('cluster="eu"', 'cluster="eu"'),
      "a variable of one value": () =>
        matching('cluster=~"$cluster"', 'cluster=~"${cluster}"', [
          variable("x"),
          variable("cluster", { multi: false }),
        ]),
      "a variable of one value or none": () => matching('cluster=~"$cluster|"', 'cluster=~"$cluster|"'),
      "an aggregation in a panel": () =>
        inClusters(jsonBoard({ panels: [panel({ targets: [{ expr: "sum(shop_queue_length)" }] })] })),
      "labels that are kept": () => inClusters(alertOn("sum by (cluster, region) (shop_queue_length) > 5")),
      "labels that are not left out": () => inClusters(alertOn("sum without (queue) (shop_queue_length) > 5")),
      "matching with the labels": () => inClusters(alertOn("shop_queue_length > ignoring (instance) shop_queue_limit")),
      "a side without the labels": () => inClusters(matchedWith("vector(1)")),
      "a side of other series": () => inClusters(matchedWith("other_metric")),
      "what is summed already": () => inClusters(alertOn("vector(1) > 5")),
      "an expression that is not PromQL": () => inClusters(alertOn("sum(shop_queue_length >")),
    },
  },
};
