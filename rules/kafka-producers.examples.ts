import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./kafka-producers.ts";

const service = `${job("transactions")},instance="transactions:9502"`;
const orders = `${service},topic="orders"`;

export default defineExamples<typeof rules>({
  KafkaProducerLosesRecords: {
    fires: [{ name: "a single record", series: lost("0x5 1x10"), at: "8m", labels: { topic: "orders" } }],
    quiet: [{ name: "ten minutes ago", series: lost("0x5 1x20"), at: "15m" }],
  },

  KafkaProducerBufferFull: {
    fires: [
      {
        series: { [`kafka_producer_buffer_used_ratio{${service}}`]: "0.95x20" },
        at: "7m",
        labels: { job: "transactions" },
      },
    ],
    quiet: [{ series: { [`kafka_producer_buffer_used_ratio{${service}}`]: "0.9x20" }, at: "10m" }],
  },

  KafkaProducerSlow: {
    fires: [
      {
        name: "a dozen of a thousand batches",
        series: acknowledged({ fast: "0+988x40", all: "0+1000x40" }),
        at: "17m",
        labels: { topic: "orders" },
      },
      { name: "one of seven a minute", series: acknowledged({ fast: "0+6x40", all: "0+7x40" }), at: "17m" },
    ],
    quiet: [
      { name: "quick", series: acknowledged({ fast: "0+100x40", all: "0+100x40" }), at: "25m" },
      { name: "hardly used", series: acknowledged({ fast: "0+1x40", all: "0+5x40" }), at: "25m" },
    ],
  },
});

function lost(records: string) {
  return { [`kafka_producer_record_errors_total{${orders}}`]: records };
}

/** Batches acknowledged within a second, and within five. */
function acknowledged({ fast, all }: { fast: string; all: string }) {
  const metric = "kafka_producer_request_duration_seconds";
  return {
    [`${metric}_bucket{${orders},le="1.0"}`]: fast,
    [`${metric}_bucket{${orders},le="5.0"}`]: all,
    [`${metric}_bucket{${orders},le="+Inf"}`]: all,
    [`${metric}_count{${orders}}`]: all,
  };
}
