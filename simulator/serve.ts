import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { printExposition, type WrittenFamily } from "bigdata-monitoring/api";
import { type ServiceName, stack } from "../stack.ts";
import { conditionsAt, type Scenario } from "./scenario.ts";
import type { Entry } from "./world/registry.ts";
import { samplesOf } from "./world/samples.ts";
import type { Tick } from "./world/tick.ts";
import { type World, type WorldOptions, world } from "./world/world.ts";

/** Services that are the platform itself, or exporters that seldom run beside it. */
export const simulatedByDefault = [
  "etl",
  "transactions",
  "kafka-exporter",
  "kafka-lag-exporter",
  "cadvisor",
  "fraud-detection-exporter",
  "data-quality-exporter",
  "mlflow-exporter",
] as const satisfies readonly ServiceName[];

export interface SimulatorOptions {
  readonly services: readonly ServiceName[];
  readonly host: string;
  /** Ports by service. Defaults to each service's own of `stack.ts`. */
  readonly ports?: Readonly<Partial<Record<ServiceName, number>>>;
  /** The world to go on with. */
  readonly world: World;
  /** How many times faster the incident passes. */
  readonly speed: number;
  readonly scenario?: Scenario | undefined;
  /** Called for every tick. */
  readonly onTick?: (tick: Tick) => unknown;
}

export interface Simulator {
  /** `host:port` by service. */
  readonly addresses: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const tick = 1000;

/**
 * A world whose days pass faster from now on. Exposed rates and times stay those of the real clock.
 * @param options.begin seconds since 1970; before now where it is to have a past
 */
export function liveWorld(options: Omit<WorldOptions, "localTime">, speed: number): World {
  const now = Date.now() / 1000;
  return world({ ...options, localTime: (time) => Math.min(time, now) + Math.max(0, time - now) * speed });
}

/** Simulates the platform in real time: each service has an address of its own that serves `/metrics`. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { services, host, ports = {}, world: simulated, speed, scenario, onTick = () => {} } = options;
  const begin = Date.now() / 1000;
  const advance = () => {
    const time = Date.now() / 1000;
    onTick(simulated.advance(time, conditionsAt(scenario, (time - begin) * speed)));
  };
  advance();
  const servers = await Promise.all(
    services.map((service) => {
      const expose = () => printExposition(familiesOf(simulated.registries[service].entries()));
      return serve(expose, host, ports[service] ?? stack[service].port);
    }),
  );
  const clock = setInterval(advance, tick);
  return {
    addresses: Object.fromEntries(services.map((service, i) => [service, addressOf(servers[i] as Server, host)])),
    async stop() {
      clearInterval(clock);
      await Promise.all(servers.map(close));
    },
  };
}

export function familiesOf(entries: Iterable<Entry>): Iterable<WrittenFamily> {
  const families = new Map<string, WrittenFamily & { samples: WrittenFamily["samples"][number][] }>();
  for (const entry of entries) {
    const { name, metric } = entry;
    const family = families.get(name) ?? { name, type: metric.type, help: metric.help, samples: [] };
    families.set(name, family);
    family.samples.push(...samplesOf(entry));
  }
  return families.values();
}

async function serve(expose: () => string, host: string, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    const path = request.url?.split("?")[0];
    const answer = (status: number, text: string) =>
      response.writeHead(status, { "content-type": "text/plain; version=0.0.4; charset=utf-8" }).end(text);
    if (path === "/metrics") answer(200, expose());
    // Each service has a health path of its own, and all are well.
    else answer(200, "healthy\n");
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return server;
}

const addressOf = (server: Server, host: string): string => `${host}:${(server.address() as AddressInfo).port}`;

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
