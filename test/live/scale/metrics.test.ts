import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  caughtUp,
  failedSamples,
  longestGap,
  mostGap,
  type Replicas,
  startReplicas,
  timesAroundKill,
} from "./replicas.ts";

/** Longer for the figures of docs/how-to/scale-out.md. */
const outageSeconds = Number(process.env.OUTAGE_SECONDS ?? 20);
let replicas: Replicas;

beforeAll(async () => {
  replicas = await startReplicas();
});

afterAll(() => replicas.stop());

describe("two replicas that write to one store", () => {
  it("count nothing twice", async () => {
    expect(await replicas.value("store", 'count(up{job="shop"})')).toBe(1);
    expect(await replicas.value("store", "sum(shop_carts)")).toBe(7);
    expect(await replicas.value("store", 'count_over_time(up{job="shop"}[10s])')).toBeGreaterThanOrEqual(9);
    expect(await replicas.value("store", 'count_over_time(up{job="shop"}[10s])')).toBeLessThanOrEqual(11);
    const rate = await replicas.value("store", "sum(rate(shop_orders_total[10s]))");
    expect(Math.abs(rate - (await replicas.value("first", "sum(rate(shop_orders_total[10s]))")))).toBeLessThan(1);
    expect(rate).toBeGreaterThan(9);
    expect(rate).toBeLessThan(11);
  });

  it("write the cluster's label and none of a replica, and keep the dropped metrics", async () => {
    const [up] = await replicas.ask("store", 'up{job="shop"}');
    expect(up?.metric).toEqual({
      __name__: "up",
      cluster: "test",
      instance: replicas.shop.address,
      job: "shop",
      service: "shop",
    });
    expect(await replicas.ask("store", "scrape_duration_seconds")).toEqual([]);
    expect(await replicas.ask("first", "scrape_duration_seconds")).not.toEqual([]);
  });

  it("leave no gap where one is killed and comes back", async () => {
    const times = await timesAroundKill(replicas);
    expect(times.length).toBeGreaterThan(10);
    expect(longestGap(times)).toBeLessThanOrEqual(mostGap);
  });

  const untilCaughtUp = (since: number, back: number) =>
    caughtUp(() => replicas.timestamps(since), back, 40_000 + outageSeconds * 100);

  async function expectNothingLost(times: readonly number[]): Promise<void> {
    expect(longestGap(times)).toBeLessThanOrEqual(mostGap);
    expect(await replicas.value("store", "sum(rate(shop_orders_total[20s]))")).toBeGreaterThan(9);
    for (const name of ["first", "second"] as const) expect(await failedSamples(replicas, name), name).toBe(0);
  }

  it("lose nothing while the store is down", async () => {
    const since = Date.now();
    await sleep(2000);
    await replicas.kill("store");
    await sleep(outageSeconds * 1000);
    await replicas.start("store");
    const back = Date.now();
    const times = await untilCaughtUp(since, back);
    console.log(
      `the store down for ${outageSeconds} s: longest gap ${longestGap(times)} ms, caught up ${Date.now() - back} ms after its return`,
    );
    await expectNothingLost(times);
  });

  it("lose nothing while the store's disk is full", async () => {
    const since = Date.now();
    await sleep(2000);
    await replicas.kill("store");
    // It refuses writes below so much free space, and still answers queries.
    await replicas.start("store", "-storage.minFreeDiskSpaceBytes=100000TB");
    await sleep(outageSeconds * 1000);
    const full = await replicas.timestamps(since);
    await replicas.kill("store");
    await replicas.start("store");
    const back = Date.now();
    const times = await untilCaughtUp(since, back);
    console.log(
      `the store's disk full for ${outageSeconds} s: ${full.length} samples meanwhile, longest gap ${longestGap(times)} ms, caught up ${Date.now() - back} ms after`,
    );
    expect(full.length).toBeLessThan(outageSeconds / 2);
    await expectNothingLost(times);
  });

  it("lose nothing while the store hangs, as behind a network that drops packets", async () => {
    const since = Date.now();
    await sleep(2000);
    const pid = replicas.pid("store");
    process.kill(pid, "SIGSTOP");
    await sleep(outageSeconds * 1000);
    process.kill(pid, "SIGCONT");
    const back = Date.now();
    const times = await untilCaughtUp(since, back);
    console.log(
      `the store hangs for ${outageSeconds} s: longest gap ${longestGap(times)} ms, caught up ${Date.now() - back} ms after`,
    );
    await expectNothingLost(times);
  });
});
