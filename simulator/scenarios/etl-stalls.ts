import { defineScenario } from "../scenario.ts";

export default defineScenario({
  title: "An ETL stalls",
  story: "The orders pipeline's sink takes no more: its last stage stands still, and what it should load piles up.",
  changes: { loadStalled: { to: 1 } },
  lasts: "1h30m",
  panels: ["etl › Missed runs", "etl › Queue usage by pipeline and stage", "etl › Data age by pipeline"],
  fires: [
    "EtlPipelineStale warning",
    "EtlPipelineStale critical",
    "EtlQueueFullSoon warning",
    "EtlQueueFull warning",
    "EtlRecordsWait warning",
    "EtlSinkStale warning",
  ],
});
