import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Model } from "../../../../lib/model/model.ts";
import { shopModel } from "../examples/shop.ts";

/** The shop with one dashboard in JSON, as one that was pulled from a server. */
export function jsonBoard(json: object, changes: Partial<Model> = {}): Model {
  const model = shopModel();
  const dashboards = model.dashboards.map((dashboard) => ({ ...dashboard, json: json as Dashboard }));
  return { ...model, dashboards, ...changes };
}

/** A panel of Prometheus that is sound except for the given changes. */
export const panel = (changes: object = {}): object => ({
  type: "timeseries",
  title: "Shop",
  description: "How the shop is.",
  id: 1,
  gridPos: { x: 0, y: 0, w: 12, h: 8 },
  datasource: { type: "prometheus", uid: "prometheus" },
  ...changes,
});

/** The shop with one dashboard that has these panels. */
export const panelsBoard = (...panels: readonly object[]): Model => jsonBoard({ title: "Shop", panels });

/** A row of a dashboard; one that is collapsed has its panels in itself. */
export const rowHead = (title: string, panels: readonly object[] = []): object => ({ type: "row", title, panels });

export const variable = (name: string, more: object = {}): object => ({ name, type: "custom", query: "a,b", ...more });

/** The queries of a panel: A, B and C. */
export const queries = (...targets: readonly object[]) => ({
  targets: targets.map((target, i) => ({ refId: "ABC"[i], ...target })),
});
