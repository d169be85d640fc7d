import { parse } from "yaml";
import { type Json, objectOf, objectsOf } from "../../diff/json.ts";
import { alertingOf, liveRuleGroupOf, type Snapshot, scrapeJobsOf } from "../../diff/snapshot.ts";
import type { Model } from "../../model/model.ts";
import { content } from "../../push/decision.ts";
import { grafanaAccess } from "../grafana/access.ts";
import { connect } from "../grafana/connect.ts";
import { addressesOf } from "../http/address.ts";
import { requestJson } from "../http/json.ts";

/** The servers that report what they hold. */
export const liveServers = ["grafana", "prometheus", "alertmanager"] as const;
export type LiveServer = (typeof liveServers)[number];

const concurrency = 8;

/** What running servers hold. @throws UserError naming the server that does not report it */
export async function snapshotOfServers(model: Model, servers: readonly LiveServer[]): Promise<Snapshot> {
  const addresses = addressesOf(model.stack);
  const ask: Record<LiveServer, () => Promise<Snapshot>> = {
    grafana: () => grafanaSnapshot(model),
    prometheus: () => prometheusSnapshot(addresses.prometheus),
    alertmanager: () => alertmanagerSnapshot(addresses.alertmanager),
  };
  const snapshots = await Promise.all(servers.map((server) => ask[server]()));
  return Object.assign({}, ...snapshots);
}

async function grafanaSnapshot({ dashboards, settings }: Model): Promise<Snapshot> {
  const api = await connect(await grafanaAccess({}), concurrency);
  const live = await api.readDashboards(
    dashboards.map(({ name }) => name),
    settings.grafana.tag,
  );
  return { dashboards: Object.fromEntries(live.map(({ uid, json }) => [uid, content(json)])) };
}

async function prometheusSnapshot(address: string): Promise<Snapshot> {
  const [rules, config] = await Promise.all([
    requestJson<{ data: Json }>(`${address}/api/v1/rules`),
    requestJson<{ data: { yaml: string } }>(`${address}/api/v1/status/config`),
  ]);
  return {
    rules: objectsOf(rules.data.groups).map(liveRuleGroupOf),
    scraping: scrapeJobsOf(objectOf(parse(config.data.yaml))),
  };
}

async function alertmanagerSnapshot(address: string): Promise<Snapshot> {
  const { config } = await requestJson<{ config: { original: string } }>(`${address}/api/v2/status`);
  return { alerting: alertingOf(objectOf(parse(config.original))) };
}
