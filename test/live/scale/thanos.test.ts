import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { AlertRule, RecordingRule } from "../../../lib/model/model.ts";
import { promql } from "../../../lib/promql/promql.ts";
import { type HttpSink, startHttpSink } from "../../../scripts/servers/sinks/http-sink.ts";
import { startThanos } from "../../../scripts/servers/thanos.ts";
import { findThanos, whatThanosNeeds } from "../../../scripts/servers/thanos-program.ts";
import { describeUnless } from "../../support/describe-unless.ts";
import { type ObjectStore, startObjectStore } from "./object-store.ts";
import {
  caughtUp,
  failedSamples,
  longestGap,
  mostGap,
  type Replicas,
  startReplicas,
  timesAroundKill,
  timestampsIn,
} from "./replicas.ts";
import { orders } from "./small-stack.ts";
import { type Thanos, thanos } from "./stores.ts";

/** Longer for the figures of docs/how-to/scale-out.md. By default so long that two blocks are written in it. */
const outageSeconds = Number(process.env.OUTAGE_SECONDS ?? 75);

const recorded: RecordingRule = {
  record: "shop:shop_orders:rate10s",
  expr: promql`rate(${orders}[10s])`,
  help: "Orders a second",
};
const full: AlertRule = {
  alert: "CartsFull",
  expr: promql`shop_carts > 5`,
  for: "0s",
  severity: "critical",
  team: "platform",
  domain: "etl",
  concern: "performance",
  summary: "{{ $value }} carts",
  description: "Nothing fits into them.",
  action: "Look at them.",
  dashboard: "shop",
  examples: { fires: [{ series: {}, at: "1m" }], quiet: [{ series: {}, at: "1m" }] },
};

