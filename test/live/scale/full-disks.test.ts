import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import prometheusRules from "../../../rules/prometheus.ts";
import type { ServerProcess } from "../../../scripts/servers/process.ts";
import { allSent, type Cluster, queues, settled, startCluster } from "./cluster.ts";
import { fillDisk, freeDisk } from "./full-disk.ts";
import { delay, longestGap, metricOf, mostGap, type Replicas, startReplicas } from "./replicas.ts";

const fullSeconds = 12;

describe("a replica of Prometheus whose disk is full", () => {
  let both: Replicas;
  const url = (name: "first" | "second") => `http://127.0.0.1:${both.ports[name]}`;
  const appended = (name: "first" | "second") => metricOf(url(name), "prometheus_tsdb_head_samples_appended_total");

  beforeAll(async () => {
    both = await startReplicas({ scraped: true });
  });

  afterAll(() => both.stop());

  it("stores nothing, leaves no gap in the store, has an alert on the other, and goes on without a restart", async () => {
    const since = Date.now();
    await sleep(2000);
    const pid = both.pid("first");
    await fillDisk(pid);
    await sleep(1000);
    const before = await appended("first");
    await sleep(fullSeconds * 1000);
    const after = await appended("first");
    const alerting = await both.ask("second", conditionOf("PrometheusNotIngesting"));
    await freeDisk(pid);
    await sleep(6000 + delay);
    expect(after).toBe(before);
    expect(await metricOf(url("first"), "prometheus_tsdb_wal_writes_failed_total")).toBeGreaterThan(fullSeconds / 2);
    expect(alerting.map(({ metric }) => metric.instance)).toEqual([`127.0.0.1:${both.ports.first}`]);
    expect(await appended("first")).toBeGreaterThan(after);
    const times = await both.timestamps(since);
    console.log(`a replica's disk full for ${fullSeconds} s: longest gap ${longestGap(times)} ms`);
    expect(times.length).toBeGreaterThan(fullSeconds);
    expect(longestGap(times)).toBeLessThanOrEqual(mostGap);
  });

  it("loses what came since when it restarts, has an alert for it, and the store has the samples", async () => {
    const since = Date.now() - delay;
    await both.kill("first");
    await both.start("first");
    // Prometheus 3.5 goes on after half a page of its log, and cannot read beyond it: it cuts the log there.
    expect(await metricOf(url("first"), "prometheus_tsdb_wal_corruptions_total")).toBe(1);
    await sleep(6000 + delay);
    const alerting = await both.ask("second", conditionOf("PrometheusStorageFails"));
    expect(alerting.map(({ metric }) => metric.instance)).toEqual([`127.0.0.1:${both.ports.first}`]);
    const times = await both.timestamps(since);
    console.log(`restarted after its disk was full: longest gap ${longestGap(times)} ms`);
    expect(longestGap(times)).toBeLessThanOrEqual(mostGap);
  });
});

describe("an Alertmanager of three whose disk is full", () => {
  let cluster: Cluster;
  const full = () => cluster.members[0] as ServerProcess;

  beforeAll(async () => {
    cluster = await startCluster({ flags: ["--data.maintenance-interval=1s"] });
  });

  afterAll(() => cluster.stop());

  it("takes silences, sends what it should, and counts that it stores nothing", async () => {
    await silence(full(), "before");
    await sleep(2000);
    await fillDisk(full().pid);
    await silence(full(), "meanwhile");
    for (const queue of queues) cluster.stuck.add(queue);
    await cluster.untilAll("firing", queues);
    await allSent();
    expect([...cluster.notifications("firing")].sort()).toEqual(queues.map((queue) => [queue, 1]));
    for (const { url } of cluster.members) expect(await silences(url), url).toEqual(["before", "meanwhile"]);
    const errors = cluster.members.map(({ url }) => metricOf(url, "alertmanager_silences_maintenance_errors_total"));
    expect((await Promise.all(errors)).map((count) => count > 0)).toEqual([true, false, false]);
  });

  it("has lost its silences when it starts again, and has them back from the others", async () => {
    const { pid } = full();
    process.kill(pid, "SIGKILL");
    await full().stop();
    cluster.members[0] = await cluster.startMember(0);
    await settled(cluster.members);
    expect(await silences(full().url)).toEqual(["before", "meanwhile"]);
    // Nor does it send again what it sent before.
    await allSent();
    expect([...cluster.notifications("firing")].sort()).toEqual(queues.map((queue) => [queue, 1]));
  });
});

async function silence({ url }: ServerProcess, comment: string): Promise<void> {
  const matchers = [{ name: "silenced", value: comment, isRegex: false, isEqual: true }];
  const [startsAt, endsAt] = [0, 3_600_000].map((later) => new Date(Date.now() + later).toISOString());
  const answer = await fetch(`${url}/api/v2/silences`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ matchers, startsAt, endsAt, createdBy: "test", comment }),
  });
  expect(answer.status).toBe(200);
}

async function silences(url: string): Promise<string[]> {
  const answer = (await (await fetch(`${url}/api/v2/silences`)).json()) as { comment: string }[];
  return answer.map(({ comment }) => comment).sort();
}

/** What an alert asks, with minutes as seconds: time runs faster here. */
function conditionOf(name: string): string {
  const rule = prometheusRules.rules.find((one) => "alert" in one && one.alert === name);
  if (!rule) throw new Error(`no rule ${name}`);
  return String(rule.expr).replaceAll(/(\[\d+)m\]/g, "$1s]");
}
