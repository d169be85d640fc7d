import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
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
import { startHttpSink } from "../../../scripts/servers/sinks/http-sink.ts";
import { startStandInExporter } from "../../../scripts/servers/static-exporter.ts";
import { smallStack } from "./small-stack.ts";

/** Each may be stuck, which fires an alert in a group of its own. */
export const queues = ["a", "b", "c", "d", "e", "f", "g", "h"];

const alerting: Alerting = {
  secretsFolder: "secrets",
  global: { resolveTimeout: "5m" },
  receivers: { unrouted: { webhookConfigs: [{ urlFile: "sink_url", sendResolved: true }] } },
  // With shorter group intervals the members would wait less than 5 s for each other: a busy machine needs longer.
  route: { receiver: "unrouted", groupBy: ["queue"], groupWait: "2s", groupInterval: "15s", repeatInterval: "1h" },
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

/** How many Alertmanagers. */
const replicas = 3;
const gossip = gossipOf(alerting, replicas);

/** As long as every member may wait for those before it, and a second more: nothing is sent twice after that. */
export const allSent = (): Promise<void> => sleep(replicas * gossip.peerTimeout * 1000 + 1000);

const model: Model = {
  ...smallStack({ cluster: "test", prometheus: { replicas: 2 }, alertmanager: { replicas } }, [
    { name: "queues", definition: { interval: "1s", rules: [stuck] } },
  ]),
  alerting: { name: "alertmanager", file: "alerting/alertmanager.ts", definition: alerting },
};

export interface ClusterOptions {
  /** Further flags of every Alertmanager. */
  readonly flags?: readonly string[];
  /** Given the ports at which the members listen to each other, and returns those that they advertise. */
  readonly advertised?: (ports: readonly number[]) => Promise<readonly number[]>;
}

/** Three Alertmanagers, two replicas of Prometheus that send to all of them, and a sink that all notify. */
export interface Cluster {
  readonly members: ServerProcess[];
  readonly prometheus: ServerProcess[];
  /** The queues that are stuck from now on. */
  readonly stuck: Set<string>;
  startMember(i: number): Promise<ServerProcess>;
  startReplica(name: string, port?: number): Promise<ServerProcess>;
  /** How often the sink was notified that a queue is stuck, or that it is not any more. */
  notifications(status: "firing" | "resolved"): Map<string, number>;
  /** Notifications are counted from now on. */
  forget(): void;
  /** What the sink was notified of last of a queue. */
  lastStatus(queue: string): string | undefined;
  /** Waits until the sink was notified of all, or for a minute. @returns how long it took */
  untilAll(status: "firing" | "resolved", names: readonly string[]): Promise<number>;
  stop(): Promise<void>;
}

/** Starts all of them; the members know each other then. */
export async function startCluster({ flags = [], advertised }: ClusterOptions = {}): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), "scale-alertmanagers-"));
  const sink = await startHttpSink();
  const stuck = new Set<string>();
  const shop = await startStandInExporter({
    exposition: () =>
      queues.map((queue) => `shop_queue_stuck{queue="${queue}"} ${Number(stuck.has(queue))}\n`).join(""),
  });
  const ports = await Promise.all(Array.from({ length: replicas * 2 }, () => takePort()));
  const web = ports.slice(0, replicas);
  const listening = ports.slice(replicas);
  const peers = (await advertised?.(listening)) ?? listening;
  const addresses: Record<string, string> = { shop: shop.address, "prometheus-2": "127.0.0.1:1" };
  for (const [i, port] of web.entries()) addresses[replicaName("alertmanager", i + 1)] = `127.0.0.1:${port}`;
  await write(folder, addresses, `${sink.url}/sink`);

  const startMember = async (i: number): Promise<ServerProcess> => {
    const port = web[i] ?? 0;
    const program = await tool("alertmanager");
    return startProcess({
      name: "alertmanager",
      port,
      prepare: async () => [
        program,
        `--config.file=${join(folder, "alertmanager/alertmanager.yml")}`,
        `--storage.path=${join(folder, `alertmanager-${i}`)}`,
        `--web.listen-address=127.0.0.1:${port}`,
        `--cluster.listen-address=127.0.0.1:${listening[i]}`,
        `--cluster.advertise-address=127.0.0.1:${peers[i]}`,
        ...peers.filter((_, other) => other !== i).map((peer) => `--cluster.peer=127.0.0.1:${peer}`),
        `--cluster.peer-timeout=${gossip.peerTimeout}s`,
        `--cluster.pushpull-interval=${gossip.pushPullInterval}s`,
        "--cluster.settle-timeout=5s",
        ...flags,
      ],
      ready: "/-/ready",
    });
  };
  const startReplica = (name: string, port?: number): Promise<ServerProcess> =>
    startPrometheus({
      config: { file: join(folder, "prometheus/prometheus.yml") },
      storage: join(folder, name),
      env: { REPLICA: name },
      flags: ["--rules.alert.resend-delay=2s"],
      ...(port !== undefined && { port }),
    });

  const messages = () => sink.requests.items.map(({ body }) => JSON.parse(body) as Message);
  const notifications = (status: "firing" | "resolved") => {
    const counts = new Map<string, number>();
    for (const { groupLabels } of messages().filter((message) => message.status === status))
      counts.set(groupLabels.queue, (counts.get(groupLabels.queue) ?? 0) + 1);
    return counts;
  };

  const members = await Promise.all(web.map((_, i) => startMember(i)));
  await settled(members);
  const prometheus = [await startReplica("first"), await startReplica("second")];
  return {
    members,
    prometheus,
    stuck,
    startMember,
    startReplica,
    notifications,
    forget: () => {
      sink.requests.items.length = 0;
    },
    lastStatus: (queue) => messages().findLast(({ groupLabels }) => groupLabels.queue === queue)?.status,
    untilAll: async (status, names) => {
      const start = Date.now();
      while (!names.every((name) => notifications(status).has(name))) {
        if (Date.now() > start + 60_000) break;
        await sleep(100);
      }
      return Date.now() - start;
    },
    stop: async () => {
      await Promise.all([...prometheus, ...members, sink, shop].map((server) => server.stop()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Writes what is emitted, and the secret that says where the sink is. */
async function write(folder: string, addresses: Record<string, string>, sinkUrl: string): Promise<void> {
  const target = overriddenTarget(composeTarget(model), addresses);
  const delivery = { secretsFolder: join(folder, "secrets"), global: {} };
  const files = emit(model, { ...target, delivery }, ["prometheus", "rules", "alertmanager"]);
  for (const { path, text } of [...files, { path: "secrets/sink_url", text: sinkUrl }]) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

/** How many members of its cluster an Alertmanager knows, itself among them. */
export async function membersKnown({ url }: ServerProcess): Promise<number> {
  const answer = await fetch(`${url}/api/v2/status`);
  const { cluster } = (await answer.json()) as { cluster: { status: string; peers: object[] } };
  return cluster.status === "ready" ? cluster.peers.length : 0;
}

/** Waits until every member knows all. @throws Error after 60 s */
export async function settled(members: readonly ServerProcess[]): Promise<void> {
  const end = Date.now() + 60_000;
  for (const member of members) {
    while ((await membersKnown(member)) !== members.length) {
      if (Date.now() > end) throw new Error(`${member.url} does not know all members`);
      await sleep(200);
    }
  }
}

interface Message {
  readonly status: string;
  readonly groupLabels: { readonly queue: string };
}

/** How many were sent a second time. */
export const duplicates = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + count - 1, 0);
