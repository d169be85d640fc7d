/** Alerts that a message lists one by one: a longer list would hide what to do first. */
const listed = 5;

/** In Slack's own markup: bold stands in asterisks, and three characters must be escaped. */
export const slack = `
{{ define "slack.title" }}{{ template "alert.headline" . }}{{ end }}

{{ define "slack.color" -}}
  {{ if eq .Status "resolved" }}good
  {{- else if eq .CommonLabels.severity "critical" }}danger
  {{- else if eq .CommonLabels.severity "warning" }}warning
  {{- else }}#439FE0{{ end -}}
{{ end }}

{{ define "slack.text" -}}
  {{ if .Alerts.Firing -}}
    {{ template "slack.list" .Alerts.Firing -}}
    {{ with index .Alerts.Firing 0 }}
{{ with .Annotations.action }}*First:* {{ template "slack.safe" . }}{{ end }}
{{ with .Annotations.description }}{{ template "slack.safe" . }}{{ end -}}
    {{ end -}}
  {{ else -}}
    {{ template "slack.list" .Alerts.Resolved -}}
  {{ end -}}
{{ end }}

{{ define "slack.list" -}}
  {{ range $i, $alert := . }}{{ if lt $i ${listed} -}}
    • {{ template "slack.safe" (or .Annotations.summary .Labels.alertname) }}, {{ template "alert.when" . }}
{{ end }}{{ end -}}
  {{ if gt (len .) ${listed} }}… {{ len . }} in all
{{ end -}}
{{ end }}

{{ define "slack.safe" -}}
  {{ reReplaceAll "(?s)^(.{300}).+$" "$1…" . | reReplaceAll "&" "&amp;" | reReplaceAll "<" "&lt;" | reReplaceAll ">" "&gt;" -}}
{{ end }}
`;
