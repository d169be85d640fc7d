import { type Examples, pair } from "./example.ts";
import { exampleModel } from "./model.ts";
import { alertOn } from "./shop.ts";

export const alertTextExamples: Examples = {
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
