import type contract from "bigdata-monitoring/catalogs/cadvisor";
import type { Instance } from "../platforms/platform.ts";
import type { Registry } from "../world/registry.ts";
import type { Tick } from "../world/tick.ts";

const gib = 2 ** 30;

/** Cores that each container uses at a peak, GiB that it holds, and its limit of memory. */
const containers = {
  "bigdata-prometheus": { cores: 0.35, holds: 1.1, limit: 2 },
  "bigdata-grafana": { cores: 0.12, holds: 0.3, limit: 0.5 },
  "bigdata-loki": { cores: 0.25, holds: 0.5, limit: 1 },
  "bigdata-alloy": { cores: 0.08, holds: 0.2, limit: 0.5 },
  "bigdata-kafka": { cores: 0.9, holds: 2.9, limit: 4 },
  "bigdata-postgres": { cores: 0.6, holds: 1.4, limit: 2 },
  "bigdata-mysql": { cores: 0.4, holds: 1.3, limit: 2 },
  "bigdata-redis": { cores: 0.2, holds: 0.5, limit: 1 },
  "bigdata-mlflow": { cores: 0.1, holds: 0.5, limit: 1 },
  "bigdata-transactions": { cores: 1.1, holds: 0.6, limit: 1 },
  "bigdata-etl": { cores: 1.6, holds: 1.2, limit: 2 },
  "bigdata-alertmanager": { cores: 0.02, holds: 0.06, limit: 0.25 },
  "bigdata-image-renderer": { cores: 0.02, holds: 0.06, limit: 0.25 },
  "bigdata-node-exporter": { cores: 0.02, holds: 0.06, limit: 0.25 },
  "bigdata-cadvisor": { cores: 0.02, holds: 0.06, limit: 0.25 },
  "bigdata-redis-exporter": { cores: 0.02, holds: 0.06, limit: 0.25 },
  "bigdata-kafka-exporter": { cores: 0.02, holds: 0.06, limit: 0.25 },
  "bigdata-kafka-lag-exporter": { cores: 0.02, holds: 0.06, limit: 0.25 },
  "bigdata-postgres-exporter": { cores: 0.02, holds: 0.06, limit: 0.25 },
  "bigdata-mysqld-exporter": { cores: 0.02, holds: 0.06, limit: 0.25 },
  "bigdata-blackbox-exporter": { cores: 0.02, holds: 0.06, limit: 0.25 },
  "bigdata-mlflow-exporter": { cores: 0.02, holds: 0.06, limit: 0.25 },
  "bigdata-fraud-detection-exporter": { cores: 0.02, holds: 0.06, limit: 0.25 },
  "bigdata-data-quality-exporter": { cores: 0.02, holds: 0.06, limit: 0.25 },
} as const;

export const containerNames: readonly string[] = Object.keys(containers);

/** Bytes that a container moves for each transaction. */
const networkBytes = 2200;

/** Containers: CPU and network follow the load, memory the service. One that reaches its limit is killed and begins anew. */
export function containersOf(
  registry: Registry<typeof contract>,
  begin: number,
  { host, scaled }: ContainersOptions,
): (tick: Tick) => void {
  const started = begin - 9 * 86_400;
  let leaked = 0;
  let restarted = started;
  const begun = new Map<string, number>();
  return (tick) => {
    const { time, elapsed, conditions } = tick;
    const room = (containers["bigdata-transactions"].limit - containers["bigdata-transactions"].holds) * gib;
    leaked = conditions.memoryLeak > 0 ? leaked + conditions.memoryLeak * elapsed : 0;
    const killed = leaked > room;
    if (killed) {
      leaked = 0;
      restarted = time;
    }
    for (const name of Object.keys(containers) as (keyof typeof containers)[]) {
      if (host.containers && !host.containers.includes(name)) continue;
      const own = name === "bigdata-transactions";
      updateContainer(
        registry,
        name,
        own
          ? { leaked, killed, started: restarted, unlimited: host.unlimited }
          : { leaked: 0, killed: false, started, unlimited: host.unlimited },
        tick,
      );
    }
    scaled.slice(1).forEach(({ above = 0 }, i) => {
      const name = `bigdata-transactions-${i + 2}`;
      if (tick.usualLoad > above) {
        begun.set(name, begun.get(name) ?? time);
        const memory = { leaked: 0, killed: false, started: begun.get(name) ?? time, unlimited: host.unlimited };
        updateContainer(registry, name, memory, tick);
      } else if (begun.delete(name)) registry.remove({ name });
    });
  };
}

interface ContainersOptions {
  readonly host: Instance;
  /** Instances of the transaction service that come and go with the load. The first always runs. */
  readonly scaled: readonly Instance[];
}

interface Memory {
  readonly leaked: number;
  readonly killed: boolean;
  /** Seconds since 1970. */
  readonly started: number;
  readonly unlimited: true | undefined;
}

function updateContainer(
  registry: Registry<typeof contract>,
  name: string,
  { leaked, killed, started, unlimited }: Memory,
  { time, elapsed, flows, near, noise }: Tick,
): void {
  const { cores, holds, limit } =
    name in containers ? containers[name as keyof typeof containers] : containers["bigdata-transactions"];
  const hex = Math.floor(noise.fixed(name) * 2 ** 32).toString(16);
  const labels = { id: `/docker/${hex.padStart(8, "0")}`, image: `${name.replace("bigdata-", "")}:stable`, name };
  const used = near(`${name} cpu`, cores * (0.2 + 0.8 * Math.min(flows.load, 1.6)), 0.1);
  registry.count("container_cpu_usage_seconds_total", { ...labels, cpu: "total" }, used);
  registry.count("container_cpu_cfs_periods_total", labels, 10);
  registry.count("container_cpu_cfs_throttled_periods_total", labels, near(`${name} throttled`, 0.1, 0.8));
  registry.set(
    "container_memory_working_set_bytes",
    labels,
    Math.round(near(`${name} memory`, holds * gib, 0.04) + leaked),
  );
  registry.set("container_spec_memory_limit_bytes", labels, unlimited ? 0 : limit * gib);
  registry.set("container_start_time_seconds", labels, started);
  registry.set("container_last_seen", labels, time);
  registry.set("container_health_state", labels, 1);
  registry.count("container_oom_events_total", labels, killed ? 1 / elapsed : 0);
  const traffic = near(`${name} network`, flows.transactions * networkBytes * (0.5 + noise.fixed(`${name} net`)), 0.1);
  registry.count("container_network_receive_bytes_total", { ...labels, interface: "eth0" }, traffic);
  registry.count("container_network_transmit_bytes_total", { ...labels, interface: "eth0" }, traffic * 1.3);
}
