import { expect, it } from "vitest";
import { ruleIdentity } from "../../../lib/checks/alerts.ts";
import { panels } from "../../../lib/index.ts";
import type { Model } from "../../../lib/model/model.ts";
import type { Promql } from "../../../lib/promql/promql.ts";
import { alertOn, boardOf, recording } from "./examples/shop.ts";

const inClusters = (model: Model): Model => ({
  ...model,
  settings: { ...model.settings, identityLabels: ["cluster"] },
});
const said = (model: Model): string[] =>
  Array.from(ruleIdentity.find(inClusters(model)), ({ message, hint }) => `${message} — ${hint}`);
const ofAlert = (expr: string): string[] => said(alertOn(expr));

it.each([
  [
    "sum(shop_queue_length) > 5",
    'sum drops "cluster": series of several parts of the platform become one — write sum by (cluster)',
  ],
  [
    "max by (queue) (shop_queue_length) > 5",
    'max drops "cluster": series of several parts of the platform become one — write max by (cluster, queue)',
  ],
  [
    "max without (cluster, instance) (shop_queue_length) > 5",
    'max drops "cluster": series of several parts of the platform become one — write max without (instance)',
  ],
  [
    "shop_queue_length > on (queue) shop_queue_limit",
    'matches series of different "cluster", or fails where each has one — write > on (cluster, queue)',
  ],
  [
    "shop_queue_length > ignoring (cluster, instance) shop_queue_limit",
    'matches series of different "cluster", or fails where each has one — write > ignoring (instance)',
  ],
])("finds what is dropped in %s", (expr, expected) => expect(ofAlert(expr)).toEqual([expected]));

it.each([
  "shop_queue_length > shop_queue_limit",
  "max without (instance) (shop_queue_length) > 5",
  "topk(3, shop_queue_length) > 5",
  "shop_queue_length > 5 and on () (hour() > 8)",
  'absent(up{job="shop"})',
])("finds nothing in %s", (expr) => expect(ofAlert(expr).filter((text) => !text.startsWith("topk"))).toEqual([]));

it("follows the label through recorded series", () => {
  expect(
    said(
      recording({ "queue:shop:max": "max by (cluster, queue) (shop_queue_length)", "shop:max": "max(queue:shop:max)" }),
    ),
  ).toHaveLength(1);
  // What is lost once is reported where it is lost.
  expect(
    said(recording({ "queue:shop:max": "max by (queue) (shop_queue_length)", "shop:max": "max(queue:shop:max)" })),
  ).toHaveLength(1);
});

it("lets a panel aggregate what its variables select, but not match without the label", () => {
  const board = (expr: string) =>
    boardOf(panels.timeseries("Queue", { description: "", unit: "short", query: expr as Promql }));
  expect(said(board("sum by (queue) (shop_queue_length)"))).toEqual([]);
  expect(said(board("shop_queue_length / on (queue) shop_queue_limit"))).toHaveLength(1);
});

it("finds nothing where a project names no identity label", () => {
  expect(Array.from(ruleIdentity.find(alertOn("sum(shop_queue_length) > 5")))).toEqual([]);
});
