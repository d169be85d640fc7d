// What do the host's own services write to the systemd journal?
import { defineLogPipeline, dropNoise, normalizedLevel } from "bigdata-monitoring";

export default defineLogPipeline({
  help: "The systemd journal of this host: kernel, SSH, Docker, timers.",
  source: {
    journal: {
      // No path: a collector ends where the folder that it names does not exist. Without one it reads the persistent
      // journal (/var/log/journal) and the volatile one (/run/log/journal), whichever the host has.
      maxAge: "12h",
      relabel: [
        // Scopes and slices carry a number of their own: only services are worth a stream.
        { from: "__journal__systemd_unit", regex: "(.+)\\.service", to: "unit" },
        { from: "__journal__hostname", to: "host" },
        { from: "__journal_priority_keyword", to: "level" },
      ],
    },
    labels: { source: "journal" },
  },
  stages: [normalizedLevel, { labels: ["level"] }, ...dropNoise, { limit: { rate: 500, burst: 2500 } }],
});
