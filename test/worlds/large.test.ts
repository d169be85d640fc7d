import { testWorld } from "./world.ts";

// Nobody waits for the groups that people left behind on a console.
testWorld("large", {
  alert: "GroupBehind",
  expr: "max by (group) (kafka_consumergroup_group_max_lag_seconds) > 1800",
});
