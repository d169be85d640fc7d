import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Endpoint } from "../../../lib/cli/programs/endpoint.ts";
import { tool } from "../../../lib/cli/programs/tools.ts";
import { gossipOf } from "../../../lib/emit/alertmanager.ts";
import { composeTarget, overriddenTarget } from "../../../lib/emit/emit.ts";
import { emit } from "../../../lib/emit/index.ts";
import type { Alerting } from "../../../lib/model/alerting.ts";
import type { AlertRule, Model } from "../../../lib/model/model.ts";
import { replicaName } from "../../../lib/model/scale.ts";
import { promql } from "../../../lib/promql/promql.ts";
import { takePort } from "../../../scripts/servers/ports.ts";
import { type ServerProcess, startProcess } from "../../../scripts/servers/process.ts";
import { startPrometheus } from "../../../scripts/servers/prometheus.ts";
import { type HttpSink, startHttpSink } from "../../../scripts/servers/sinks/http-sink.ts";
import { startStandInExporter } from "../../../scripts/servers/static-exporter.ts";
import { smallStack } from "./small-stack.ts";

const queues = ["a", "b", "c", "d", "e", "f", "g", "h"];

const alerting: Alerting = {
  secretsFolder: "secrets",
  global: { resolveTimeout: "5m" },
  receivers: { unrouted: { webhookConfigs: [{ urlFile: "sink_url", sendResolved: true }] } },
  route: { receiver: "unrouted", groupBy: ["queue"], groupWait: "2s", groupInterval: "5s", repeatInterval: "1h" },
  inhibitRules: [],
  templates: {},
  severities: {
    critical: { respondWithin: "5m", channels: ["webhook"] },
    warning: { respondWithin: "1h", channels: ["webhook"] },
    info: { respondWithin: "1d", channels: ["webhook"] },
  },
};

const stuck: AlertRule = {
  alert: "QueueStuck",
  expr: promql`shop_queue_stuck == 1`,
  for: "0s",
  severity: "critical",
  team: "platform",
  domain: "etl",
  concern: "performance",
  summary: "{{ $labels.queue }} is stuck",
  description: "Nothing leaves it.",
  action: "Look at it.",
  dashboard: "shop",
  examples: { fires: [{ series: {}, at: "1m" }], quiet: [{ series: {}, at: "1m" }] },
};

const replicas = 3;
const model: Model = {
  ...smallStack({ cluster: "test", prometheus: { replicas: 2 }, alertmanager: { replicas } }, [
    { name: "queues", definition: { interval: "1s", rules: [stuck] } },
  ]),
  alerting: { name: "alertmanager", file: "alerting/alertmanager.ts", definition: alerting },
};

let folder: string;
let sink: HttpSink;
let shop: Endpoint;
const stuckQueues = new Set<string>();
let web: number[];
let gossip: number[];
const alertmanagers: ServerProcess[] = [];
const others: ServerProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "scale-alertmanagers-"));
  sink = await startHttpSink();
  shop = await startStandInExporter({
    exposition: () =>
      queues.map((queue) => `shop_queue_stuck{queue="${queue}"} ${Number(stuckQueues.has(queue))}\n`).join(""),
  });
  const ports = await Promise.all(Array.from({ length: replicas * 2 }, () => takePort()));
  web = ports.slice(0, replicas);
  gossip = ports.slice(replicas);
  const addresses: Record<string, string> = { shop: shop.address, "prometheus-2": "127.0.0.1:1" };
  for (const [i, port] of web.entries()) addresses[replicaName("alertmanager", i + 1)] = `127.0.0.1:${port}`;
  await write(addresses);
  alertmanagers.push(...(await Promise.all(web.map((_, i) => startMember(i)))));
  await settled(alertmanagers);
  for (const name of ["first", "second"]) others.push(await startReplica(name));
});

const startReplica = (name: string, port?: number): Promise<ServerProcess> =>
  startPrometheus({
    config: { file: join(folder, "prometheus/prometheus.yml") },
    storage: join(folder, name),
    env: { REPLICA: name },
    flags: ["--rules.alert.resend-delay=2s"],
    ...(port !== undefined && { port }),
  });

afterAll(async () => {
  await Promise.all([...others, ...alertmanagers, sink, shop].map((server) => server.stop()));
  await rm(folder, { recursive: true, force: true });
});

