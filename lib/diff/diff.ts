import type { Model } from "../model/model.ts";
import { notificationChanges, routingChanges } from "./alerting.ts";
import { type Area, areas, type Change } from "./change.ts";
import { dashboardChanges } from "./dashboards.ts";
import { documentChanges, pipelineDetails } from "./fields.ts";
import type { Json } from "./json.ts";
import { snapshotOf } from "./read-files.ts";
import { ruleChanges } from "./rules.ts";
import { scrapingChanges } from "./scraping.ts";
import type { Snapshot } from "./snapshot.ts";

/** The changes from one model to the other, worded for a reviewer; none where only the formatting changed. */
export const diffModels = (before: Model, after: Model): Change[] => diff(snapshotOf(before), snapshotOf(after));

/** The same for snapshots from any source. Parts that one side lacks are not compared. */
export function diff(before: Snapshot, after: Snapshot): Change[] {
  const changes = [
    ...both(before.dashboards, after.dashboards, dashboardChanges),
    ...(before.rules && after.rules ? ruleChanges(before, after) : []),
    ...(before.rules && after.rules ? notificationChanges(before, after) : []),
    ...both(before.alerting, after.alerting, routingChanges),
    ...both(before.datasources, after.datasources, (old, now) => documentChanges("datasources", "", old, now)),
    ...both(before.scraping, after.scraping, scrapingChanges),
    ...both(before.logs, after.logs, (old, now) => documentChanges("logs", "pipeline", old, now, pipelineDetails)),
    ...both(before.settings, after.settings, settingChanges),
  ];
  const order = Object.keys(areas);
  return changes.sort((a, b) => order.indexOf(a.area) - order.indexOf(b.area));
}

const both = <T>(before: T | undefined, after: T | undefined, compare: (before: T, after: T) => Change[]): Change[] =>
  before !== undefined && after !== undefined ? compare(before, after) : [];

/** Whose setting it is, by the folder that its file stands in. */
const areaOf = (file: string): Area =>
  /^(loki|promtail)\//.test(file) ? "logs" : file.startsWith("grafana/") ? "dashboards" : "scraping";

function settingChanges(before: Readonly<Record<string, Json>>, after: Readonly<Record<string, Json>>): Change[] {
  const files = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const only = (file: string, all: Readonly<Record<string, Json>>) => (all[file] ? { [file]: all[file] } : {});
  return files.flatMap((file) => documentChanges(areaOf(file), "", only(file, before), only(file, after)));
}
