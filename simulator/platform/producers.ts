import type etlContract from "../../metrics/etl.ts";
import type transactionsContract from "../../metrics/transactions.ts";
import { type Platform, writtenTo } from "../platforms/platform.ts";
import type { Registry } from "../world/registry.ts";
import type { Tick } from "../world/tick.ts";

/** What both services expose of their Kafka producers. */
type Producer = Pick<Registry<typeof etlContract> & Registry<typeof transactionsContract>, "count" | "set" | "observe">;

/** Records that a service writes to its topics: each is acknowledged, or sent again while a broker is gone. */
export const producer =
  (registry: Producer, service: "etl" | "transactions", { topics }: Platform) =>
  ({ flows, conditions, near }: Tick): void => {
    const lossRatio = conditions.brokersLost > 0 ? 1 : 0;
    for (const [topic, about] of Object.entries(topics)) {
      if (about.producer !== service) continue;
      const { bytes } = about;
      const records = writtenTo(about, flows);
      const labels = { topic };
      const batches = Math.max(records / 40, 0.2);
      registry.count("kafka_producer_records_sent_total", labels, records);
      registry.count("kafka_producer_sent_bytes_total", labels, records * bytes);
      registry.count("kafka_producer_record_errors_total", labels, 0);
      registry.count("kafka_producer_record_retries_total", labels, records * (0.0005 + 0.02 * lossRatio));
      const median = near(`${topic} ack`, 0.006 + 0.02 * lossRatio, 0.2);
      registry.observe("kafka_producer_request_duration_seconds", labels, batches, { median, spread: 0.7 });
      registry.observe("kafka_producer_batch_size_bytes", labels, batches, { median: 30 * bytes, spread: 0.5 });
    }
    const used = near("producer buffer", 0.04 * flows.load + 0.02 + 0.1 * lossRatio, 0.2);
    registry.set("kafka_producer_buffer_used_ratio", {}, Math.min(1, used));
  };
