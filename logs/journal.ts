// What do the host's own services write to the systemd journal?
import { defineLogPipeline, dropNoise, normalizedLevel, redactSecrets } from "bigdata-monitoring";

export default defineLogPipeline({
  help: "The systemd journal of this host: kernel, SSH, Docker, timers.",
  source: {
    journal: {
      // No path: a collector exits if the folder does not exist. Without a path it reads the persistent journal
      // (/var/log/journal) or the volatile one (/run/log/journal), whichever the host has.
      maxAge: "12h",
      relabel: [
        // Scopes and slices carry a number of their own: only services get a stream.
        { from: "__journal__systemd_unit", regex: "(.+)\\.service", to: "unit" },
        { from: "__journal_priority_keyword", to: "level" },
      ],
    },
    labels: { source: "journal" },
  },
  stages: [
    ...redactSecrets,
    ...normalizedLevel,
    { labels: ["level"] },
    ...dropNoise,
    { limit: { rate: 500, burst: 2500 } },
  ],
});
