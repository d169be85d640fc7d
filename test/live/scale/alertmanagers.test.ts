import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ServerProcess } from "../../../scripts/servers/process.ts";
import { allSent, type Cluster, duplicates, queues, startCluster } from "./cluster.ts";

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster();
});

afterAll(() => cluster.stop());

/** The member that sends: the others wait for its notification. */
async function sender(): Promise<ServerProcess> {
  const sent = await Promise.all(
    cluster.members.map(async (member) => {
      const text = await (await fetch(`${member.url}/metrics`)).text();
      const counts = [...text.matchAll(/^alertmanager_notifications_total\{.*integration="webhook".*\} (\d+)$/gm)];
      return { member, count: counts.reduce((sum, [, count]) => sum + Number(count), 0) };
    }),
  );
  const [first] = sent.sort((a, b) => b.count - a.count);
  if (!first || first.count === 0) throw new Error("no member has sent a notification");
  return first.member;
}

describe("three Alertmanagers that two replicas send to", () => {
  it("notify once of each group", async () => {
    for (const queue of queues.slice(0, 4)) cluster.stuck.add(queue);
    await cluster.untilAll("firing", queues.slice(0, 4));
    await allSent();
    expect([...cluster.notifications("firing")].sort()).toEqual(queues.slice(0, 4).map((queue) => [queue, 1]));
  });

  it("notify of everything while the one that sends is killed in an incident", async () => {
    const killed = await sender();
    for (const queue of queues.slice(4)) cluster.stuck.add(queue);
    // Its groups wait for their first notification.
    await sleep(1500);
    process.kill(killed.pid, "SIGKILL");
    const firing = await cluster.untilAll("firing", queues);
    cluster.stuck.clear();
    const resolved = await cluster.untilAll("resolved", queues);
    await allSent();
    const [fired, over] = [cluster.notifications("firing"), cluster.notifications("resolved")];
    console.log(
      `one of three killed: all ${queues.length} firing after ${firing} ms, all resolved after ${resolved} ms; ` +
        `${duplicates(fired)} and ${duplicates(over)} sent twice`,
    );
    expect([...fired.keys()].sort()).toEqual(queues);
    expect([...over.keys()].sort()).toEqual(queues);
    // At least once: what two members send at the same moment is sent twice.
    expect(duplicates(fired)).toBeLessThanOrEqual(queues.length);
  });

  it("notify of everything while one hangs, and count what it sends late", async () => {
    cluster.forget();
    const [hanging] = cluster.members.filter(({ pid }) => isRunning(pid));
    if (!hanging) throw new Error("no member runs");
    process.kill(hanging.pid, "SIGSTOP");
    for (const queue of queues) cluster.stuck.add(queue);
    const firing = await cluster.untilAll("firing", queues);
    process.kill(hanging.pid, "SIGCONT");
    await allSent();
    const fired = cluster.notifications("firing");
    console.log(`one hangs: all firing after ${firing} ms; ${duplicates(fired)} sent twice`);
    expect([...fired.keys()].sort()).toEqual(queues);
    expect(duplicates(fired)).toBeLessThanOrEqual(queues.length);
  });

  it("miss no page in a rolling restart of everything", async () => {
    cluster.stuck.clear();
    await cluster.untilAll("resolved", queues);
    await allSent();
    cluster.forget();
    const [first, ...rest] = queues;
    cluster.stuck.add(first ?? "");
    await cluster.untilAll("firing", [first ?? ""]);
    const steps = [
      ...cluster.members.map((_, i) => async () => {
        await cluster.members[i]?.stop();
        cluster.members[i] = await cluster.startMember(i);
      }),
      ...["first", "second"].map((name, i) => async () => {
        const { port } = cluster.prometheus[i] ?? {};
        await cluster.prometheus[i]?.stop();
        cluster.prometheus[i] = await cluster.startReplica(name, port);
        await untilFiring(cluster.prometheus[i]);
      }),
    ];
    for (const [i, restart] of steps.entries()) {
      cluster.stuck.add(rest[i] ?? "");
      await restart();
      await sleep(2000);
    }
    const stuckNow = [...cluster.stuck];
    await cluster.untilAll("firing", stuckNow);
    await allSent();
    const fired = cluster.notifications("firing");
    console.log(`rolling restart: ${fired.size} of ${stuckNow.length} notified, ${duplicates(fired)} sent twice`);
    expect([...fired.keys()].sort()).toEqual(stuckNow.sort());
    // A member that restarts may send what it knows of an earlier incident: it corrects itself.
    for (const queue of stuckNow) expect(cluster.lastStatus(queue), queue).toBe("firing");
  });
});

/** A replica that has just started needs some seconds to find its targets. The next restart waits for it. */
async function untilFiring(replica: ServerProcess | undefined): Promise<void> {
  for (const end = Date.now() + 60_000; ; await sleep(200)) {
    const { data } = (await (await fetch(`${replica?.url}/api/v1/alerts`)).json()) as { data: { alerts: object[] } };
    if (data.alerts.length === cluster.stuck.size) return;
    if (Date.now() > end) throw new Error("a replica that was restarted fires nothing");
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
