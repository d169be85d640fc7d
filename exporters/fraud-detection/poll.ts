import type contract from "../../metrics/fraud-detection-exporter.ts";
import type { Tools } from "../common/exporter.ts";
import type { Backend } from "../common/poller.ts";
import { countPage } from "./counters.ts";
import type { Cursor } from "./cursor.ts";
import { type Ledger, ledger, remembered } from "./ledger.ts";
import type { FraudSource, Page } from "./sources/source.ts";
import { showWindows } from "./windows.ts";

export interface FollowOptions {
  readonly source: FraudSource;
  readonly cursor: Cursor;
  readonly maxModels: number;
  /** Milliseconds after which a poll reads no further page; the rest waits for the next. */
  readonly budget: number;
}

/**
 * Each poll reads what was recorded since the last. The first ones read the last 30 days, which fill the windows;
 * counters begin where the cursor begins.
 */
export function followBackend(
  options: FollowOptions,
  { metrics, log }: Tools<typeof contract>,
): Backend<typeof contract> {
  const { source, cursor, maxModels, budget } = options;
  const models = ledger({ maxModels, onDrop: dropped });
  const countFrom = cursor.start;
  let through = new Date(Math.min(countFrom.getTime(), Date.now() - remembered * 1000));

  let hasDropped = false;
  let hasSkipped = false;

  function dropped(): void {
    metrics.add("fraud_exporter_dropped_samples_total", { metric: "fraud_window_predictions" }, 1);
    if (!hasDropped) log.warn({ limit: maxModels }, "model versions left out: too many");
    hasDropped = true;
  }

  function countSkipped({ predictions, labels, example }: Page["skipped"]): void {
    metrics.add("fraud_exporter_skipped_rows_total", { kind: "predictions" }, predictions);
    metrics.add("fraud_exporter_skipped_rows_total", { kind: "labels" }, labels);
    if (predictions + labels > 0 && !hasSkipped) log.warn({ predictions, labels, example }, "rows skipped");
    hasSkipped ||= predictions + labels > 0;
  }

  async function readPage(signal: AbortSignal): Promise<Page> {
    const isHistory = through < countFrom;
    const page = await source.read(through, isHistory ? countFrom : undefined, signal);
    // The next poll reads this page again if this one has failed meanwhile.
    signal.throwIfAborted();
    models.add(page);
    countPage(metrics, page, isHistory);
    if (!isHistory) countSkipped(page.skipped);
    through = page.through;
    return page;
  }

  return {
    async poll(signal) {
      const deadline = performance.now() + budget;
      let page = await readPage(signal);
      while (page.more && performance.now() < deadline) page = await readPage(signal);
      if (through > countFrom) await cursor.save(through);
      if (page.more) log.info({ through: through.toISOString() }, "reading what was recorded earlier");
      return { snapshot: gaugesOf(models, page.more) };
    },
    close: () => source.close(),
  };

  /** The windows are absent until everything recorded earlier is read: a part of it would look like the whole. */
  function gaugesOf(models: Ledger, isBehind: boolean) {
    const gauges = metrics.snapshot();
    for (const entry of models.models()) {
      const { model, version, newestPrediction, newestLabel } = entry;
      gauges.set("fraud_newest_prediction_timestamp_seconds", { model, version }, newestPrediction);
      gauges.set("fraud_newest_label_timestamp_seconds", { model, version }, newestLabel);
      if (!isBehind) showWindows(gauges, entry, Date.now() / 1000);
    }
    return gauges;
  }
}
