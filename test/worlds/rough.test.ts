import { testWorld } from "./world.ts";

// A schedule of 0 means that there is none.
testWorld("rough", {
  alert: "RunsOverrun",
  expr: "rate(etl_run_duration_seconds_sum[1h]) / rate(etl_run_duration_seconds_count[1h]) > on (pipeline) group_left () max by (pipeline) (etl_schedule_interval_seconds)",
});
