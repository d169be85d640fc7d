import type contract from "../../metrics/transactions.ts";
import type { Platform } from "../platforms/platform.ts";
import type { Registry } from "../world/registry.ts";
import type { Tick } from "../world/tick.ts";
import { channels, endedIn } from "./shop.ts";

/** Customers of a window for each transaction per second at a peak. */
const windows = { "1h": 700, "24h": 10_500, "30d": 95_000 } as const;
const segments = { new: 0.15, returning: 0.5, loyal: 0.35 } as const;

/** Visits and how far they come: each step loses some, the rest buys. */
export function customers(registry: Registry<typeof contract>, { demand }: Platform): (tick: Tick) => void {
  return (tick) => {
    const { flows, near, draw } = tick;
    for (const [channel, { share, conversion }] of typed(channels)) {
      const buying = flows.demanded * share;
      const views = draw.events(`${channel} views`, buying / near(`${channel} conversion`, conversion, 0.05));
      const steps = { view: 1, cart: 0.35, checkout: 0.2, payment: 0.12, purchase: conversion };
      for (const [step, part] of typed(steps)) {
        const reached = step === "purchase" ? endedIn(channel, "approved", tick) : views * Math.max(part, conversion);
        registry.count("checkout_steps_total", { channel, step }, reached);
      }
      registry.count("sessions_started_total", { channel }, views);
      registry.set("sessions_active", { channel }, Math.round(views * 240));
      registry.count("customers_registered_total", { channel }, buying * 0.01);
      const median = near(`${channel} checkout`, 0.7, 0.1) * (1 + 2 * Math.max(0, flows.load - 1.5));
      registry.observe("checkout_duration_seconds", { channel }, buying, { median, spread: 0.5 });
    }
    for (const [window, perTransaction] of typed(windows))
      for (const [segment, part] of typed(segments)) {
        const trend = window === "1h" ? flows.load / demand.curve.mean : 1;
        registry.set(
          "customers_active",
          { window, segment },
          Math.round(tick.share * near(`${window} ${segment}`, demand.transactions * perTransaction * part * trend)),
        );
      }
  };
}

const typed = <K extends string, V>(record: Readonly<Record<K, V>>): [K, V][] => Object.entries(record) as [K, V][];
