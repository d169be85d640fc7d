import type contract from "../../metrics/transactions.ts";
import type { Platform } from "../platforms/platform.ts";
import type { Registry } from "../world/registry.ts";
import type { Tick } from "../world/tick.ts";
import { channels } from "./shop.ts";

type Shop = Registry<typeof contract>;

const hour = 3600;

/** Shares of bad events, of an ordinary day, and what was promised. */
const objectives = {
  "checkout-availability": { target: 0.999, bad: 0.0003 },
  "checkout-latency": { target: 0.99, bad: 0.003 },
  "order-fulfilment": { target: 0.95, bad: 0.02 },
} as const;

const tickets = { low: 120, normal: 260, high: 24, urgent: 3 } as const;

const routes = [
  { method: "GET", route: "/products/:id", share: 10 },
  { method: "POST", route: "/cart", share: 3 },
  { method: "POST", route: "/checkout", share: 1 },
  { method: "POST", route: "/login", share: 0.5 },
] as const;

/** Orders, promises, support and the service's own HTTP interface. */
export function operations(registry: Shop, { demand }: Platform): (tick: Tick) => void {
  // Most transactions are approved, and most of those are orders.
  const updateOrders = orders(registry, 0.85 * demand.transactions * demand.curve.mean);
  return (tick) => {
    updateOrders(tick);
    updatePromises(registry, tick);
    updateRequests(registry, tick);
    for (const [priority, open] of Object.entries(tickets) as [keyof typeof tickets, number][]) {
      registry.count("support_tickets_opened_total", { priority }, (open / (6 * hour)) * tick.flows.load);
      registry.set(
        "support_tickets_open",
        { priority },
        Math.round(tick.share * tick.near(`${priority} tickets`, open, 0.2)),
      );
    }
  };
}

/**
 * Placed all day, fulfilled by people who work at an even pace: what is open swings with the day.
 * @param usualOrders per second, on average
 */
function orders(registry: Shop, usualOrders: number): (tick: Tick) => void {
  let open = 20 * hour * usualOrders;
  return ({ flows, elapsed, near, share: own }) => {
    const fulfilled = 0.6 * flows.orders + near("warehouse", 0.4 * usualOrders * own, 0.05);
    const happened = { placed: flows.orders, fulfilled, cancelled: flows.orders * 0.01, returned: flows.orders * 0.02 };
    open = Math.max(0, open + (happened.placed - happened.fulfilled - happened.cancelled) * elapsed);
    for (const [status, perSecond] of Object.entries(happened) as [keyof typeof happened, number][])
      for (const [channel, { share }] of Object.entries(channels) as [keyof typeof channels, { share: number }][])
        registry.count("orders_total", { channel, status }, perSecond * share);
    registry.set("orders_open", {}, Math.round(open * own));
    registry.observe("orders_fulfilment_duration_seconds", {}, fulfilled, { median: 18 * hour, spread: 0.5 });
  };
}

function updatePromises(registry: Shop, { flows, draw }: Tick): void {
  const overloaded = Math.max(0, flows.load - 1.5);
  for (const [slo, { target, bad }] of Object.entries(objectives) as [keyof typeof objectives, Objective][]) {
    const missed = Math.min(1, bad * (slo === "order-fulfilment" ? 1 : 1 + 20 * overloaded));
    const results = draw.split(slo, flows.transactions, { bad: missed, good: 1 - missed });
    registry.count("slo_events_total", { slo, result: "bad" }, results.bad);
    registry.count("slo_events_total", { slo, result: "good" }, results.good);
    registry.set("slo_target_ratio", { slo }, target);
  }
}

interface Objective {
  readonly target: number;
  readonly bad: number;
}

function updateRequests(registry: Shop, { flows, near, draw }: Tick): void {
  const errors = near("http errors", 0.001 + 0.02 * Math.max(0, flows.load - 2), 0.3);
  for (const { method, route, share } of routes) {
    const refused = route === "/login" ? 0.04 : 0.002;
    const shares = { 500: errors, [route === "/login" ? 401 : 404]: refused, 200: 1 - errors - refused };
    const requests = draw.events(route, flows.transactions * share);
    for (const [status, perSecond] of Object.entries(draw.split(`${route} status`, requests, shares))) {
      const median = near(`${route} time`, 0.04, 0.1) * (1 + Math.max(0, flows.load - 1.5));
      registry.count("http_requests_total", { method, route, status }, perSecond);
      registry.observe("http_request_duration_seconds", { method, route, status }, perSecond, { median, spread: 0.6 });
    }
  }
  registry.set("http_requests_in_flight", {}, Math.round(flows.transactions * 0.6));
}
