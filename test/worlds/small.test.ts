import { testWorld } from "./world.ts";

// Of one or two frauds a day, a model that misses one has a recall of 50 %.
testWorld("small", {
  alert: "RecallLow",
  expr: 'fraud_recall_ratio{window="24h"} < 0.7',
});
