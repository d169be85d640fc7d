// What does every container write?
import {
  defineLogPipeline,
  dropNoise,
  joinStackTraces,
  normalizedLevel,
  parseFields,
  redactSecrets,
} from "bigdata-monitoring";

export default defineLogPipeline({
  help: "Standard output and error of every Docker container on this host.",
  source: {
    docker: {
      host: "unix:///var/run/docker.sock",
      refresh: "15s",
      relabel: [
        { from: "__meta_docker_container_name", regex: "/(.*)", to: "container" },
        { from: "__meta_docker_container_label_com_docker_compose_service", to: "service" },
      ],
    },
    labels: { source: "container" },
  },
  stages: [
    ...joinStackTraces,
    ...redactSecrets,
    ...parseFields('{source="container"}'),
    ...normalizedLevel,
    { labels: ["level"] },
    { structuredMetadata: ["trace_id", "request_id"] },
    ...dropNoise,
    // A container in a crash loop must not delay the others; Docker keeps the lines until they are read.
    { limit: { rate: 2000, burst: 10_000 } },
  ],
});
