import type contract from "../../metrics/etl.ts";
import type { Registry } from "../world/registry.ts";
import type { Tick } from "../world/tick.ts";

const views = {
  "customer-profile": { entities: 480_000, refresh: 900 },
  "card-velocity": { entities: 620_000, refresh: 60 },
  "merchant-risk": { entities: 18_000, refresh: 1800 },
  "device-fingerprint": { entities: 910_000, refresh: 300 },
} as const;

/** Features: looked up once a transaction and view, refreshed on each view's own schedule. */
export function featureStore(registry: Registry<typeof contract>): (tick: Tick) => void {
  return ({ time, flows, near }) => {
    for (const [feature_view, { entities, refresh }] of Object.entries(views)) {
      const view = { feature_view };
      const missed = near(`${feature_view} misses`, 0.02, 0.4);
      const results = { hit: 1 - missed - 0.0003, miss: missed, error: 0.0003 };
      for (const [result, share] of Object.entries(results))
        registry.count(
          "feature_store_lookups_total",
          { ...view, result: result as keyof typeof results },
          flows.transactions * share,
        );
      const median = near(`${feature_view} lookup`, 0.0015 + 0.0008 * flows.load, 0.15);
      registry.observe("feature_store_lookup_duration_seconds", view, flows.transactions, { median, spread: 0.6 });
      registry.observe("feature_store_served_age_seconds", view, flows.transactions, {
        median: refresh * 0.6,
        spread: 0.6,
      });
      registry.count("feature_store_writes_total", { ...view, result: "success" }, (entities / refresh) * 0.05);
      registry.count("feature_store_writes_total", { ...view, result: "failure" }, 0);
      registry.set("feature_store_entities", view, Math.round(near(feature_view, entities, 0.01)));
      registry.set("feature_store_last_materialization_timestamp_seconds", view, Math.floor(time / refresh) * refresh);
    }
  };
}
