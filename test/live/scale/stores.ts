import { join } from "node:path";
import type { Stack } from "../../../lib/model/model.ts";
import type { MetricsStore } from "../../../lib/model/scale.ts";
import { takePort } from "../../../scripts/servers/ports.ts";
import type { ServerProcess } from "../../../scripts/servers/process.ts";
import { startThanos } from "../../../scripts/servers/thanos.ts";
import { startVictoriaMetrics } from "../../../scripts/servers/victoria-metrics.ts";
import type { ObjectStore } from "./object-store.ts";
import { service } from "./small-stack.ts";

/** What the replicas write to. */
export interface Store {
  /** As `scale.ts` says it. */
  readonly written: MetricsStore;
  readonly services: Stack;
  readonly addresses: Readonly<Record<string, string>>;
  /** Where it answers queries. */
  readonly queryPort: number;
  /** Starts what takes the writes, again where it was, with further flags. */
  start(flags: readonly string[]): Promise<ServerProcess>;
  /** Ends everything else. */
  stop(): Promise<void>;
}

export async function victoriaMetrics(folder: string): Promise<Store> {
  const port = await takePort();
  return {
    written: { kind: "victoriametrics", service: "victoria-metrics" },
    services: { "victoria-metrics": service({ port: 8428 }) },
    addresses: { "victoria-metrics": `127.0.0.1:${port}` },
    queryPort: port,
    start: (flags) => startVictoriaMetrics({ storage: folder, port, flags: ["-dedup.minScrapeInterval=1s", ...flags] }),
    stop: async () => {},
  };
}

export interface Thanos extends Store {
  /** The URL at which Thanos Receive shows its own metrics. */
  readonly receive: string;
  /** The folder of its blocks. */
  readonly blocks: string;
  /** Where queries see what is in the object store, and nothing else. */
  readonly storedPort: number;
}

/** What a store gateway has of blocks, it has within seconds, and without a large cache. */
const gatewayFlags = ["--sync-block-duration=2s", "--block-meta-fetch-concurrency=4", "--chunk-pool-size=100MB"];

/**
 * Thanos Receive that writes a block every 30 s, which is two hours by default, and puts it into an object store; a store
 * gateway in front of that; and Thanos Query, which asks both.
 */
export async function thanos(folder: string, objects: ObjectStore): Promise<Thanos> {
  const ports = { write: await takePort(), http: await takePort(), grpc: await takePort(), gateway: await takePort() };
  const bucket = `--objstore.config=${JSON.stringify({
    type: "S3",
    config: {
      ...{ bucket: objects.bucket, endpoint: objects.address, insecure: true, region: "us-east-1" },
      ...{ access_key: "test", secret_key: "test" },
    },
  })}`;
  const gateway = await startThanos("store", {
    grpcPort: ports.gateway,
    flags: [bucket, `--data-dir=${join(folder, "gateway")}`, ...gatewayFlags],
  });
  const query = (...endpoints: number[]) =>
    startThanos("query", {
      flags: [
        ...endpoints.map((port) => `--endpoint=127.0.0.1:${port}`),
        ...["replica", "receive"].map((label) => `--query.replica-label=${label}`),
        "--endpoint.info-timeout=2s",
      ],
    });
  const all = await query(ports.grpc, ports.gateway);
  const stored = await query(ports.gateway);
  return {
    written: { kind: "thanos", service: "receive", queryService: "query" },
    services: { receive: service({ port: 19291 }), query: service({ port: 10902 }) },
    addresses: { receive: `127.0.0.1:${ports.write}`, query: all.address },
    queryPort: all.port,
    storedPort: stored.port,
    receive: `http://127.0.0.1:${ports.http}`,
    blocks: join(folder, "receive/default-tenant"),
    start: (flags) =>
      startThanos("receive", {
        port: ports.http,
        grpcPort: ports.grpc,
        flags: [
          bucket,
          `--tsdb.path=${join(folder, "receive")}`,
          `--remote-write.address=127.0.0.1:${ports.write}`,
          "--receive.capnproto-address=127.0.0.1:0",
          '--label=receive="1"',
          // With blocks this short it would look for tenants to remove while it starts, and Thanos 0.42 ends by that.
          "--tsdb.retention=0d",
          "--tsdb.min-block-duration=30s",
          "--tsdb.max-block-duration=30s",
          // Else it refuses what is older than half a block, as all is that replicas send after an outage.
          "--tsdb.out-of-order.time-window=1h",
          ...flags,
        ],
      }),
    stop: async () => {
      await Promise.all([all, stored, gateway].map((server) => server.stop()));
    },
  };
}
