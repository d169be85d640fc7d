import { testWorld } from "./world.ts";

// An absolute age fits no pipeline that runs once a night.
testWorld("batch", {
  alert: "DataTooOld",
  expr: "time() - max by (pipeline) (etl_newest_record_timestamp_seconds) > 7200",
});
