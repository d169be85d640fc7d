/** Mail, as HTML for people and as plain text for whatever else reads it. */
export const email = `
{{ define "email.text" -}}
{{ template "alert.headline" . }}
{{ range .Alerts }}
- {{ template "alert.summary" . }}
  {{ template "alert.when" . }}
{{- if not $.CommonAnnotations.description }}
  {{ .Annotations.description }}
{{- end }}
{{ end }}
{{- with .CommonAnnotations.description }}
{{ . }}
{{ end }}
{{- if .Alerts.Firing }}
First: {{ template "alert.action" . }}
Team: {{ template "alert.team" . }}
Respond within: {{ template "alert.respondWithin" . }}
{{ end }}
Dashboard: {{ template "link.dashboard" . }}
Runbook: {{ template "link.runbook" . }}
Logs: {{ template "link.logs" . }}
Query: {{ template "link.source" . }}
Silence: {{ template "link.silence" . }}
{{ end }}

{{ define "email.html" -}}
<!DOCTYPE html>
<html lang="en">
<body style="margin:0;font-family:sans-serif;font-size:15px;color:#222">
<h1 style="margin:0;padding:12px 16px;font-size:18px;color:#fff;background:{{ template "email.color" . }}">
{{- template "alert.headline" . -}}
</h1>
<div style="padding:12px 16px;max-width:720px">
{{ range .Alerts -}}
<p><b>{{ template "alert.summary" . }}</b><br>
{{ template "alert.when" . }}
{{- if not $.CommonAnnotations.description }}<br>
{{ .Annotations.description }}{{ end }}<br>
<small style="color:#666">{{ range .Labels.SortedPairs }}{{ .Name }}={{ .Value }} {{ end }}</small></p>
{{ end -}}
{{ with .CommonAnnotations.description }}<p>{{ . }}</p>
{{ end -}}
{{ if .Alerts.Firing -}}
<p style="padding:8px 12px;background:#f4f4f4"><b>First:</b> {{ template "alert.action" . }}<br>
Team {{ template "alert.team" . }}, respond within {{ template "alert.respondWithin" . }}</p>
{{ end -}}
<p><a href="{{ template "link.dashboard" . }}">Dashboard</a> ·
<a href="{{ template "link.runbook" . }}">Runbook</a> ·
<a href="{{ template "link.logs" . }}">Logs</a> ·
<a href="{{ template "link.source" . }}">Query</a> ·
<a href="{{ template "email.silence" . }}">Silence</a></p>
</div>
</body>
</html>
{{ end }}

{{ define "email.color" -}}
  {{ if eq .Status "resolved" }}#2e7d32
  {{- else if eq .CommonLabels.severity "critical" }}#c62828
  {{- else if eq .CommonLabels.severity "warning" }}#b26a00
  {{- else }}#1565c0{{ end -}}
{{ end }}

{{/* HTML templates encode what stands in a link by themselves, and refuse to have it done for them. */}}
{{ define "email.silence" -}}
  {{ .ExternalURL }}/#/silences/new?filter=%7B
  {{- range $i, $pair := .CommonLabels.SortedPairs -}}
    {{ if $i }}%2C%20{{ end }}{{ $pair.Name }}%3D%22{{ $pair.Value }}%22
  {{- end }}%7D
{{- end }}
`;
