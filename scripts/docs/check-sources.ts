/** A page of a server's documentation, or a decision of this project. */
type Source = readonly [title: string, address: string];

const prometheus = (title: string, page: string): Source => [
  `Prometheus: ${title}`,
  `https://prometheus.io/docs/${page}`,
];
const alertmanager = (title: string, page: string): Source => [
  `Alertmanager: ${title}`,
  `https://prometheus.io/docs/alerting/latest/${page}`,
];
const grafana = (title: string, page: string): Source => [
  `Grafana: ${title}`,
  `https://grafana.com/docs/grafana/latest/${page}`,
];
const loki = (title: string, page: string): Source => [
  `Loki: ${title}`,
  `https://grafana.com/docs/loki/latest/${page}`,
];
const decision = (number: string, title: string): Source => [
  `ADR ${Number(number.slice(0, 4))}: ${title}`,
  `adr/${number}.md`,
];

/** What says that a check is right: the server that refuses or misreads, or the decision of this project. */
const sources: readonly (readonly [source: Source, checks: string])[] = [
  [
    prometheus("configuration", "prometheus/latest/configuration/configuration/"),
    "duration-range label-name target-address target-source target-labels scrape-timeout scrape-limits config-timeout",
  ],
  [prometheus("storage", "prometheus/latest/storage/"), "query-retention compose-retention"],
  [prometheus("staleness", "prometheus/latest/querying/basics/#staleness"), "rule-lookback"],
  [
    prometheus("selectors", "prometheus/latest/querying/basics/"),
    "promql-syntax promql-label promql-label-value promql-matchers",
  ],
  [prometheus("jobs and instances", "concepts/jobs_instances/"), "promql-job promql-metric service-metrics"],
  [
    prometheus("functions", "prometheus/latest/querying/functions/"),
    "promql-counter promql-rate-of-sum promql-window promql-quantile promql-collision alert-absent-wait",
  ],
  [
    prometheus("operators", "prometheus/latest/querying/operators/"),
    "promql-grouping promql-matching promql-divisor promql-comparison alert-changing-series",
  ],
  [prometheus("migration to 3", "prometheus/latest/migration/"), "promql-bucket"],
  [prometheus("recording rules", "practices/rules/"), "rule-record-name promql-recording"],
  [prometheus("units", "practices/naming/"), "promql-unit panel-unit alert-format annotation-value-unit"],
  [prometheus("metric types", "concepts/metric_types/"), "alert-bare-counter"],
  [
    prometheus("alerting rules", "prometheus/latest/configuration/alerting_rules/"),
    "alert-for-duration label-value external-label alert-label",
  ],
  [prometheus("templates", "prometheus/latest/configuration/template_reference/"), "template-syntax template-failure"],
  [
    alertmanager("routes", "configuration/#route"),
    "route-group-by-form alert-unrouted matcher-unknown-alert matcher-label route-group-by route-repeat-interval route-unreachable route-time-interval route-receiver receiver-unused",
  ],
  [alertmanager("matchers", "configuration/#matcher"), "matcher-regex"],
  [
    alertmanager("time intervals", "configuration/#time_interval"),
    "time-interval-value time-interval-unused time-interval-empty time-interval-month-end route-muted-end",
  ],
  [
    alertmanager("receivers", "configuration/#receiver-integration-settings"),
    "receiver-secret receiver-unchecked receiver-field message-value compose-secret",
  ],
  [
    alertmanager("inhibition", "configuration/#inhibition-related-settings"),
    "inhibit-equal inhibit-everywhere inhibit-severity inhibit-overlap inhibit-unmatched",
  ],
  [alertmanager("messages", "notifications/"), "message-template message-failure template-name"],
  [["PagerDuty, Slack and others: limits of a message", "notifications.md"], "message-limit message-buttons"],
  [
    grafana("HTTP API", "developer-resources/api-reference/http-api/dashboard/"),
    "grafana-uid grafana-title dashboard-tag",
  ],
  [
    grafana("provisioning", "administration/provisioning/"),
    "dashboard-title datasource-default datasource-service datasource-unchecked",
  ],
  [
    grafana("JSON model", "dashboards/build-dashboards/view-dashboard-json-model/"),
    "panel-position panel-overflow dashboard-panel-id panel-unchecked",
  ],
  [grafana("time ranges", "dashboards/use-dashboards/"), "dashboard-time"],
  [grafana("variables", "dashboards/variables/variable-syntax/"), "dashboard-variable"],
  [
    grafana("links", "dashboards/build-dashboards/manage-dashboard-links/"),
    "dashboard-link alert-dashboard alert-panel",
  ],
  [
    grafana("standard options", "panels-visualizations/configure-standard-options/"),
    "dashboard-unit panel-threshold panel-legend dashboard-text dashboard-title-length",
  ],
  [decision("0039-schema-v2-from-classic-json", "schema v2"), "dashboard-tab panel-condition"],
  [loki("LogQL", "query/"), "logql-syntax logql-label"],
  [loki("pipelines", "send-data/promtail/stages/"), "log-field log-regex log-template log-name log-selector"],
  [
    decision("0017-alerting-principles", "alerting"),
    "alert-name alert-owner alert-silent-end alert-ratio-floor alert-self-resolving",
  ],
  [decision("0038-which-alerts-page", "which alerts page"), "runbook-missing"],
  [decision("0020-routing-model", "routing"), "alert-owner-notified alert-channels"],
  [decision("0012-promql-checks", "checks of PromQL"), "suppression-unused"],
  [decision("0031-examples-beside-rules", "examples"), "log-alert-examples"],
  [
    decision("0040-identity-labels", "identity labels"),
    "rule-identity target-identity recorded-identity route-identity inhibit-identity",
  ],
  [
    ["Kubernetes: names and labels", "https://kubernetes.io/docs/concepts/overview/working-with-objects/names/"],
    "kubernetes-name",
  ],
  [
    decision("0029-policy-of-the-containers", "containers"),
    "compose-health compose-image compose-service stack-port site-name",
  ],
  [decision("0034-scale-out", "scale-out"), "scale-service scale-rules scale-tenant scale-compose"],
  [["monitoring.config.ts", "concepts.md"], "config-check"],
];

/** The source of each check by its name, as Markdown. */
export const sourceOf: ReadonlyMap<string, string> = new Map(
  sources.flatMap(([[title, address], names]) => names.split(" ").map((name) => [name, `[${title}](${address})`])),
);

/** Names of problems that no check finds, but a reader of files. */
export const readers: readonly (readonly [name: string, finds: string])[] = [
  [
    "schema",
    "A file or a definition that is not of the form that its server reads. Source: the types in `lib/schemas/`.",
  ],
  [
    "rule-file",
    "What Prometheus, or Loki, refuses of a file that `check --rules` reads. Source: `promtool check rules`.",
  ],
  ["kubernetes", "An object that its kind does not allow. Source: the published definition of the kind."],
  ["exposition", "What Prometheus refuses of an exporter's answer, in `metrics`. Source: its parser."],
  ["verify-*", "How an exporter differs from its metric catalog, in `metrics verify`. Source: the exporter."],
];
