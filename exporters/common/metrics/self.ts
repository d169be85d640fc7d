import type { MetricCatalog } from "bigdata-monitoring";
import type { Log } from "../log.ts";
import type { PollObserver } from "../poller.ts";
import type { Metrics } from "./contract.ts";
import { contractRegistry, type Store } from "./registry.ts";
import { snapshot } from "./snapshot.ts";

/** A store that also keeps what the exporter tells of itself, as `metrics/parts/self.ts` defines it. */
export interface SelfObserved<E extends MetricCatalog> extends PollObserver<E> {
  readonly store: Store;
  readonly metrics: Metrics<E>;
  readonly hasPolled: () => boolean;
}

/** @param prefix of the exporter's own metrics: `<prefix>_up` */
export function observeSelf<E extends MetricCatalog>(
  contract: E,
  { prefix, maxSeries, log }: { prefix: string; maxSeries: number; log: Log },
): SelfObserved<E> {
  const told = new Set<string>();
  const limits = {
    maxSeries,
    onDrop(metric: string) {
      store.add(`${prefix}_exporter_dropped_samples_total`, { metric }, 1);
      if (!told.has(metric))
        log.warn("samples left out: too many series, or a label that is too long", { metric, limit: maxSeries });
      told.add(metric);
    },
  };
  const store = contractRegistry(contract, limits);
  let polled = false;
  store.set(`${prefix}_up`, {}, 0);

  return {
    store,
    metrics: { add: store.add, addBuckets: store.addBuckets, snapshot: () => snapshot<E>(limits) },
    hasPolled: () => polled,
    ended({ snapshot, trouble }, seconds) {
      polled = true;
      store.show(snapshot);
      store.set(`${prefix}_up`, {}, trouble === undefined ? 1 : 0);
      store.observe(`${prefix}_exporter_poll_duration_seconds`, {}, seconds);
      if (trouble) store.add(`${prefix}_exporter_poll_errors_total`, { reason: trouble.reason }, 1);
      else store.set(`${prefix}_exporter_last_success_timestamp_seconds`, {}, Date.now() / 1000);
    },
  };
}
