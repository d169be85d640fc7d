import { describe, expect, it } from "vitest";
import { notificationData } from "../../../lib/alerting/routing.ts";
import {
  canMessageFail,
  messageProblems,
  readMessageTemplates,
  renderMessage,
} from "../../../lib/templates/message-templates.ts";
import { templates } from "../../../scripts/fuzz/templates.ts";
import { runs } from "../../support/properties.ts";

const alert = (instance: string, status: "firing" | "resolved") => ({
  status,
  labels: { alertname: "Down", job: "api", instance },
  annotations: { summary: `<${instance}> is down` },
  startsAt: "2026-03-29T01:30:15Z",
  endsAt: "2026-03-29T02:00:00Z",
  generatorURL: "http://p/graph?a=1&b=2",
});
const data = notificationData("team", ["alertname"], [alert("a", "firing"), alert("b", "resolved")], "http://am");
const none = readMessageTemplates({});

describe("renders as Alertmanager does", () => {
  it.each([
    ["{{ .CommonLabels.SortedPairs }} {{ .GroupLabels }}", "alertname=Down, job=api alertname=Down"],
    ['{{ (.CommonLabels.Remove (stringSlice "job")).Names | join "," }}', "alertname"],
    ["{{ range .Alerts.Firing }}{{ .Labels.instance }}{{ end }}/{{ len .Alerts.Resolved }}", "a/1"],
    ['{{ (index .Alerts 0).StartsAt.Format "Mon, 02 Jan 2006 15:04:05 MST" }}', "Sun, 29 Mar 2026 01:30:15 UTC"],
    ['{{ tz "Europe/Berlin" (index .Alerts 0).StartsAt }}', "2026-03-29 03:30:15 +0200 CEST"],
    [
      '{{ date "2006-01-02T15:04:05Z07:00" (tz "America/New_York" (index .Alerts 0).StartsAt) }}',
      "2026-03-28T21:30:15-04:00",
    ],
    ["{{ (index .Alerts 0).EndsAt.Sub (index .Alerts 0).StartsAt }}", "29m45s"],
    ["{{ toJson .CommonLabels }} {{ toJson (list 1 `<` 0.5) }}", '{"alertname":"Down","job":"api"} [1,"\\u003c",0.5]'],
    ["{{ title `ONE two` }}{{ trimSpace ` x ` }}{{ urlUnescape `a%20b+c` }}", "One Twoxa b c"],
    ["{{ $d := dict `a` 1 }}{{ $d.a }}{{ append (list 1) 2 | len }}", "12"],
    ['{{ template "slack.default.title" . }}', "[FIRING:1] Down (api)"],
    ["{{ .NotificationReason }}{{ .CommonLabels.nope }}|", "|"],
  ])("%s", (text, expected) => {
    expect(renderMessage(none, text, data)).toBe(expected);
  });
});

describe("escapes HTML for the place of each value", () => {
  it.each([
    ["<p>{{ (index .Alerts 0).Annotations.summary }}</p>", "<p>&lt;a&gt; is down</p>"],
    ['<a href="{{ (index .Alerts 0).GeneratorURL }}">', '<a href="http://p/graph?a=1&amp;b=2">'],
    ['<a href="{{ `javascript:x` }}">{{ safeHtml `<b>` }}', '<a href="#ZgotmplZ"><b>'],
    ['<a href="/?q={{ `a b&c` }}">', '<a href="/?q=a%20b%26c">'],
    [
      "<script>var x = {{ .CommonLabels }}, y = '{{ `a\"b` }}'</script>",
      "<script>var x = \"alertname=Down, job=api\", y = 'a\\u0022b'</script>",
    ],
    ['<p style="color:{{ `red` }};width:{{ `expression(1)` }}">', '<p style="color:red;width:ZgotmplZ">'],
    ["<p title={{ `a b` }}>{{ `x` | html }}", "<p title=a&#32;b>x"],
    ["a < b <!-- {{ .Status }} --><title>{{ `</title>` }}</title>", "a &lt; b <title>&lt;/title&gt;</title>"],
  ])("%s", (text, expected) => {
    expect(renderMessage(none, text, data, true)).toBe(expected);
  });

  it.each([
    ["<a href='{{ .Status }}", "the HTML ends in a link"],
    ["{{ if .Status }}<p title='{{ else }}<p>{{ end }}x'>", "the branches of {{if}} end in different places"],
    ["{{ .Status | html | print }}", "html cannot stand here"],
    ['<a href="{{ if .Status }}/a?{{ end }}{{ .Status }}">', "where it is not clear whether ? came before"],
    ['<p class=a"b>{{ .Status }}', '" in the value of an attribute without quotes'],
    ['{{ if false }}{{ template "no" . }}{{ end }}', 'there is no template "no"'],
  ])("refuses %s", (text, message) => {
    expect(renderMessage(none, text, data, true)).toMatchObject({ message: expect.stringContaining(message) });
    expect(messageProblems(none, text, true)).toMatchObject([{ message: expect.stringContaining(message) }]);
  });
});

