import type { Receiver } from "../../../../lib/model/alerting.ts";
import type { AlertRule, Model } from "../../../../lib/model/model.ts";
import { alertingExample, exampleService } from "../examples/model.ts";
import { type Tables, table } from "./table.ts";

interface Sent {
  readonly receiver: Receiver;
  readonly templates?: Readonly<Record<string, string>>;
  readonly alert?: Partial<AlertRule>;
  readonly routeLabels?: Readonly<Record<string, string>>;
  /** The address of Alertmanager, which messages link to. */
  readonly ui?: string;
}

/** A critical alert whose only receiver has these texts. */
const sent = ({ receiver, templates = {}, alert = {}, routeLabels, ui }: Sent): Model =>
  alertingExample({
    alert,
    stack: ui === undefined ? {} : { alertmanager: exampleService({ ui }) },
    alerting: { receivers: { "platform-critical": receiver }, templates },
    root: routeLabels ? { labels: routeLabels } : {},
  });

const slack = (title: string, more: object = {}): Receiver => ({
  slackConfigs: [{ channel: "#platform", title, ...more }],
});
const pagerduty = (changes: object): Receiver => ({ pagerdutyConfigs: [{ routingKeyFile: "key", ...changes }] });
const mail = (changes: object): Receiver => ({ emailConfigs: [{ to: "platform@example.org", ...changes }] });
const headers = (texts: Readonly<Record<string, string>>) => mail({ headers: texts });

const firstFiring = "{{ (index .Alerts.Firing 0).Labels.instance }}";

