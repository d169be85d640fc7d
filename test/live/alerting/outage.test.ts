import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { loadModel } from "../../../lib/cli/load.ts";
import type { Endpoint } from "../../../lib/cli/programs/endpoint.ts";
import { startAlertmanager, startAlertmanagerPair } from "../../../scripts/servers/alertmanager.ts";
import { accelerate } from "./accelerate/accelerate.ts";
import { mailsTo, onlyHosts, running, type WatchedHost, watchHost } from "./incident.ts";
import { type Sinks, startSinks } from "./sinks.ts";

const hosts = onlyHosts(accelerate(await loadModel(".")));
const team = "platform@bigdata.example";
const down = "CRITICAL: HostDown";
const over = "RESOLVED: HostDown";

it("loses nothing when Alertmanager is restarted in the middle of incidents", async () => {
  const sinks = await startSinks(hosts);
  const storage = await mkdtemp(join(tmpdir(), "alertmanager-"));
  onTestFinished(() => rm(storage, { recursive: true }));
  const config = { file: sinks.configFile };
  let alertmanager = await startAlertmanager({ config, storage });
  const { port, address } = alertmanager;
  const host = await watchHost(hosts, [address]);
  let earlier = 0;
  const restartDuring = async (incident: () => Promise<void>) => {
    const all = sinks.mail.mails.items.length;
    await expect.poll(() => mailsAnswered(alertmanager), { timeout: 60_000 }).toBe(all - earlier);
    earlier = all;
    await alertmanager.stop();
    await incident();
    alertmanager = await running(startAlertmanager({ config, storage, port }));
  };

  await count(sinks, down, 1);
  await restartDuring(async () => {
    await host.comeUp();
    await until(host, "inactive");
  });
  await count(sinks, over, 1);

  await restartDuring(async () => {
    await host.goDown();
    await until(host, "firing");
  });
  await count(sinks, down, 2);
  await host.comeUp();
  await count(sinks, over, 2);
  expect(mailsTo(sinks, team, down)).toHaveLength(2);
});

it("loses nothing when one of two Alertmanagers is killed", async () => {
  const sinks = await startSinks(hosts);
  const [first, second] = await startAlertmanagerPair({ config: { file: sinks.configFile } });
  onTestFinished(async () => {
    await Promise.all([first.stop(), second.stop()]);
  });
  const host = await watchHost(hosts, [first.address, second.address]);

  await count(sinks, down, 1);
  const known = async () => (await mailsAnswered(second)) + (await valueAt(second, gossiped));
  await expect.poll(known, { timeout: 60_000 }).toBeGreaterThan(0);
  await first.stop();
  await host.comeUp();
  await count(sinks, over, 1);
  await host.goDown();
  await count(sinks, down, 2);
});

/** Waits until the team has received so many mails with this text in their subject. */
async function count(sinks: Sinks, words: string, mails: number): Promise<void> {
  await expect.poll(() => mailsTo(sinks, team, words).length, { timeout: 60_000 }).toBe(mails);
}

const gossiped = /^alertmanager_nflog_gossip_messages_propagated_total (\d+)$/m;

/**
 * Mails of an Alertmanager that the mail server has answered. Only these are in its log of notifications: it does not
 * notify that an incident has ended if its start is not there.
 */
const mailsAnswered = (alertmanager: Endpoint): Promise<number> =>
  valueAt(alertmanager, /^alertmanager_notification_latency_seconds_count\{integration="email"\} (\d+)$/m);

async function valueAt({ url }: Endpoint, sample: RegExp): Promise<number> {
  const [, value] = sample.exec(await (await fetch(`${url}/metrics`)).text()) ?? [];
  if (value === undefined) throw new Error(`Alertmanager exposes no ${sample.source}`);
  return Number(value);
}

/** Waits until HostDown has a state in Prometheus. */
async function until({ prometheus }: WatchedHost, state: "firing" | "inactive"): Promise<void> {
  const stateNow = async () => {
    const answer = await fetch(`${prometheus.url}/api/v1/rules?type=alert&rule_name[]=HostDown`);
    const { data } = (await answer.json()) as { data: { groups: { rules: { state: string }[] }[] } };
    return data.groups[0]?.rules[0]?.state;
  };
  await expect.poll(stateNow, { timeout: 60_000 }).toBe(state);
}
