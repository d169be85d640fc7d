import { defineRunbooks } from "bigdata-monitoring";
import type ingestion from "./etl-ingestion.ts";

export default defineRunbooks<typeof ingestion>({
  EtlIngestionStopped: {
    check: [
      'Panel "Messages in by topic" of board kafka: do messages still arrive at the source?',
      '`{service="etl"} |= "PIPELINE"` in Loki: does the ingest stage connect, and what does it answer?',
    ],
    found: {
      "the source gets no messages": ["Its producers have stopped: see the alerts of the transaction service."],
      "messages arrive and are not read": [
        "The consumer hangs or was refused: restart the pipeline, and check its password and its consumer group.",
      ],
      "several pipelines stopped at once": ["What they share is down: Kafka or the network. See their alerts."],
    },
    undo: "Nothing to undo: the pipeline continues at the last offset that it committed.",
    verify: '`pipeline:etl_records_ingested:rate5m{pipeline="PIPELINE"}` is as high as its baseline.',
    call: { business: "if the transaction service sends nothing", fraud: "if the pipeline makes features" },
  },
});
