// How does this platform differ from the library's defaults?
import { defineConfig, promql } from "bigdata-monitoring";

export default defineConfig({
  project: "bigdata-platform-monitoring",
  grafana: {
    folder: { title: "Big Data Platform", uid: "bigdata-platform" },
    tag: "bigdata",
    menu: { title: "Boards", tooltip: "The other boards of the platform" },
    annotationText: "{{severity}} · {{instance}}{{topic}}{{pipeline}}{{model}}{{dataset}}",
    deployments: {
      expr: promql`
        max by (job, version) (deployment_info)
        unless max by (job, version) (max_over_time(deployment_info[1d] offset 10m))`,
      title: "{{job}} {{version}}",
      text: "Version {{version}} of {{job}} is deployed",
    },
  },
  prometheus: {
    scrapeInterval: "15s",
    scrapeTimeout: "10s",
    evaluationInterval: "15s",
    externalLabels: { platform: "bigdata" },
  },
  urls: {
    grafana: "http://localhost:3000",
    prometheus: "http://localhost:9090",
    alertmanager: "http://localhost:9093",
    // The proxy of the stack shows them to those who are logged in to Grafana.
    runbooks: "http://localhost:8405/runbooks",
  },
  identityLabels: ["cluster"],
  checks: { "runbook-missing": { severity: "error", reason: "Whoever is woken gets steps, not a sentence." } },
  compose: { containerPrefix: "bigdata-" },
});
