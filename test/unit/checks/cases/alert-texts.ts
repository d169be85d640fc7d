import { settingsOf } from "../../../../lib/model/config.ts";
import type { AlertRule, Model } from "../../../../lib/model/model.ts";
import { exampleModel, exampleService } from "../examples/model.ts";
import { alertOn, recording } from "../examples/shop.ts";
import { type Tables, table, texts } from "./table.ts";

const alerting = (changes: Partial<AlertRule>): Model => exampleModel({ alert: changes });

/** An alert on a queue, with these texts. */
const queue = (changes: Partial<AlertRule>): Model => alertOn("sum by (queue) (shop_queue_length) > 5", changes);

const summary = (text: string): Model => alerting({ summary: text });

const outside = (externalLabels: Readonly<Record<string, string>>, stack: Model["stack"] = {}): Model => {
  const model = exampleModel({
    stack,
    alert: { summary: "{{ $externalLabels.cluster }} {{ $externalLabels.regoin }}" },
  });
  return { ...model, settings: settingsOf({ prometheus: { externalLabels } }) };
};

const printed = ([expr, text]: readonly [expr: string, text: string]): Model => alertOn(expr, { summary: text });

export const alertTextCases: Tables = {
  "template-syntax": table((changes: Partial<AlertRule>) => alerting(changes), {
    refused: {
      "every text": {
        description: "{{ end }}",
        action: "{{ .Nothing",
        logs: "{{ if }}",
        annotations: { note: "{{ else }}" },
        labels: { tier: "{{ nothing }}" },
      },
      "a field of labels": { summary: "{{ $label.instance }}" },
    },
    accepted: { "no templates": { summary: "}} is down", labels: { tier: "1" } } },
  }),
  "label-value": table((labels: Readonly<Record<string, string>>) => alerting({ labels, summary: "{{ $value }} s" }), {
    refused: {
      "twice in one label": { a: "{{ $value }} {{ .Value }}" },
      "in two labels": { a: "{{ $value }}", b: "{{ .Value }}" },
    },
    accepted: { "in a text only": { a: "{{ $labels.instance }}" } },
  }),
  "alert-label": {
    refused: {
      ...table(queue, {
        refused: {
          "labels of the rule": {
            summary: "{{ $labels.alertname }} {{ $labels.severity }} {{ $labels.tier }}",
            labels: { tier: "1" },
          },
          "a typing error": { description: "{{ $labels.queu }}" },
          "a label in a label": { labels: { place: "{{ $labels.host }}" } },
        },
      }).refused,
      "no labels": () => alertOn("sum(shop_queue_length) > 5", { summary: "{{ $labels.queue }}" }),
    },
    accepted: {
      "a recording rule": () => recording({ "shop:a:sum": "sum(shop_queue_length)" }),
      "series that are not known": () => alertOn("other > 5", { summary: "{{ $labels.anything }}" }),
      "an expression that is not PromQL": () => alertOn("sum(", { summary: "{{ $labels.anything }}" }),
    },
  },
  "external-label": {
    refused: {
      "a typing error": () => outside({ cluster: "a", region: "b" }),
      "none where a stack is known": () => outside({}, { shop: exampleService() }),
    },
    accepted: { "anything where nothing is known of Prometheus": () => outside({}) },
  },
  "alert-format": table(printed, {
    refused: {
      "a count": ["shop_queue_length > 5", "{{ $value | humanizePercentage }} wait"],
      "bytes as a time": ["shop_memory_bytes > 5", "{{ $value | humanizeDuration }}"],
      "a ratio as a time": ["shop_disk_used_ratio > 0.5", "{{ humanizeDuration $value }}"],
      "a time as a ratio": ["time() - shop_start_time_seconds > 60", "{{ $value | humanizePercentage }}"],
      "a time of the day as a duration": ["shop_start_time_seconds > 60", "{{ $value | humanizeDuration }}"],
      "a duration as a time of the day": [
        "time() - shop_start_time_seconds > 60",
        "{{ $value | humanizeTimestamp }} {{ $value | toTime }}",
      ],
      "a percentage": [
        "shop_disk_used_percent > 5",
        "{{ $value | humanizePercentage }} {{ $value | humanizeDuration }}",
      ],
    },
    accepted: {
      "a ratio": ["shop_disk_used_ratio > 0.5", "{{ $value | humanizePercentage }}"],
      "a duration": ["time() - shop_start_time_seconds > 60", "{{ $value | humanizeDuration }}"],
      "a time of the day": ["shop_start_time_seconds > 60", "{{ $value | humanizeTimestamp }}"],
      "a number with its unit": ["shop_memory_bytes > 5", "{{ $value | humanize1024 }}B"],
      "an unknown unit": ["other > 5", "{{ $value | humanizeDuration }}"],
      "an expression that is not PromQL": ["sum(", "{{ $value | humanizeDuration }}"],
    },
  }),
  "annotation-value-unit": {
    refused: {
      ...texts(summary, {
        refused: [
          "{{ $value }}",
          "{{ $value }}.",
          "{{ $value }} of the hosts",
          "{{ $value }} for an hour",
          "{{ $value }} and more",
          "{{ $value }}  messages",
          "{{ $value }} 5",
          "{{ .Value | humanize1024 }} in all",
          "{{ if true }}{{ $value | printf `%.1f` }}{{ end }}",
          "{{ $value }} s, then {{ $value }}",
        ],
      }).refused,
      "another text": () => alerting({ description: "It is {{ $value }}", action: "Wait {{ $value }}." }),
    },
    accepted: {
      ...texts(summary, {
        accepted: [
          "{{ $value }}s",
          "{{ $value }} messages",
          "{{ $value }}%",
          "{{ $value }} °C",
          "{{ $value }} µs",
          "{{ $value | humanizeDuration }}",
          "{{ $value | humanizePercentage }}.",
          "{{ $value | humanizeTimestamp }}",
          "{{ $value | toTime | print }}",
          "{{ $value }} forks",
          "{{ if gt $value 5.0 }}much{{ end }}",
          "{{ $labels.instance }}",
          "{{ $value",
        ],
      }).accepted,
      "a further annotation and a label": () =>
        alerting({ annotations: { value: "{{ $value }}" }, labels: { v: "{{ $value }}" } }),
    },
  },
};
