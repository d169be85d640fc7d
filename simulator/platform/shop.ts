import type contract from "../../metrics/transactions.ts";
import type { Registry } from "../world/registry.ts";
import type { Tick } from "../world/tick.ts";

type Shop = Registry<typeof contract>;

/** Where people buy, how they pay there, and how many of the visits are bots' and look only. */
export const channels = {
  web: { share: 0.45, methods: ["card", "wallet", "bank_transfer", "invoice"], conversion: 0.06 },
  mobile: { share: 0.35, methods: ["card", "wallet"], conversion: 0.05 },
  store: { share: 0.12, methods: ["card", "wallet"], conversion: 0.3 },
  api: { share: 0.08, methods: ["card", "invoice"], conversion: 0.5 },
} as const;
const currencies = { USD: 0.55, EUR: 0.28, GBP: 0.12, JPY: 0.05 } as const;
const ends = ["approved", "declined", "blocked", "failed"] as const;
type End = (typeof ends)[number];
/** Share of a channel's payments by its methods, in their order. */
const methodShares = [0.6, 0.25, 0.1, 0.05];

/** US dollars of a transaction. Fraud goes for more. */
const basket: Record<End, { median: number; spread: number }> = {
  approved: { median: 45, spread: 1 },
  declined: { median: 70, spread: 1 },
  blocked: { median: 160, spread: 0.8 },
  failed: { median: 45, spread: 1 },
};
const mean = ({ median, spread }: { median: number; spread: number }): number => median * Math.exp(spread ** 2 / 2);

/** Transactions and the money in them: revenue is what was approved. */
export function transactions(registry: Shop): (tick: Tick) => void {
  return (tick) => {
    for (const channel of Object.keys(channels) as (keyof typeof channels)[]) oneChannel(registry, channel, tick);
  };
}

const channelShares = Object.fromEntries(Object.entries(channels).map(([channel, { share }]) => [channel, share]));

/** Transactions per second of a channel that end so. */
export const endedIn = (channel: keyof typeof channels, status: End, { flows, draw }: Tick): number =>
  draw.split(`${status} by channel`, flows[status], channelShares)[channel] ?? 0;

function oneChannel(registry: Shop, channel: keyof typeof channels, tick: Tick): void {
  const { flows, near, draw } = tick;
  const { share, methods } = channels[channel];
  const slower = 1 + 3 * Math.max(0, flows.load - 1.5);
  for (const status of ends) {
    const perSecond = endedIn(channel, status, tick);
    const paidBy = draw.split(`${status} ${channel} methods`, perSecond, splitByMethod(methods));
    for (const [payment_method, byMethod] of Object.entries(paidBy) as [(typeof methods)[number], number][]) {
      const paidIn = draw.split(`${status} ${channel} ${payment_method}`, byMethod, currencies);
      for (const [currency, part] of Object.entries(paidIn) as [keyof typeof currencies, number][]) {
        const labels = { status, channel, payment_method, currency };
        registry.count("transactions_total", labels, part);
        registry.count("transactions_amount_usd_total", labels, part * mean(basket[status]));
      }
    }
    const median = near(`${channel} duration`, 0.25, 0.1) * slower;
    registry.observe("transactions_duration_seconds", { status, channel }, perSecond, { median, spread: 0.6 });
  }
  const approved = endedIn(channel, "approved", tick);
  registry.observe("transactions_value_usd", { channel }, approved, basket.approved);
  registry.set("transactions_in_flight", { channel }, Math.round(flows.transactions * share * 0.3 * slower));
  for (const [currency, part] of Object.entries(currencies) as [keyof typeof currencies, number][])
    registry.count("revenue_usd_total", { channel, currency }, approved * part * mean(basket.approved));
  refunds(registry, channel, approved, tick);
}

function splitByMethod(methods: readonly string[]): Record<string, number> {
  const shares = methodShares.slice(0, methods.length);
  const sum = shares.reduce((total, share) => total + share, 0);
  return Object.fromEntries(methods.map((method, i) => [method, (shares[i] ?? 0) / sum]));
}

/** Shares of approved transactions that are paid back. */
const refundShares = { returned: 0.018, cancelled: 0.006, goodwill: 0.003, fraud: 0.0015, chargeback: 0.0015 } as const;

function refunds(registry: Shop, channel: keyof typeof channels, approved: number, { draw }: Tick): void {
  const refunded = draw.split(`${channel} refunds`, approved, refundShares);
  for (const [reason, perSecond] of Object.entries(refunded) as [keyof typeof refundShares, number][]) {
    registry.count("refunds_total", { channel, reason }, perSecond);
    registry.count("refunds_usd_total", { channel, reason }, perSecond * mean(basket.approved));
  }
}
