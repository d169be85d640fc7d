import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { loadModel } from "../../../lib/cli/load.ts";
import { startAlertmanager, startAlertmanagerPair } from "../../../scripts/servers/alertmanager.ts";
import { accelerate } from "./accelerate/accelerate.ts";
import { mailsTo, onlyHosts, running, type WatchedHost, watchHost } from "./incident.ts";
import { openPostOffice, type PostOffice } from "./post-office.ts";

const hosts = onlyHosts(accelerate(await loadModel(".")));
const team = "platform@bigdata.example";
const down = "CRITICAL: HostDown";
const over = "RESOLVED: HostDown";

it("loses nothing when Alertmanager is restarted in the middle of incidents", async () => {
  const office = await openPostOffice(hosts);
  const storage = await mkdtemp(join(tmpdir(), "alertmanager-"));
  onTestFinished(() => rm(storage, { recursive: true }));
  const config = { file: office.configFile };
  let alertmanager = await startAlertmanager({ config, storage });
  const { port, address } = alertmanager;
  const host = await watchHost(hosts, [address]);
  const restartDuring = async (incident: () => Promise<void>) => {
    await alertmanager.stop();
    await incident();
    alertmanager = await running(startAlertmanager({ config, storage, port }));
  };

  await count(office, down, 1);
  await restartDuring(async () => {
    await host.comeUp();
    await until(host, "inactive");
  });
  await count(office, over, 1);

  await restartDuring(async () => {
    await host.goDown();
    await until(host, "firing");
  });
  await count(office, down, 2);
  await host.comeUp();
  await count(office, over, 2);
  expect(mailsTo(office, team, down)).toHaveLength(2);
});

it("loses nothing when one of two Alertmanagers is killed", async () => {
  const office = await openPostOffice(hosts);
  const [first, second] = await startAlertmanagerPair({ config: { file: office.configFile } });
  onTestFinished(async () => {
    await Promise.all([first.stop(), second.stop()]);
  });
  const host = await watchHost(hosts, [first.address, second.address]);

  await count(office, down, 1);
  await first.stop();
  await host.comeUp();
  await count(office, over, 1);
  await host.goDown();
  await count(office, down, 2);
});

/** Waits until the team has got so many mails with these words. */
async function count(office: PostOffice, words: string, mails: number): Promise<void> {
  await expect.poll(() => mailsTo(office, team, words).length, { timeout: 60_000 }).toBe(mails);
}

/** Waits for the state of HostDown in Prometheus. */
async function until({ prometheus }: WatchedHost, state: "firing" | "inactive"): Promise<void> {
  const stateNow = async () => {
    const answer = await fetch(`${prometheus.url}/api/v1/rules?type=alert&rule_name[]=HostDown`);
    const { data } = (await answer.json()) as { data: { groups: { rules: { state: string }[] }[] } };
    return data.groups[0]?.rules[0]?.state;
  };
  await expect.poll(stateNow, { timeout: 60_000 }).toBe(state);
}
