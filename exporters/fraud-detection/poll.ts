import type contract from "../../metrics/fraud-detection-exporter.ts";
import type { Tools } from "../common/exporter.ts";
import type { Backend } from "../common/poller.ts";
import { counting } from "./counters.ts";
import type { Cursor } from "./cursor.ts";
import { type Ledger, ledger, remembered } from "./ledger.ts";
import type { FraudSource, Page } from "./sources/source.ts";
import { showWindows } from "./windows.ts";

export interface FollowOptions {
  readonly source: FraudSource;
  readonly cursor: Cursor;
  readonly maxModels: number;
  /** Milliseconds for which one poll reads on; the rest waits for the next. */
  readonly budget: number;
}

/**
 * Follows a source: each poll reads what was recorded since the last. First it reads the last 30 days, which fill the
 * windows; counters leave out what was recorded before the exporter's time, or before where its cursor file left off.
 */
export function followBackend(
  options: FollowOptions,
  { metrics, log }: Tools<typeof contract>,
): Backend<typeof contract> {
  const { source, cursor, maxModels, budget } = options;
  const models = ledger({ maxModels, onDrop: dropped });
  const counters = counting(metrics);
  const countFrom = cursor.start;
  let through = new Date(Math.min(countFrom.getTime(), Date.now() - remembered * 1000));

  let hasDropped = false;
  let hasSkipped = false;

  function dropped(): void {
    metrics.add("fraud_exporter_dropped_samples_total", { metric: "fraud_window_predictions" }, 1);
    if (!hasDropped) log.warn("model versions left out: too many", { limit: maxModels });
    hasDropped = true;
  }

  function countSkipped({ predictions, labels, example }: Page["skipped"]): void {
    metrics.add("fraud_exporter_skipped_rows_total", { kind: "predictions" }, predictions);
    metrics.add("fraud_exporter_skipped_rows_total", { kind: "labels" }, labels);
    if (predictions + labels > 0 && !hasSkipped) log.warn("rows skipped", { predictions, labels, example });
    hasSkipped ||= predictions + labels > 0;
  }

  async function readPage(signal: AbortSignal): Promise<Page> {
    const isHistory = through < countFrom;
    const page = await source.read(through, isHistory ? countFrom : undefined, signal);
    // A page that comes after its poll was given up would be read, and counted, again by the next.
    signal.throwIfAborted();
    models.add(page);
    counters.count(page, isHistory);
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
      if (page.more) log.info("catching up", { through });
      return { snapshot: gaugesOf(models, page.more) };
    },
    close: () => source.close(),
  };

  /** While it catches up, windows would show a part as if it were the whole. */
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
