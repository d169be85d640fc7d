import { type Examples, pair } from "./example.ts";
import { exampleModel } from "./model.ts";
import { alertOn } from "./shop.ts";

const withSummary = (summary: string) => exampleModel({ alert: { summary } });

export const alertTextExamples: Examples = {
  "template-syntax": pair(withSummary, {
    bad: "{{ if $value }}{{ $labels.instance }} is down",
    good: "{{ if $value }}{{ $labels.instance }} is down{{ end }}",
  }),
  "template-failure": pair(withSummary, {
    bad: "{{ if gt $value 5 }}{{ $labels.instance }} is down{{ end }}",
    good: "{{ if gt $value 5.0 }}{{ $labels.instance }} is down{{ end }}",
  }),
  "label-value": pair((labels: Readonly<Record<string, string>>) => exampleModel({ alert: { labels } }), {
    bad: { size: "{{ $value }}" },
    good: { size: '{{ if match "^db" $labels.instance }}large{{ else }}small{{ end }}' },
  }),
  "external-label": pair(
    (externalLabels: Readonly<Record<string, string>>) => {
      const model = withSummary("{{ $labels.instance }} of {{ $externalLabels.cluster }} is down");
      return {
        ...model,
        settings: { ...model.settings, prometheus: { ...model.settings.prometheus, externalLabels } },
      };
    },
    { bad: { region: "eu" }, good: { cluster: "eu1" } },
  ),
  "alert-label": pair((summary: string) => alertOn("sum by (queue) (shop_queue_length) > 5", { summary }), {
    bad: "{{ $labels.instance }} is full",
    good: "{{ $labels.queue }} is full",
  }),
  "alert-format": pair(
    (expr: string) => alertOn(expr, { summary: "The disk is {{ $value | humanizePercentage }} full" }),
    { bad: "shop_disk_used_percent > 90", good: "shop_disk_used_ratio > 0.9" },
  ),
  "annotation-value-unit": pair((summary: string) => exampleModel({ alert: { summary } }), {
    bad: "The lag of {{ $labels.topic }} is {{ $value | humanize }}",
    good: "{{ $labels.topic }} is {{ $value | humanize }} messages behind",
  }),
};
