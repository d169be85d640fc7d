import type { MetricCatalog } from "bigdata-monitoring";
import type { Log } from "../log.ts";
import type { PollObserver } from "../poller.ts";
import type { Metrics } from "./contract.ts";
import { contractRegistry, type Store } from "./registry.ts";

/** A store that also keeps the exporter's own metrics, as `metrics/parts/self.ts` defines them. */
export interface SelfObserved<E extends MetricCatalog> extends PollObserver<E> {
  readonly store: Store<E>;
  readonly metrics: Metrics<E>;
  readonly hasPolled: () => boolean;
}

/** @param prefix of the exporter's own metrics: `<prefix>_up` */
export function observeSelf<E extends MetricCatalog>(
  contract: E,
  { prefix, maxSeries, log }: { prefix: string; maxSeries: number; log: Log },
): SelfObserved<E> {
  const reported = new Set<string>();
  const store = contractRegistry(contract, {
    maxSeries,
    onDrop(metric, samples) {
      store.addUnlimited(`${prefix}_exporter_dropped_samples_total`, { metric }, samples);
      if (!reported.has(metric))
        log.warn(
          { metric, limit: maxSeries },
          "samples left out: too many series, a label that is too long, or too much text",
        );
      reported.add(metric);
    },
  });
  let polled = false;
  store.set(`${prefix}_up`, {}, 0);

  return {
    store,
    metrics: store,
    hasPolled: () => polled,
    ended({ snapshot, failure }, seconds) {
      polled = true;
      store.publish(snapshot);
      store.set(`${prefix}_up`, {}, failure === undefined ? 1 : 0);
      store.observe(`${prefix}_exporter_poll_duration_seconds`, {}, seconds);
      if (failure) store.add(`${prefix}_exporter_poll_errors_total`, { reason: failure.reason }, 1);
      else store.set(`${prefix}_exporter_last_success_timestamp_seconds`, {}, Date.now() / 1000);
    },
  };
}
