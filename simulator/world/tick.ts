import type { Conditions } from "./conditions.ts";
import { demandAt } from "./demand.ts";
import { type Noise, noise } from "./noise.ts";

/** What every part of the platform sees at one time. */
export interface Tick {
  /** Seconds since 1970. */
  readonly time: number;
  /** Seconds since the last tick: rates are taken to have held since then. */
  readonly elapsed: number;
  readonly conditions: Conditions;
  readonly flows: Flows;
  readonly noise: Noise;
  /** A number that varies around the usual one by a share of it. */
  near(what: string, usual: number, share?: number): number;
}

/** What moves through the platform, per second. */
export interface Flows {
  /** Demand as a share of an ordinary weekday's peak. */
  readonly load: number;
  readonly visits: number;
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

const peak = { transactions: 20, clicks: 400 } as const;
const usualFraud = 0.012;

/** @param localTime what people's clocks show, in seconds since 1970: it decides how busy they are */
export function tick(
  seed: number,
  { localTime, ...at }: Pick<Tick, "time" | "elapsed" | "conditions"> & { readonly localTime: number },
): Tick {
  const source = noise(seed);
  const near = (what: string, usual: number, share = 0.05) => usual * (1 + share * source.at(what, at.time));
  return { ...at, noise: source, near, flows: flows(demandAt(localTime), at.conditions, near) };
}

function flows(demand: number, { traffic, fraud, drift }: Conditions, near: Tick["near"]): Flows {
  const load = near("load", demand * traffic, 0.06);
  const transactions = peak.transactions * load;
  const fraudShare = near("fraud", usualFraud * fraud, 0.15);
  const recall = near("recall", 0.86 - 0.45 * drift, 0.02);
  const falsePositives = near("false positives", 0.002 + 0.008 * drift, 0.1);
  const called = fraudShare * recall + (1 - fraudShare) * falsePositives;
  const ends = {
    blocked: transactions * called * blockedOfCalled,
    declined: transactions * near("declined", 0.06, 0.15),
    failed: transactions * near("failed", 0.002 + overload(load), 0.2),
  };
  const approved = transactions - ends.blocked - ends.declined - ends.failed;
  return {
    ...{ load, transactions, ...ends, approved, fraudShare, recall, falsePositives },
    visits: near("visits", transactions * 18, 0.05),
    orders: approved * 0.9,
    clicks: peak.clicks * near("clicks", load, 0.05),
    customerUpdates: 4 * load,
  };
}

/** The rest of what is called fraud is looked at by people. */
export const blockedOfCalled = 0.4;

/** Share of work that fails because there is more of it than the platform was built for. */
const overload = (load: number): number => 0.02 * Math.max(0, load - 2);
