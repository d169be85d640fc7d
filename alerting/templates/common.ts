import { formatDuration, type Severity } from "bigdata-monitoring";
import { severities } from "../severities.ts";

const respondWithin = (severity: Exclude<Severity, "none">): string =>
  formatDuration(severities[severity].respondWithin);

/** Texts and links that all channels share. */
export const common = String.raw`
{{ define "alert.headline" -}}
  {{ if eq .Receiver "unrouted" }}UNROUTED {{ end -}}
  {{ if and (eq .Receiver "escalation") (eq .Status "firing") }}UNANSWERED FOR ${respondWithin("critical").toUpperCase()}: {{ end -}}
  {{ if eq .Status "firing" }}{{ or .CommonLabels.severity "alert" | toUpper }}{{ else }}RESOLVED{{ end }}: {{ .CommonLabels.alertname -}}
  {{ with .CommonLabels.domain }} ({{ . }}){{ end -}}
  {{ with .CommonLabels.cluster }} in {{ . }}{{ end -}}
  {{ if gt (len .Alerts.Firing) 1 }}, {{ len .Alerts.Firing }} firing{{ end -}}
{{ end }}

{{ define "alert.summary" -}}
  {{ with .Annotations.summary }}{{ template "text.short" . }}{{ else }}{{ .Labels.alertname }}{{ end -}}
{{ end }}

{{ define "alert.when" -}}
  {{ if eq .Status "firing" }}since {{ template "text.time" .StartsAt }}{{ else }}over since {{ template "text.time" .EndsAt }}{{ end -}}
{{ end }}

{{ define "alert.action" -}}
  {{ with (index (or .Alerts.Firing .Alerts) 0).Annotations.action }}{{ template "text.short" . }}{{ else }}Open the dashboard and the query.{{ end -}}
{{ end }}

{{ define "alert.team" }}{{ or .CommonLabels.team "nobody" }}{{ end }}

{{ define "alert.respondWithin" -}}
  {{ if eq .Status "resolved" }}over, nothing to do
  {{- else if eq .CommonLabels.severity "critical" }}${respondWithin("critical")}
  {{- else if eq .CommonLabels.severity "warning" }}${respondWithin("warning")}
  {{- else }}${respondWithin("info")}{{ end -}}
{{ end }}

{{/* The first alert may be over while others fire. */}}
{{ define "link.dashboard" }}{{ or (index (or .Alerts.Firing .Alerts) 0).Annotations.dashboard_url .ExternalURL }}{{ end }}
{{ define "link.runbook" }}{{ or (index (or .Alerts.Firing .Alerts) 0).Annotations.runbook_url .ExternalURL }}{{ end }}
{{ define "link.logs" }}{{ or (index (or .Alerts.Firing .Alerts) 0).Annotations.logs_url .ExternalURL }}{{ end }}
{{ define "link.source" }}{{ or (index (or .Alerts.Firing .Alerts) 0).GeneratorURL .ExternalURL }}{{ end }}
{{ define "link.silence" -}}
  {{ .ExternalURL }}/#/silences/new?filter=%7B
  {{- range $i, $pair := .CommonLabels.SortedPairs -}}
    {{ if $i }}%2C%20{{ end }}{{ $pair.Name }}%3D%22{{ reReplaceAll "\\+" "%20" (urlquery $pair.Value) }}%22
  {{- end }}%7D
{{- end }}

{{ define "text.time" }}{{ .UTC.Format "15:04 UTC on 2 Jan" }}{{ end }}
{{ define "text.short" }}{{ reReplaceAll "(?s)^(.{300}).+$" "$1…" . }}{{ end }}
`;
