import { defineRunbooks } from "bigdata-monitoring";
import type filesystems from "./hosts-filesystems.ts";

const freeing = [
  "Containers' logs: `du -xsh /var/lib/docker/containers/*/*-json.log | sort -h | tail -5`, then `truncate -s 0 FILE`.",
  "Images and layers that nothing uses: `docker system df`, then `docker image prune -a --filter until=168h`.",
  "The journal: `journalctl --vacuum-size=500M`.",
] as const;

export default defineRunbooks<typeof filesystems>({
  HostDiskFull: {
    check: [
      "`df -h MOUNTPOINT; df -i MOUNTPOINT`: whether bytes or inodes are used up.",
      "`du -xh --max-depth=2 MOUNTPOINT | sort -h | tail -15`: the largest directories.",
      "`lsof +L1 | sort -k7 -n | tail -5`: files that are deleted and still open. They take space until their program ends.",
    ],
    found: {
      "logs or images are large": freeing,
      "a database or Kafka is large": [
        "Never delete its files. Kafka: shorten the retention of its largest topic, here to a day: `kafka-configs.sh --bootstrap-server kafka:9092 --alter --entity-type topics --entity-name TOPIC --add-config retention.ms=86400000`. PostgreSQL: look for a replication slot that keeps its log.",
        "Extend the volume: `lvextend -r -L +50G VOLUME`, or at the provider, then `resize2fs` or `xfs_growfs`.",
      ],
      "Prometheus or Loki is large": [
        "Lower `PROMETHEUS_RETENTION_SIZE` in `compose/.env`, or the days in `retention.ts`, and run `npm run up`.",
      ],
      "deleted files are open": ["Restart the program in the first column."],
    },
    undo: "Set `retention.ms` of the topic back. Truncated logs are in Loki.",
    verify: "`df -h MOUNTPOINT` is below 90 %, and the services that write there answer.",
    call: { "data-engineering": "before you shorten the retention of a topic" },
  },
});
