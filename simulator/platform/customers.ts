import type contract from "../../metrics/transactions.ts";
import { meanDemand } from "../world/demand.ts";
import type { Registry } from "../world/registry.ts";
import type { Tick } from "../world/tick.ts";
import { channels } from "./shop.ts";

const windows = { "1h": 14_000, "24h": 210_000, "30d": 1_900_000 } as const;
const segments = { new: 0.15, returning: 0.5, loyal: 0.35 } as const;

/** Visits and how far they come: each step loses some, the rest buys. */
export function customers(registry: Registry<typeof contract>): (tick: Tick) => void {
  return ({ flows, near }) => {
    for (const [channel, { share, conversion }] of typed(channels)) {
      const buying = flows.transactions * share;
      const views = buying / near(`${channel} conversion`, conversion, 0.05);
      const steps = { view: 1, cart: 0.35, checkout: 0.2, payment: 0.12, purchase: conversion };
      for (const [step, part] of typed(steps)) {
        const reached = step === "purchase" ? flows.approved * share : views * Math.max(part, conversion);
        registry.count("checkout_steps_total", { channel, step }, reached);
      }
      registry.count("sessions_started_total", { channel }, views);
      registry.set("sessions_active", { channel }, Math.round(views * 240));
      registry.count("customers_registered_total", { channel }, buying * 0.01);
      const median = near(`${channel} checkout`, 0.7, 0.1) * (1 + 2 * Math.max(0, flows.load - 1.5));
      registry.observe("checkout_duration_seconds", { channel }, buying, { median, spread: 0.5 });
    }
    for (const [window, buyers] of typed(windows))
      for (const [segment, part] of typed(segments)) {
        const trend = window === "1h" ? flows.load / meanDemand : 1;
        registry.set(
          "customers_active",
          { window, segment },
          Math.round(near(`${window} ${segment}`, buyers * part * trend)),
        );
      }
  };
}

const typed = <K extends string, V>(record: Readonly<Record<K, V>>): [K, V][] => Object.entries(record) as [K, V][];
