import type { MetricCatalog } from "bigdata-monitoring";
import type { Target } from "bigdata-monitoring/api";
import { type ServiceName, stack } from "../../stack.ts";
import type { Instance, Platform } from "../platforms/platform.ts";
import { streaming } from "../platforms/streaming.ts";
import { type Conditions, usual } from "./conditions.ts";
import { contracts } from "./contracts.ts";
import { crashesAt, type Disturbed, disturbedAt, isDown, isObserved } from "./disturbances.ts";
import { noise } from "./noise.ts";
import { type Entry, registry } from "./registry.ts";
import { partsOf, type Registered, type Registries } from "./services.ts";
import { composed, probedTargets, type TargetLabels, targetLabels, updateProbe } from "./targets.ts";
import { type Tick, tick, tickOf } from "./tick.ts";

/** A data platform and all that watches it, at one time. The same seed and steps give the same numbers. */
export interface World {
  /** Lets the time pass until then. @param time seconds since 1970, later than the last */
  advance(time: number, conditions?: Conditions): Tick;
  /** What each scraped service exposes: its first instance. */
  readonly registries: Readonly<Record<ServiceName, { entries(): Iterable<Entry> }>>;
  /** Every target of Prometheus, with what a scrape of it finds. */
  targets(): Iterable<ScrapedTarget>;
  /** Whether Prometheus runs. While it does not, nothing is scraped and no rule is evaluated. */
  isObserved(): boolean;
}

export interface ScrapedTarget {
  readonly labels: TargetLabels;
  /** Whether the scrape succeeds. */
  readonly up: boolean;
  readonly entries: Iterable<Entry>;
}

export interface WorldOptions {
  readonly seed: number;
  /** Seconds since 1970. */
  readonly begin: number;
  /** Defaults to `streaming`. */
  readonly platform?: Platform;
  /** What people's clocks show at a time: a day may pass faster for them. Defaults to UTC. */
  readonly localTime?: (time: number) => number;
  /** Where the services are. Defaults to the compose network. */
  readonly target?: Target;
  /** Names of the series to keep, as they are exposed. Defaults to all. */
  readonly only?: ReadonlySet<string>;
}

interface ServiceInstance extends Registered<MetricCatalog> {
  readonly service: ServiceName;
  readonly index: number;
  readonly labels: TargetLabels;
  state: Disturbed;
  isUp: boolean;
  /** An incident keeps it from running. */
  isDown: boolean;
  /** Autoscaled instances come and go. */
  isRunning: boolean;
}

const day = 86_400;

export function world(options: WorldOptions): World {
  const { seed, begin, localTime = (time) => time, target = composed, only } = options;
  const platform: Platform = options.platform ?? streaming;
  const instances = everyInstance(platform, target, { begin, only });
  const byService = Object.fromEntries(
    (Object.keys(stack) as ServiceName[]).map((name) => [name, instances.filter(({ service }) => service === name)]),
  ) as Record<ServiceName, ServiceInstance[]>;
  const probed = probedTargets(target);
  const parts = partsOf(byService as unknown as Registries, platform, begin);
  const source = noise(seed);
  let now = begin;
  return {
    registries: mapValues(byService, (all) => (all[0] as ServiceInstance).registry),
    advance(time, conditions = usual) {
      const elapsed = time - now;
      now = time;
      const seen = { time, elapsed, conditions, noise: source, demand: platform.demand, localTime: localTime(time) };
      const at = tick(seen);
      for (const one of instances) updateInstance(one, { platform, age: time - begin, at });
      for (const one of [...instances, ...probed]) one.registry.turn(elapsed);
      for (const { service, index, update } of parts) {
        const one = byService[service][index] as ServiceInstance;
        if (!one.isRunning) continue;
        const running = byService[service].filter(({ isRunning }) => isRunning).length;
        const share = platform.instances[service]?.[index]?.above === undefined ? 1 : 1 / running;
        update(tickOf(at, { prefix: index === 0 ? "" : String(index), share, clockOffset: one.state.clockOffset }));
      }
      for (const probe of probed) updateProbe(probe, answersProbe(probe.labels.service, conditions), begin, at);
      return at;
    },
    *targets() {
      for (const { labels, registry, isUp, isRunning, state } of instances)
        if (isRunning && state.isDiscovered) yield { labels, up: isUp, entries: registry.entries() };
      for (const { labels, registry } of probed) yield { labels, up: true, entries: registry.entries() };
    },
    isObserved: () => isObserved(platform, now - begin),
  };
}

const answersProbe = (service: string, { mlflowDown, transactionsDown }: Conditions): boolean =>
  !(service === "mlflow" && mlflowDown >= 1) && !(service === "transactions" && transactionsDown >= 1);

function everyInstance(
  { instances }: Platform,
  target: Target,
  { begin, only }: { readonly begin: number; readonly only: ReadonlySet<string> | undefined },
): ServiceInstance[] {
  return (Object.keys(stack) as ServiceName[]).flatMap((service) =>
    ((instances[service] ?? [{}]) as readonly Instance[]).map((instance, index) => ({
      ...{ service, index, instance, isUp: true, isDown: false, isRunning: true },
      labels: targetLabels(service, target, instance),
      registry: registry<MetricCatalog>(contracts[service], only),
      startedAt: begin - 6 * day,
      state: { isDiscovered: true, answers: true, restarts: false, clockOffset: 0 },
    })),
  );
}

interface Surroundings {
  readonly platform: Platform;
  /** Seconds since the world began. */
  readonly age: number;
  readonly at: Tick;
}

/** Decides whether an instance runs and answers. One that begins anew counts from 0. */
function updateInstance(one: ServiceInstance, { platform, age, at }: Surroundings): void {
  const { service, index, instance } = one;
  const was = { isRunning: one.isRunning, restarts: one.state.restarts, down: one.isDown };
  const down = isDown(service, index, at.conditions);
  const disturbed = disturbedAt(platform, age, { service, index });
  one.state = crashesAt(service, at.conditions, age) ? { ...disturbed, restarts: true, answers: false } : disturbed;
  one.isRunning = instance.above === undefined || at.usualLoad > instance.above;
  one.isUp = one.state.answers && !down;
  const hasStarted = (one.isRunning && !was.isRunning) || (was.restarts && !one.state.restarts) || (was.down && !down);
  one.isDown = down;
  if (!hasStarted) return;
  one.registry.reset();
  one.startedAt = at.time;
}

const mapValues = <K extends string, A, B>(record: Readonly<Record<K, A>>, to: (value: A) => B): Record<K, B> =>
  Object.fromEntries(Object.entries<A>(record).map(([key, value]) => [key, to(value)])) as Record<K, B>;
