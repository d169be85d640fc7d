import { defineRunbooks } from "bigdata-monitoring";
import type etl from "./etl.ts";

export default defineRunbooks<typeof etl>({
  EtlPipelineStale: {
    check: [
      '`{service="etl"} |= "PIPELINE"` in Loki, last six hours: the last run\'s last line, or no run at all.',
      'Panel "Pipelines" of board etl: this pipeline alone, or all of them?',
      "Its source: can it be read? Run the query of the extract stage by hand.",
    ],
    found: {
      "no run has started": ["The scheduler: `docker ps --filter name=etl`, and its log. Start a run by hand."],
      "runs fail": [
        "Fix what the last line says; a changed schema and an expired password are the usual reasons. Start a run by hand.",
      ],
      "a run does not end": [
        "`SELECT pid, wait_event_type, query FROM pg_stat_activity WHERE application_name LIKE 'etl%'`: if it waits for a lock, end the session that holds it. Else stop the run and start it with less data.",
      ],
      "all pipelines are stale": ["What they share is down: Kafka, PostgreSQL, or the host. See their alerts."],
    },
    undo: "Runs are idempotent by day: a run that was started twice needs no undoing.",
    verify: '`etl_last_success_timestamp_seconds{pipeline="PIPELINE"}` is new.',
    call: { data: "if reports of the day will be late", fraud: "if the pipeline makes features" },
  },
  EtlRecordsFail: {
    check: [
      'Panel "Failed records by reason" of board etl.',
      '`{service="etl", level="error"} |= "PIPELINE"` in Loki: one failed record with its reason.',
    ],
    found: {
      "the reason is schema": [
        "The source has changed: ask its owner. Pause the pipeline if the records would be lost, and map the new field.",
      ],
      "the reason is connection or timeout": ["The target: see the alerts of its database."],
      "the reason is validation": ["Bad data from one source: quarantine its records, and notify its owner."],
    },
    undo: "Replay the failed records from the dead letters once the mapping is right.",
    verify: "`pipeline_stage:etl_records_failed:ratio_rate5m` is below 0.01.",
    call: { data: "if records were quarantined" },
  },
  EtlRecordsLost: {
    check: [
      "Compare `etl_records_read_total` and `etl_records_written_total` of STAGE over the last hour, per run: a run in progress has read what it has not yet written.",
      '`{service="etl"} |= "STAGE" |~ "skip|drop|duplicate"` in Loki.',
    ],
    found: {
      "records wait in the stage": [
        'Nothing is lost. Find what slows the next stage: panel "Queue usage by pipeline and stage" of board etl.',
      ],
      "records are dropped": [
        "Pause the pipeline. Extend the retention of its source: `kafka-configs.sh --bootstrap-server kafka:9092 --alter --entity-type topics --entity-name TOPIC --add-config retention.ms=604800000`.",
        "Roll back its last release, then replay from before the loss.",
      ],
    },
    undo: "Delete the duplicates that a replay made, by their key; set `retention.ms` back.",
    verify: "Counts of source and target agree for the hour: `SELECT count(*)` on both.",
    call: { business: "if orders or payments are among them", data: "before a replay" },
  },
});