export const messageCases: Tables = {
  "message-template": table(sent, {
    refused: {
      "a file that Alertmanager cannot read": { receiver: {}, templates: { own: '{{ define "own.title" }}x' } },
      "a file before the texts": { receiver: slack("{{ end }}"), templates: { own: "{{ .Alerts | nothing }}" } },
      "a file with a function of Prometheus": { receiver: {}, templates: { own: "{{ .Alerts | humanize }}" } },
      "a file in which one text is missing": {
        receiver: slack('{{ template "own.titel" . }}'),
        templates: { own: '{{ define "own.title" }}x{{ end }}' },
      },
      "a text within another": {
        receiver: slack("x", {
          fields: [
            { title: "a", value: "b" },
            { title: "{{ end }}", value: "b" },
          ],
        }),
      },
      "a page of a mail": { receiver: mail({ html: "<a href={{ .ExternalURL }}" }) },
      "a mail without HTML": { receiver: mail({ text: "{{ .Alrts }}" }) },
      "what the library does not know": { receiver: { raw: { zulip_configs: [{ topic: "{{ if }}" }] } } },
    },
    accepted: { "a page of a mail": { receiver: mail({ html: "<p>{{ .CommonLabels.alertname }}</p>" }) } },
  }),
  "message-failure": {
    ...table(sent, {
      refused: {
        "a text that needs a firing alert": { receiver: slack(firstFiring) },
        "one text in two fields": { receiver: slack(firstFiring, { text: firstFiring }) },
        "one text in HTML and without": { receiver: mail({ html: firstFiring, text: firstFiring }) },
        "details of an event": {
          receiver: pagerduty({ details: { instance: firstFiring, a1: firstFiring, "2nd": firstFiring } }),
        },
        "the second of two addresses": {
          receiver: {
            emailConfigs: [{ to: "a@example.org" }, { to: "b@example.org", text: firstFiring }],
          },
        },
      },
    }),
    accepted: {
      "what the file of templates makes impossible to read": () =>
        sent({ receiver: slack(firstFiring), templates: { own: "{{ end }}" } }),
      "a text that is wrong for every alert": () => sent({ receiver: slack("{{ end }}") }),
      "a receiver that no alert reaches": () =>
        alertingExample({ alerting: { receivers: { "platform-critical": {}, spare: slack(firstFiring) } } }),
    },
  },
  "message-limit": table(sent, {
    refused: {
      "a title that is cut": { receiver: slack("{{ .CommonLabels.alertname }}".padEnd(1100, "x")) },
      "one character too many": { receiver: pagerduty({ description: "x".repeat(1025) }) },
      "a subject that is refused": { receiver: headers({ Subject: "ä".repeat(500) }) },
      "a message that is refused": {
        receiver: {
          telegramConfigs: [{ chatId: 1, botTokenFile: "token", message: "{{ len .Alerts }}".padEnd(4200, "x") }],
        },
      },
      "a summary of the alert": {
        receiver: slack("{{ .CommonAnnotations.summary }}"),
        alert: { summary: `{{ $labels.instance }}${"x".repeat(1100)}` },
      },
      "a number of bytes that is cut": {
        receiver: { webexConfigs: [{ roomId: "a", message: "ä".repeat(3720), httpConfig: {} }] } as unknown as Receiver,
      },
      "one value in two fields": {
        receiver: slack("{{ .CommonLabels.alertname }}".padEnd(1100, "x"), {
          text: "{{ .CommonLabels.alertname }}".padEnd(3100, "x"),
        }),
      },
      "a link to Alertmanager": {
        receiver: pagerduty({ description: `{{ .ExternalURL }}${"x".repeat(1020)}` }),
        ui: "http://alertmanager",
      },
    },
    accepted: {
      "as many characters as fit": { receiver: pagerduty({ description: "x".repeat(1024) }) },
      "letters of two bytes": { receiver: pagerduty({ description: "ä".repeat(1024) }) },
      "as many bytes as fit": { receiver: headers({ Subject: "ä".repeat(499) }) },
      "fields without a limit": {
        receiver: mail({ text: "x".repeat(100_000), headers: { "X-Note": "x".repeat(2000) } }),
      },
      "no address of Alertmanager": {
        receiver: pagerduty({ description: `{{ .ExternalURL }}${"x".repeat(1020)}` }),
      },
    },
  }),
  "message-value": table(sent, {
    refused: {
      "another spelling": { receiver: pagerduty({ severity: "Critical" }) },
      "the severity of a route": {
        receiver: pagerduty({ severity: "{{ .RouteLabels.tier }}" }),
        routeLabels: { tier: "one" },
      },
      "a subject of two lines": { receiver: headers({ Subject: "{{ .Status }}\n{{ .CommonLabels.alertname }}" }) },
      "another header of two lines": { receiver: headers({ "X-Note": "a\rb" }) },
    },
    accepted: {
      "every severity": {
        receiver: {
          pagerdutyConfigs: ["critical", "error", "warning", "info"].map((severity) => ({
            routingKeyFile: "key",
            severity,
          })),
        },
      },
      "a severity among the details": { receiver: pagerduty({ details: { severity: "{{ .Status }}" } }) },
      "another field of an event": { receiver: pagerduty({ class: "{{ .Status }}" }) },
      "a subject with a line break at its end": { receiver: headers({ Subject: "\n{{ .Status }}\n" }) },
      "a severity that cannot be rendered": {
        receiver: pagerduty({ severity: "{{ (index .Alerts.Resolved 0).Labels.severity }}" }),
      },
      "a text of two lines": { receiver: mail({ text: "a\n{{ .Status }}" }) },
      "a severity of another service": { receiver: slack("{{ .Status }}\nx") },
      "the severity of a route": {
        receiver: pagerduty({ severity: "{{ .RouteLabels.tier }}" }),
        routeLabels: { tier: "error" },
      },
    },
  }),
  "message-buttons": table(
    (counts: readonly number[]) =>
      sent({
        receiver: {
          slackConfigs: counts.map((count) => ({
            channel: "#platform",
            actions: Array.from({ length: count }, (_, i) => ({ type: "button", text: `${i}`, url: "http://a" })),
          })),
        },
      }),
    { refused: { "in two messages": [5, 7, 6] }, accepted: { none: [0] } },
  ),
};