/** Writes what is emitted, and the secret that says where the sink is. */
async function write(addresses: Record<string, string>): Promise<void> {
  const target = overriddenTarget(composeTarget(model), addresses);
  const delivery = { secretsFolder: join(folder, "secrets"), global: {} };
  const files = emit(model, { ...target, delivery }, ["prometheus", "rules", "alertmanager"]);
  for (const { path, text } of [...files, { path: "secrets/sink_url", text: `${sink.url}/sink` }]) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

/** Starts one member of the cluster, with the flags that follow from the routes. */
async function startMember(i: number): Promise<ServerProcess> {
  const port = web[i] ?? 0;
  const { peerTimeout, pushPullInterval } = gossipOf(alerting, replicas);
  const own = `127.0.0.1:${gossip[i]}`;
  const program = await tool("alertmanager");
  return startProcess({
    name: "alertmanager",
    port,
    prepare: async () => [
      program,
      `--config.file=${join(folder, "alertmanager/alertmanager.yml")}`,
      `--storage.path=${join(folder, `alertmanager-${i}`)}`,
      `--web.listen-address=127.0.0.1:${port}`,
      `--cluster.listen-address=${own}`,
      `--cluster.advertise-address=${own}`,
      ...gossip.filter((_, other) => other !== i).map((peer) => `--cluster.peer=127.0.0.1:${peer}`),
      `--cluster.peer-timeout=${peerTimeout}s`,
      `--cluster.pushpull-interval=${pushPullInterval}s`,
      "--cluster.settle-timeout=5s",
    ],
    ready: "/-/ready",
  });
}

async function settled(members: readonly ServerProcess[]): Promise<void> {
  for (const { url } of members) {
    for (;;) {
      const answer = await fetch(`${url}/api/v2/status`);
      const { cluster } = (await answer.json()) as { cluster: { status: string; peers: object[] } };
      if (cluster.status === "ready" && cluster.peers.length === members.length) break;
      await sleep(200);
    }
  }
}

interface Message {
  readonly status: string;
  readonly groupLabels: { readonly queue: string };
}

/** How often the sink was notified that a queue is stuck, or that it is not any more. */
function notifications(status: "firing" | "resolved"): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { body } of sink.requests.items) {
    const message = JSON.parse(body) as Message;
    if (message.status !== status) continue;
    counts.set(message.groupLabels.queue, (counts.get(message.groupLabels.queue) ?? 0) + 1);
  }
  return counts;
}

/** What the sink was notified of last of a queue. */
function lastStatus(queue: string): string | undefined {
  const messages = sink.requests.items.map(({ body }) => JSON.parse(body) as Message);
  return messages.findLast(({ groupLabels }) => groupLabels.queue === queue)?.status;
}

const duplicates = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + count - 1, 0);

async function untilAll(status: "firing" | "resolved", names: readonly string[], within: number): Promise<number> {
  const start = Date.now();
  while (!names.every((name) => notifications(status).has(name))) {
    if (Date.now() > start + within) break;
    await sleep(100);
  }
  return Date.now() - start;
}

/** The member that sends: the others wait for its notification. */
async function sender(): Promise<ServerProcess> {
  const sent = await Promise.all(
    alertmanagers.map(async (member) => {
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
    for (const queue of queues.slice(0, 4)) stuckQueues.add(queue);
    await untilAll("firing", queues.slice(0, 4), 20_000);
    // Long enough for the others to send as well, if they would.
    await sleep(replicas * gossipOf(alerting, replicas).peerTimeout * 1000 + 1000);
    expect([...notifications("firing")].sort()).toEqual(queues.slice(0, 4).map((queue) => [queue, 1]));
  });

  it("notify of everything while the one that sends is killed in an incident", async () => {
    const killed = await sender();
    for (const queue of queues.slice(4)) stuckQueues.add(queue);
    // Its groups wait for their first notification.
    await sleep(1500);
    process.kill(killed.pid, "SIGKILL");
    const firing = await untilAll("firing", queues, 40_000);
    stuckQueues.clear();
    const resolved = await untilAll("resolved", queues, 40_000);
    await sleep(5000);
    const [fired, over] = [notifications("firing"), notifications("resolved")];
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
    sink.requests.items.length = 0;
    const [hanging] = alertmanagers.filter(({ pid }) => isRunning(pid));
    if (!hanging) throw new Error("no member runs");
    process.kill(hanging.pid, "SIGSTOP");
    for (const queue of queues) stuckQueues.add(queue);
    const firing = await untilAll("firing", queues, 40_000);
    process.kill(hanging.pid, "SIGCONT");
    await sleep(10_000);
    const fired = notifications("firing");
    console.log(`one hangs: all firing after ${firing} ms; ${duplicates(fired)} sent twice`);
    expect([...fired.keys()].sort()).toEqual(queues);
    expect(duplicates(fired)).toBeLessThanOrEqual(queues.length);
  });

  it("miss no page in a rolling restart of everything", async () => {
    stuckQueues.clear();
    await sleep(8000);
    sink.requests.items.length = 0;
    const [first, ...rest] = queues;
    stuckQueues.add(first ?? "");
    await untilAll("firing", [first ?? ""], 20_000);
    const steps = [
      ...alertmanagers.map((_, i) => async () => {
        await alertmanagers[i]?.stop();
        alertmanagers[i] = await startMember(i);
      }),
      ...["first", "second"].map((name, i) => async () => {
        const { port } = others[i] ?? {};
        await others[i]?.stop();
        others[i] = await startReplica(name, port);
        await untilFiring(others[i]);
      }),
    ];
    for (const [i, restart] of steps.entries()) {
      stuckQueues.add(rest[i] ?? "");
      await restart();
      await sleep(2000);
    }
    const stuckNow = [...stuckQueues];
    await untilAll("firing", stuckNow, 40_000);
    await sleep(6000);
    const fired = notifications("firing");
    console.log(`rolling restart: ${fired.size} of ${stuckNow.length} notified, ${duplicates(fired)} sent twice`);
    expect([...fired.keys()].sort()).toEqual(stuckNow.sort());
    // A member that restarts may send what it knows of an earlier incident: it corrects itself.
    for (const queue of stuckNow) expect(lastStatus(queue), queue).toBe("firing");
  });
});

/** A replica that has just started needs some seconds to find its targets. The next restart waits for it. */
async function untilFiring(replica: ServerProcess | undefined): Promise<void> {
  for (const end = Date.now() + 30_000; ; await sleep(200)) {
    const { data } = (await (await fetch(`${replica?.url}/api/v1/alerts`)).json()) as { data: { alerts: object[] } };
    if (data.alerts.length === stuckQueues.size) return;
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
