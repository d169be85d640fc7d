import type { Demand } from "../platforms/platform.ts";
import type { Conditions } from "./conditions.ts";
import { type Draw, expected, random } from "./draw.ts";
import type { Noise } from "./noise.ts";

/** What every part of the platform sees at one time. */
export interface Tick {
  /** Seconds since 1970. */
  readonly time: number;
  /** Seconds since the last tick: rates are taken to have held since then. */
  readonly elapsed: number;
  readonly conditions: Conditions;
  /** Demand by the time of day, as a share of an ordinary weekday's peak: without chance and incidents. */
  readonly usualLoad: number;
  readonly flows: Flows;
  readonly noise: Noise;
  readonly draw: Draw;
  /** Share of a service's work that one of its instances does. */
  readonly share: number;
  /** Seconds by which the clock of the instance is ahead. `time` contains them. */
  readonly clockOffset: number;
  /** A number that varies around the usual one by a share of it. */
  near(what: string, usual: number, share?: number): number;
}

/** What moves through the platform, per second. */
export interface Flows {
  /** Demand as a share of an ordinary weekday's peak. */
  readonly load: number;
  readonly visits: number;
  /** Transactions that are expected. */
  readonly demanded: number;
  readonly transactions: number;
  readonly approved: number;
  readonly blocked: number;
  readonly declined: number;
  readonly failed: number;
  readonly orders: number;
  readonly clicks: number;
  readonly customerUpdates: number;
  /** Share of transactions that are fraud, whether anybody knows or not. */
  readonly fraudShare: number;
  /** What the models make of it. */
  readonly recall: number;
  readonly falsePositives: number;
}

export interface TickOptions extends Pick<Tick, "time" | "elapsed" | "conditions" | "noise"> {
  readonly demand: Demand;
  /** What people's clocks show, in seconds since 1970: it decides how much they buy. */
  readonly localTime: number;
}

export function tick({ demand, localTime, ...at }: TickOptions): Tick {
  const near = (what: string, usual: number, share = 0.05) => usual * (1 + share * at.noise.at(what, at.time));
  const usualLoad = demand.curve.at(localTime);
  const draw = demand.counting === "rates" ? expected : random(at.noise, at.time, at.elapsed);
  return {
    ...at,
    draw,
    near,
    share: 1,
    clockOffset: 0,
    flows: flows(demand, usualLoad, at.conditions, near, draw),
    usualLoad,
  };
}

/** What one instance of a service sees. */
interface InstanceView {
  /** Instances vary independently of each other. Empty for the first. */
  readonly prefix: string;
  readonly share: number;
  readonly clockOffset: number;
}

export function tickOf(tick: Tick, { prefix, share, clockOffset }: InstanceView): Tick {
  if (prefix === "" && share === 1 && clockOffset === 0) return tick;
  return {
    ...{ ...tick, share, clockOffset },
    time: tick.time + clockOffset,
    flows: share === 1 ? tick.flows : shared(tick.flows, share),
    near: (what, usual, by) => tick.near(`${prefix} ${what}`, usual, by),
  };
}

function shared(flows: Flows, share: number): Flows {
  const { load, fraudShare, recall, falsePositives, ...perSecond } = flows;
  const scaled = Object.entries(perSecond).map(([name, value]) => [name, value * share]);
  return { load, fraudShare, recall, falsePositives, ...(Object.fromEntries(scaled) as typeof perSecond) };
}

function flows(
  demand: Demand,
  demanded: number,
  { traffic, fraud, drift, transactionsDown }: Conditions,
  near: Tick["near"],
  draw: Draw,
): Flows {
  const load = near("load", demanded * traffic * (1 - transactionsDown), 0.06);
  const transactions = draw.events("transactions", demand.transactions * load);
  const fraudShare = near("fraud", demand.fraud * fraud, 0.15);
  const recall = near("recall", 0.86 - 0.45 * drift, 0.02);
  const falsePositives = near("false positives", demand.falsePositives + 0.008 * drift, 0.1);
  const called = fraudShare * recall + (1 - fraudShare) * falsePositives;
  const ends = draw.split("ends", transactions, {
    blocked: called * blockedOfCalled,
    declined: near("declined", 0.06, 0.15),
    failed: near("failed", 0.002 + overload(load), 0.2),
  });
  const approved = transactions - ends.blocked - ends.declined - ends.failed;
  return {
    ...{
      load,
      demanded: demand.transactions * load,
      transactions,
      ...ends,
      approved,
      fraudShare,
      recall,
      falsePositives,
    },
    visits: near("visits", transactions * 18, 0.05),
    orders: draw.split("orders", approved, { orders: 0.9 }).orders,
    clicks: draw.events("clicks", demand.clicks * near("clicks", load, 0.05)),
    customerUpdates: draw.events("customer updates", demand.customerUpdates * load),
  };
}

/** The rest of what is called fraud is looked at by people. */
export const blockedOfCalled = 0.4;

/** Share of work that fails because there is more of it than the platform was built for. */
const overload = (load: number): number => 0.02 * Math.max(0, load - 2);
