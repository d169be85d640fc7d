import { defineRunbooks } from "bigdata-monitoring";
import type endpoints from "./endpoints.ts";

export default defineRunbooks<typeof endpoints>({
  EndpointDown: {
    check: [
      "`curl -sv --max-time 10 ADDRESS -o /dev/null`, or `nc -vz HOST PORT` for TCP: refused, timed out, a wrong name, or a status?",
      "`curl -s 'http://localhost:9115/probe?target=ADDRESS&module=http&debug=true' | tail -30`: what the probe saw.",
      "`docker ps -a --filter name=SERVICE` and `docker logs --tail 100 SERVICE`.",
    ],
    found: {
      "the connection is refused": ["The service is down: `docker start SERVICE`, and read its log if it ends again."],
      "it answers with 5xx": [
        "It runs and fails: find the first error in its log, and roll back a release of the last hour.",
      ],
      "it times out": [
        "It is overloaded or waits: `docker stats --no-stream SERVICE`, then the databases that it uses.",
      ],
      "only the probe fails": ["A name or a network: `docker exec bigdata-blackbox-exporter nslookup HOST`."],
    },
    undo: "Nothing to undo but a rolled back release.",
    verify: "`probe_success` is 1, and `probe_duration_seconds` is as it was.",
    call: { platform: "if several services of one host fail" },
  },
});
