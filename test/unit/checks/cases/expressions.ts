import { jsonBoard, panel, panelsBoard, queries, variable } from "./boards.ts";
import type { Tables } from "./table.ts";

/** A panel whose query has a variable where PromQL expects an operator. */
const operator = (query: string | undefined, more: object = {}, use = "$op", before: readonly object[] = []) =>
  jsonBoard({
    templating: { list: [...before, variable("op", { query, ...more })] },
    panels: [panel(queries({ expr: `shop_queue_length ${use} shop_queue_limit` }))],
  });

export const expressionCases: Tables = {
  "promql-syntax": {
    refused: {
      "a query of a panel": () => panelsBoard(panel({ targets: [{ expr: "sum(" }] })),
      "a target of its own datasource": () =>
        panelsBoard(
          panel({
            datasource: { type: "loki" },
            targets: [{ refId: "B", expr: "sum(", datasource: { type: "prometheus" } }],
          }),
        ),
      "an annotation": () =>
        jsonBoard({
          annotations: { list: [{ name: "Deployments", expr: "sum(", datasource: { type: "prometheus" } }] },
        }),
      "a variable's query": () =>
        jsonBoard({
          templating: {
            list: [
              variable("queue", {
                type: "query",
                definition: "label_values(up{, queue)",
                datasource: { type: "prometheus" },
              }),
            ],
          },
        }),
      "a variable in place of an operator with a value that is none": () => operator("or,and,plus"),
      "an operator in place of a list that is empty": () => operator(" "),
      "a variable that lists nothing": () => operator(undefined),
      "a variable that Grafana looks up": () => operator("or,unless", { type: "query" }),
      "a variable of another name": () => operator("or,unless", { name: "sets" }),
    },
    accepted: {
      "a target of another datasource": () =>
        panelsBoard(panel({ targets: [{ refId: "A", expr: "sum(", datasource: { type: "loki" } }] })),
      "a panel of another datasource": () =>
        panelsBoard(panel({ datasource: { type: "loki" }, targets: [{ refId: "A", expr: "sum(" }] })),
      "a panel without a datasource": () => panelsBoard(panel({ datasource: undefined, targets: [{ expr: "sum(" }] })),
      "targets without queries": () => panelsBoard(panel({ targets: [{}, { expr: "" }] })),
      "an annotation of another datasource": () =>
        jsonBoard({ annotations: { list: [{ name: "A", expr: "sum(", datasource: { type: "loki" } }] } }),
      "annotations without queries": () =>
        jsonBoard({ annotations: { list: [{ name: "A" }, { name: "B", datasource: { type: "prometheus" } }] } }),
      "a variable of another datasource": () =>
        jsonBoard({
          templating: {
            list: [
              variable("a", { type: "query", definition: "label_values(up{, a)", datasource: { type: "loki" } }),
              variable("b", { definition: "label_values(up{, b)", datasource: { type: "prometheus" } }),
              variable("c", { type: "query", datasource: { type: "prometheus" } }),
            ],
          },
        }),
      "a variable in place of an operator": () => operator("or,unless"),
      "a variable whose values have names": () => operator("Both : and, Either : or"),
      "a variable in braces": () => operator("or,unless", {}, `$\{op}`),
      "a variable in brackets": () => operator("or,unless", {}, "[[op]]"),
      "a variable after another": () => operator("or,unless", {}, "$op", [variable("queue")]),
    },
  },
};