describe("template files", () => {
  const files = {
    "a.tmpl": '{{ define "a" }}A {{ template "b" . }}{{ end }}',
    "b.tmpl": '{{ define "b" }}{{ .Foo }}{{ end }}',
  };
  it("see each other, and what is wrong in them is found where it is used", () => {
    const set = readMessageTemplates(files);
    expect(set.refused).toEqual([]);
    expect(messageProblems(set, '{{ template "a" . }}')).toMatchObject([
      { message: expect.stringMatching(/^template "b": .*has no field or method Foo$/) },
    ]);
  });

  it("replace what Alertmanager brings along, and are templates by their names", () => {
    const set = readMessageTemplates({ "x.tmpl": 'X{{ define "slack.default.title" }}mine{{ end }}' });
    expect(renderMessage(set, '{{ template "slack.default.title" . }} {{ template "x.tmpl" . }}', data)).toBe("mine X");
  });

  it("that Alertmanager refuses are named", () => {
    const { refused } = readMessageTemplates({ "a.tmpl": "{{ if .Status }}", "b.tmpl": "{{ humanize 1 }}" });
    expect(refused).toMatchObject([
      { file: "a.tmpl", message: "{{if}} has no {{end}}" },
      {
        file: "b.tmpl",
        message: 'there is no function "humanize"',
        hint: "only Prometheus has it: use it in the alert's annotation",
      },
    ]);
  });
});

it("finds what never can be rendered, whatever the alerts are", () => {
  const messages = (text: string) => messageProblems(none, text).map(({ message }) => message);
  expect(messages("{{ .Alerts.Firing.Labels }}")).toEqual(["[]template.Alert has no field or method Labels"]);
  expect(messages("{{ range .Alerts }}{{ .Labelz.job }}{{ end }}")).toEqual(["Alert has no field or method Labelz"]);
  expect(messages("{{ .CommonLabels.SortedPairs.Foo }}")).toEqual(["Pairs has no field or method Foo"]);
  expect(messages("{{ .CommonLabels.Remove }}")).toEqual(["Remove takes 1 argument, but has 0"]);
  expect(messages("{{ join .CommonLabels `,` }}")).toEqual([
    "expected string, found KV",
    'expected []string, found ","',
  ]);
  expect(messages('{{ template "nope" . }}')).toEqual(['there is no template "nope"']);
  expect(messages("{{ .CommonLabels.anything }}{{ (index .Alerts 0).Annotations.summary }}")).toEqual([]);
});

describe("knows which texts cannot fail", () => {
  it.each([
    "{{ .CommonLabels.severity }}{{ (index .Alerts 0).Annotations.summary | toUpper }}",
    "{{ range $i, $alert := .Alerts.Firing }}{{ if lt $i 5 }}{{ $alert.StartsAt.UTC.Format `15:04` }}{{ end }}{{ end }}",
    '{{ reReplaceAll "a+" "b" .Status }}{{ len .Alerts.Resolved }}{{ template "slack.default.title" . }}',
    "{{ (index (or .Alerts.Firing .Alerts) 0).Annotations.summary }}",
  ])("%s", (text) => expect(canMessageFail(none, text)).toBe(false));

  it.each([
    "{{ (index .Alerts 1).Status }}",
    "{{ (index .Alerts.Firing 0).Status }}",
    "{{ (index (or .Alerts.Firing .Alerts.Resolved) 0).Status }}",
    "{{ (index (or .Alerts.Firing .Alerts) 1).Status }}",
    "{{ (index (and .Alerts.Firing .Alerts) 0).Status }}",
    "{{ reReplaceAll .Status `x` `y` }}",
    "{{ range 3 }}x{{ end }}",
    "{{ $x := `a` }}{{ range .Alerts }}{{ toUpper $x }}{{ $x = .StartsAt }}{{ end }}",
    '{{ define "a" }}{{ if eq .Status "firing" }}{{ template "a" . }}{{ end }}{{ end }}{{ template "a" . }}',
    "{{ (dict .Status).a }}",
    "{{ .Foo }}",
  ])("not %s", (text) => expect(canMessageFail(none, text)).toBe(true));

  it("of many that are generated", () => {
    const wrong = templates("alertmanager", 1, runs(1000)).filter(
      (text) => typeof renderMessage(none, text, data) !== "string" && !canMessageFail(none, text),
    );
    expect(wrong).toEqual([]);
  });
});
