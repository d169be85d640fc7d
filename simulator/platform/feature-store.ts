import type contract from "../../metrics/etl.ts";
import type { Platform } from "../platforms/platform.ts";
import type { Registry } from "../world/registry.ts";
import type { Tick } from "../world/tick.ts";

type Etl = Registry<typeof contract>;

/** Features: looked up once a transaction and view, refreshed on each view's own schedule. */
export function featureStore(registry: Etl, { featureViews }: Platform): (tick: Tick) => void {
  const refreshed = new Map<string, number>();
  return ({ time, flows, near, draw, conditions }) => {
    for (const [feature_view, { entities, refresh, takes = 0 }] of Object.entries(featureViews)) {
      const view = { feature_view };
      const missed = near(`${feature_view} misses`, 0.02, 0.4);
      const shares = { error: 0.0003, miss: missed, hit: 1 - missed - 0.0003 };
      const results = draw.split(`${feature_view} lookups`, flows.transactions, shares);
      for (const [result, perSecond] of Object.entries(results))
        registry.count("feature_store_lookups_total", { ...view, result: result as keyof typeof results }, perSecond);
      const median = near(`${feature_view} lookup`, 0.0015 + 0.0008 * flows.load, 0.15);
      registry.observe("feature_store_lookup_duration_seconds", view, flows.transactions, { median, spread: 0.6 });
      registry.observe("feature_store_served_age_seconds", view, flows.transactions, {
        median: (refresh + takes) * 0.6,
        spread: 0.6,
      });
      registry.count("feature_store_writes_total", { ...view, result: "success" }, (entities / refresh) * 0.05);
      registry.count("feature_store_writes_total", { ...view, result: "failure" }, 0);
      registry.set("feature_store_entities", view, Math.round(near(feature_view, entities, 0.01)));
      const last = Math.floor((time - takes) / refresh) * refresh + takes;
      if (conditions.featuresNotRefreshed < 1 || !refreshed.has(feature_view)) refreshed.set(feature_view, last);
      registry.set("feature_store_last_materialization_timestamp_seconds", view, refreshed.get(feature_view));
    }
  };
}
