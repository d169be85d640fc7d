// What do the platform's applications write to files, with which trace and request?
import {
  defineLogPipeline,
  dropNoise,
  joinStackTraces,
  normalizedLevel,
  parseFields,
  redactSecrets,
} from "bigdata-monitoring";

export default defineLogPipeline({
  help: "Log files of the platform's applications: one folder a service below /var/log/bigdata, JSON preferred.",
  source: {
    files: { paths: ["/var/log/bigdata/*/*.log"], except: ["/var/log/bigdata/*/*.gz"] },
    labels: { source: "application" },
  },
  stages: [
    ...joinStackTraces,
    ...redactSecrets,
    { regex: { source: "filename", expression: "^/var/log/bigdata/(?P<service>[^/]+)/" } },
    ...parseFields('{source="application"}'),
    // After an outage of the collector, lines are read late: they get the time at which they were written.
    // Whole numbers count as milliseconds, since seconds look the same.
    { timestamp: { source: "time", format: "RFC3339Nano", fallback: ["2006-01-02 15:04:05.000", "UnixMs", "Unix"] } },
    ...normalizedLevel,
    { labels: ["service", "level"] },
    { structuredMetadata: ["trace_id", "request_id", "filename"] },
    { dropLabels: ["filename"] },
    ...dropNoise,
    { limit: { rate: 2000, burst: 10_000 } },
  ],
});
