import type { Noise } from "./noise.ts";

/** How events are counted: as expected values, or as whole events that occur at random. */
export interface Draw {
  readonly counting: "rates" | "events";
  /** Events per second since the last tick. @param perSecond expected */
  events(what: string, perSecond: number): number;
  /**
   * Divides events per second by expected shares. Where the shares add up to 1, nothing is left over.
   * @param perSecond as `events` returned it
   */
  split<K extends string>(what: string, perSecond: number, shares: Readonly<Record<K, number>>): Record<K, number>;
}

/** Expected values: for platforms where chance averages out. */
export const expected: Draw = {
  counting: "rates",
  events: (_, perSecond) => perSecond,
  split: (_, perSecond, shares) => mapped(shares, (share) => perSecond * share),
};

/** Whole events at random: for platforms with so few that each of them shows. */
export function random(source: Noise, time: number, elapsed: number): Draw {
  const uniform = (what: string) => source.fixed(`${what} ${time}`);
  return {
    counting: "events",
    events: (what, perSecond) => (elapsed === 0 ? 0 : poisson(perSecond * elapsed, uniform(what)) / elapsed),
    split(what, perSecond, shares) {
      let left = Math.round(perSecond * elapsed);
      let leftShare = 1;
      return mapped(shares, (share, name) => {
        const chance = leftShare <= 0 ? 0 : Math.min(1, share / leftShare);
        const taken = left === 0 ? 0 : binomial(left, chance > 1 - 1e-9 ? 1 : chance, uniform(`${what} ${name}`));
        left -= taken;
        leftShare -= share;
        return elapsed === 0 ? 0 : taken / elapsed;
      });
    },
  };
}

function mapped<K extends string>(shares: Readonly<Record<K, number>>, to: (share: number, name: K) => number) {
  const found = {} as Record<K, number>;
  for (const name in shares) found[name] = to(shares[name], name);
  return found;
}

/** Where many are expected, the normal distribution is near enough. */
const many = 50;

/** Inverse of the Poisson distribution. @param u between 0 and 1 */
export function poisson(mean: number, u: number): number {
  if (mean <= 0) return 0;
  if (mean > many) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normalQuantile(u)));
  let [count, probability] = [0, Math.exp(-mean)];
  for (let below = probability; below < u && count < 20 * many; below += probability) {
    count++;
    probability *= mean / count;
  }
  return count;
}

/** Inverse of the binomial distribution. @param u between 0 and 1 */
export function binomial(n: number, p: number, u: number): number {
  if (p >= 1) return n;
  if (p <= 0) return 0;
  if (n * p > many && n * (1 - p) > many)
    return Math.min(n, Math.max(0, Math.round(n * p + Math.sqrt(n * p * (1 - p)) * normalQuantile(u))));
  let [count, probability] = [0, (1 - p) ** n];
  if (probability === 0) return Math.round(n * p);
  for (let below = probability; below < u && count < n; below += probability) {
    probability *= ((n - count) * p) / ((count + 1) * (1 - p));
    count++;
  }
  return count;
}

/** Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.23. */
function normalQuantile(u: number): number {
  const p = Math.min(Math.max(u, 1e-9), 1 - 1e-9);
  const t = Math.sqrt(-2 * Math.log(Math.min(p, 1 - p)));
  const x =
    t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3);
  return p < 0.5 ? -x : x;
}
