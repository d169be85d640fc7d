/** What is read on a phone at night: one line that says what, then the list of what fires. */
export const pagerduty = `
{{ define "pagerduty.description" -}}
  {{ template "alert.headline" . }}: {{ template "alert.summary" (index (or .Alerts.Firing .Alerts) 0) -}}
{{ end }}

{{ define "pagerduty.severity" -}}
  {{ if match "^(critical|warning|info)$" .CommonLabels.severity }}{{ .CommonLabels.severity }}{{ else }}error{{ end -}}
{{ end }}

{{ define "pagerduty.component" -}}
  {{ or .CommonLabels.service .CommonLabels.job .CommonLabels.domain "unknown" -}}
{{ end }}

{{ define "pagerduty.firing" -}}
  {{ range .Alerts.Firing }}{{ template "alert.summary" . }}, {{ template "alert.when" . }}
{{ end -}}
{{ end }}
`;
