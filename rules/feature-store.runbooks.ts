import { defineRunbooks } from "bigdata-monitoring";
import type store from "./feature-store.ts";

export default defineRunbooks<typeof store>({
  FeatureLookupsFail: {
    check: [
      "`redis-cli -h redis PING` and `redis-cli -h redis INFO stats | grep -E 'rejected|evicted'`: down, full, or well?",
      '`{service="fraud-detection", level=~"error|critical"} |= "feature"` in Loki: a timeout, a missing view, or a type.',
    ],
    found: {
      "Redis is down or rejects connections": ["See RedisDown."],
      "Redis is slow": [
        "`redis-cli SLOWLOG GET 10` and `redis-cli --bigkeys`: end the client that scans, with `CLIENT KILL ID n`.",
      ],
      "one feature view fails": ["Its last release or materialization: roll it back, then materialize it again."],
    },
    undo: "Materialize the view from the state before, if the rolled back one is wrong too.",
    verify: '`rate(feature_store_lookups_total{result="error"}[5m])` is 0.',
    call: { fraud: "at once: decisions are made without features" },
  },
});
