import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import scaleRules from "../../../rules/scale.ts";
import { canSetClock, setClock } from "./clock.ts";
import { delay, longestGap, metricOf, mostGap, type Replicas, startReplicas } from "./replicas.ts";

const ahead = 30;
let both: Replicas;

beforeAll(async () => {
  if (canSetClock) both = await startReplicas({ scraped: true });
});

afterAll(() => both?.stop());

const differ = scaleRules.rules.find((rule) => "alert" in rule && rule.alert === "PrometheusClocksDiffer");
/** Samples that the replica refused, because it has some of the same time or later. */
const refused = async (): Promise<number> => {
  const counts = ["out_of_order", "duplicate_timestamp"].map((reason) =>
    metricOf(`http://127.0.0.1:${both.ports.second}`, `prometheus_target_scrapes_sample_${reason}_total`),
  );
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
};
/** Of an order every 100 ms. */
const rate = () => both.value("store", "sum(rate(shop_orders_total[10s]))");

describe.runIf(canSetClock)(`two replicas of which one's clock is ${ahead} s ahead`, () => {
  let since: number;

  it("have the same clock before, and the alert is quiet", async () => {
    expect(await both.ask("first", String(differ?.expr))).toEqual([]);
  });

  it("leave no gap in the store and count nothing twice; the other replica has an alert", async () => {
    since = Date.now();
    await setClock(both.pid("second"), ahead);
    await sleep(12_000 + delay);
    const alerting = await both.ask("first", String(differ?.expr));
    expect(alerting.map(({ metric }) => metric.instance)).toEqual([`127.0.0.1:${both.ports.second}`]);
    expect(Number(alerting[0]?.value[1])).toBeGreaterThan(ahead - 5);
    expect(Number(alerting[0]?.value[1])).toBeLessThan(ahead + 5);
    expect(await rate()).toBeGreaterThan(9);
    expect(await rate()).toBeLessThan(11);
  });

  it("leave none when the clock is set back, while that replica refuses what it scrapes", async () => {
    await setClock(both.pid("second"), 0);
    let highest = 0;
    for (const end = Date.now() + (ahead + 6) * 1000 + delay; Date.now() < end; await sleep(500))
      highest = Math.max(highest, await rate());
    expect(await refused()).toBeGreaterThan(0);
    const times = (await both.timestamps(since)).filter((time) => time < Date.now());
    console.log(
      `a clock ${ahead} s ahead, then set back: longest gap ${longestGap(times)} ms; a rate of 10 reached ${highest.toFixed(0)}`,
    );
    expect(longestGap(times)).toBeLessThanOrEqual(mostGap);
    // It goes on, without a restart, once it has caught up.
    expect(await both.value("second", "count_over_time(shop_carts[5s])")).toBeGreaterThanOrEqual(3);
    expect(await both.ask("first", String(differ?.expr))).toEqual([]);
  });
});