describeUnless((await findThanos()) ? undefined : whatThanosNeeds, "two replicas that write to Thanos", () => {
  let objects: ObjectStore;
  let alertmanager: HttpSink;
  let store: Thanos;
  let replicas: Replicas;

  beforeAll(async () => {
    objects = await startObjectStore();
    alertmanager = await startHttpSink();
    replicas = await startReplicas({
      startStore: async (folder) => {
        store = await thanos(folder, objects);
        return store;
      },
      rules: [{ name: "shop", definition: { interval: "1s", rules: [recorded, full] } }],
      alertmanager: alertmanager.address,
    });
  });

  afterAll(async () => {
    await replicas?.stop();
    await Promise.all([objects, alertmanager].map((server) => server?.stop()));
  });

  it("count nothing twice", async () => {
    for (const series of ["up", "shop_carts", recorded.record])
      expect(await replicas.value("store", `count(${series}{job="shop"})`), series).toBe(1);
    const rate = await replicas.value("store", "sum(rate(shop_orders_total[10s]))");
    expect(Math.abs(rate - (await replicas.value("first", "sum(rate(shop_orders_total[10s]))")))).toBeLessThan(1);
    expect(Math.abs(rate - (await replicas.value("store", recorded.record)))).toBeLessThan(1);
    const samples = await replicas.value("store", 'count_over_time(up{job="shop"}[10s])');
    console.log(`two replicas: ${samples} samples in 10 s, a rate of ${rate}`);
    expect(samples).toBeGreaterThanOrEqual(9);
    expect(samples).toBeLessThanOrEqual(11);
  });

  it("are one series with the cluster's label and none of a replica, and keep the dropped metrics", async () => {
    const [up] = await replicas.ask("store", 'up{job="shop"}');
    expect(up?.metric).toEqual({
      __name__: "up",
      cluster: "test",
      instance: replicas.shop.address,
      job: "shop",
      service: "shop",
      tenant_id: "default-tenant",
    });
    expect(await replicas.ask("store", "scrape_duration_seconds")).toEqual([]);
  });

  it("leave no gap where one is killed and comes back", async () => {
    const times = await timesAroundKill(replicas);
    expect(times.length).toBeGreaterThan(10);
    expect(longestGap(times)).toBeLessThanOrEqual(mostGap);
  });

  it("fire the alert that Thanos Rule fires too", async () => {
    const rule = await startThanos("rule", {
      flags: [
        `--query=127.0.0.1:${store.queryPort}`,
        `--rule-file=${join(replicas.config, "prometheus/rules/*.yml")}`,
        `--alertmanagers.url=${alertmanager.url}`,
        "--resend-delay=1s",
        '--label=rule_replica="1"',
        ...["rule_replica", "tenant_id"].map((label) => `--alert.label-drop=${label}`),
      ],
    });
    const requests = await Promise.all(
      ["Prometheus/", "Thanos/"].map((program) =>
        alertmanager.requests.first(({ headers }) => headers["user-agent"]?.startsWith(program) ?? false),
      ),
    );
    await rule.stop();
    const [ofReplica, ofRule] = requests.map(({ body }) => (JSON.parse(body) as { labels: object }[])[0]?.labels);
    expect(ofReplica).toMatchObject({ alertname: "CartsFull", cluster: "test", instance: replicas.shop.address });
    expect(ofRule).toEqual(ofReplica);
  });

  it("lose nothing while Thanos Receive is down", async () => {
    const since = Date.now();
    await sleep(2000);
    await replicas.kill("store");
    await sleep(20_000);
    await replicas.start("store");
    const back = Date.now();
    const times = await caughtUp(() => replicas.timestamps(since), back, 60_000);
    console.log(
      `Receive down for 20 s: longest gap ${longestGap(times)} ms, caught up ${Date.now() - back} ms after its return`,
    );
    for (const name of ["first", "second"] as const) expect(await failedSamples(replicas, name), name).toBe(0);
    expect(longestGap(times)).toBeLessThanOrEqual(mostGap);
  });

  it("lose nothing while S3 refuses", async () => {
    const since = Date.now();
    objects.refuse(/./);
    await sleep(1000);
    const before = await objects.names();
    /** The blocks that Receive has and S3 has not. */
    const kept = async () =>
      (await readdir(store.blocks)).filter(
        (name) => /^[0-9A-Z]{26}$/.test(name) && !before.includes(`${name}/meta.json`),
      );
    await sleep(outageSeconds * 1000);
    const meanwhile = await replicas.timestamps(since);
    expect(longestGap(meanwhile)).toBeLessThanOrEqual(mostGap);
    expect(meanwhile.length).toBeGreaterThan(outageSeconds / 2);
    await until(async () => (await kept()).length >= 2);
    for (const name of countsFailures) await until(async () => (await sumOf(store.receive, name)) > 0);
    const blocks = await kept();
    const counts = await Promise.all(countsFailures.map(async (name) => `${name} ${await sumOf(store.receive, name)}`));
    expect(await sumOf(store.receive, "thanos_shipper_upload_failures_total")).toBe(0);
    console.log(
      `S3 refuses for ${outageSeconds} s: longest gap meanwhile ${longestGap(meanwhile)} ms, ${blocks.length} blocks kept,`,
      `${objects.refused()} requests refused: ${counts.join(", ")}`,
    );
    expect(await objects.names()).toEqual(before);

    // A loss of power meanwhile: Receive has to start without S3.
    await replicas.kill("store");
    await replicas.start("store");
    // Then S3 takes the chunks of a block, and refuses its index.
    objects.refuse(/^PUT \S*\/index/);
    await until(async () => (await objects.names()).length > before.length);
    const refused = objects.refused();
    await until(async () => objects.refused() > refused);
    objects.accept();
    const back = Date.now();
    const times = await caughtUp(() => timestampsIn(store.storedPort, since), back, 240_000);
    console.log(
      `S3 accepts again: longest gap in what it has ${longestGap(times)} ms, up to date ${Date.now() - back} ms after`,
    );
    expect(longestGap(times)).toBeLessThanOrEqual(mostGap);
    const stored = await objects.names();
    for (const block of blocks) expect(stored).toContain(`${block}/meta.json`);
  });
});

/** How Receive counts that it cannot upload: not by the counter whose name says so. */
const countsFailures = ["thanos_objstore_bucket_operation_failures_total", "thanos_shipper_dir_sync_failures_total"];

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 120_000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error("it did not happen within two minutes");
    await sleep(200);
  }
}

/** A counter of a server, over all its series. */
async function sumOf(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const values = [...text.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, "gm"))];
  return values.reduce((sum, [, value]) => sum + Number(value), 0);
}
