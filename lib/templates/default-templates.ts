// The templates that Alertmanager 0.33 brings along, by what they render. A live test compares them with amtool's.
// Source: https://github.com/prometheus/alertmanager/tree/main/template

const subject =
  '[{{ toUpper .Status }}{{ if eq .Status "firing" }}:{{ len .Alerts.Firing }}{{ end }}] {{ join " " .GroupLabels.Values }} ' +
  '{{ if gt (len .CommonLabels) (len .GroupLabels) }}({{ join " " (.CommonLabels.Remove .GroupLabels.Names).Values }}){{ end }}';
const page = "{{ .ExternalURL }}/#/alerts?receiver={{ urlquery .Receiver }}";
const annotations = '{{ join " " .CommonAnnotations.Values }}';

/** The alerts of one status. @param bullet what precedes each label */
const pairs = (bullet: string, of: string): string =>
  `{{ range .${of}.SortedPairs }}${bullet}{{ .Name }} = {{ .Value }}\n{{ end }}`;
const plainList = `{{ range . }}Labels:\n${pairs(" - ", "Labels")}Annotations:\n${pairs(" - ", "Annotations")}Source: {{ .GeneratorURL }}\n{{ end }}`;
const markdownList = `{{ range . }}\nLabels:\n${pairs("  - ", "Labels")}\nAnnotations:\n${pairs("  - ", "Annotations")}\nSource: {{ .GeneratorURL }}\n{{ end }}\n`;

const section = (status: "Firing" | "Resolved", list: string, heading: string): string =>
  `{{ if .Alerts.${status} }}${heading}Alerts ${status}:\n{{ template "${list}" .Alerts.${status} }}`;
const spaced = (list: string, heading = "\n"): string =>
  (["Firing", "Resolved"] as const).map((status) => `${section(status, list, heading)}\n{{ end }}\n`).join("");
const tight = (["Firing", "Resolved"] as const)
  .map((status) => `${section(status, "__text_alert_list", "")}{{ end }}`)
  .join("\n");
const markdown = `\n${spaced("__text_alert_list_markdown", "\n# ")}`;

const severities = { critical: "High", warning: "Medium", info: "Low" };
const priorityOf = (of: string): string =>
  `{{ range .Alerts.${of} }}{{ $s := .Labels.severity }}{{ if eq $s "critical" }}{{ $p = "${severities.critical}" }}` +
  `{{ else if and (eq $s "warning") (ne $p "${severities.critical}") }}{{ $p = "${severities.warning}" }}` +
  `{{ else if and (eq $s "info") (eq $p "") }}{{ $p = "${severities.info}" }}{{ end }}{{ end }}`;

const html = `<!DOCTYPE html><html><head><title>{{ template "__subject" . }}</title></head><body><p>{{ len .Alerts }} alerts for {{ .GroupLabels }}</p>
<p><a href="{{ template "__alertmanagerURL" . }}">View in Alertmanager</a></p>
{{ range .Alerts }}<p>{{ .Status }}<br>{{ range .Labels.SortedPairs }}{{ .Name }} = {{ .Value }}<br>{{ end -}}
{{ range .Annotations.SortedPairs }}{{ .Name }} = {{ .Value }}<br>{{ end }}<a href="{{ .GeneratorURL }}">Source</a></p>{{ end }}</body></html>`;

const named: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  slack: {
    title: subject,
    username: "Alertmanager",
    fallback: `${subject} | ${page}`,
    callbackid: "",
    pretext: "",
    titlelink: page,
    iconemoji: "",
    iconurl: "",
    text: "",
    footer: "",
    color: '{{ if eq .Status "firing" }}danger{{ else }}good{{ end }}',
  },
  pagerduty: { description: subject, client: "Alertmanager", clientURL: page, instances: plainList },
  opsgenie: { message: subject, description: `${annotations}\n${tight}`, source: page },
  wechat: {
    message: `${subject}\n${annotations}\n${tight}\nAlertmanagerUrl:\n${page}`,
    to_user: "",
    to_party: "",
    to_tag: "",
    agent_id: "",
  },
  victorops: {
    state_message: `${annotations}\n${tight}`,
    entity_display_name: subject,
    monitoring_tool: "Alertmanager",
  },
  pushover: { title: subject, message: `${annotations}\n${spaced("__text_alert_list")}`, url: page },
  sns: { subject, message: `${annotations}\n${spaced("__text_alert_list")}` },
  telegram: { message: `\n${spaced("__text_alert_list")}` },
  discord: { content: "", title: subject, message: `\n${spaced("__text_alert_list")}` },
  webex: { message: `${annotations}\n${spaced("__text_alert_list")}` },
  msteams: { summary: subject, title: subject, text: markdown },
  msteamsv2: { title: subject, text: markdown },
  jira: {
    summary: subject,
    description: markdown,
    priority: `{{ $p := "" }}${priorityOf("Firing")}{{ if eq $p "" }}${priorityOf("Resolved")}{{ end }}{{ $p }}`,
  },
  rocketchat: { title: subject, alias: "Alertmanager", titlelink: page, emoji: "", iconurl: "", text: "" },
  mattermost: {
    color: '{{ if eq .Status "firing" }}danger{{ else }}good{{ end }}',
    username: "Alertmanager",
    title: subject,
    titlelink: page,
    fallback: `${subject} | ${page}`,
    text: markdown,
  },
  email: { subject, html },
};

const shared: Readonly<Record<string, string>> = {
  __alertmanager: "Alertmanager",
  __alertmanagerURL: page,
  __subject: subject,
  __description: "",
  __text_alert_list: plainList,
  __text_alert_list_markdown: markdownList,
};

const define = (name: string, body: string): string => `{{ define "${name}" }}${body}{{ end }}`;

/** All of them, as one text. The HTML of a mail is shorter here than Alertmanager's. */
export const defaultTemplates: string = [
  ...Object.entries(shared).map(([name, body]) => define(name, body)),
  ...Object.entries(named).flatMap(([channel, parts]) =>
    Object.entries(parts).map(([part, body]) => define(`${channel}.default.${part}`, body)),
  ),
].join("\n");
