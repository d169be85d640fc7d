import { expect, test } from "vitest";
import { parseExposition } from "../../lib/exposition/parse.ts";
import type { Exporter } from "../../lib/model.ts";
import { deviations } from "../../lib/vocabulary/deviations.ts";

const bakery = {
  title: "Bakery",
  version: "contract",
  metrics: {
    loaves_total: { type: "counter", labels: ["kind"], values: { kind: ["rye", "wheat"] }, help: "Loaves baked" },
    oven_busy_ratio: { type: "gauge", labels: [], range: [0, 1], help: "Share of the oven in use" },
    baking_seconds: { type: "histogram", labels: [], buckets: [1, 10], help: "Time to bake" },
  },
} as const satisfies Exporter;

const kept = `# TYPE loaves_total counter
loaves_total{kind="rye"} 3
# TYPE oven_busy_ratio gauge
oven_busy_ratio 0.5
# TYPE baking_seconds histogram
baking_seconds_bucket{le="1"} 1
baking_seconds_bucket{le="10"} 2
baking_seconds_bucket{le="+Inf"} 2
baking_seconds_sum 5
baking_seconds_count 2
`;

const judged = (text: string, maxSeries = 10) =>
  deviations(bakery, parseExposition(text), { maxSeries }).map(
    ({ metric, kind, message }) => `${metric} ${kind}: ${message}`,
  );

test("an endpoint that keeps the vocabulary has no deviation", () => expect(judged(kept)).toEqual([]));

test.each([
  ["missing", kept.replace(/.*oven_busy.*\n/g, ""), "oven_busy_ratio missing: is not exposed"],
  [
    "unknown",
    `${kept}# TYPE loafs_total counter\nloafs_total 1\n`,
    'loafs_total unknown: is not in the vocabulary, did you mean "loaves_total"?',
  ],
  ["type", kept.replace("loaves_total counter", "loaves_total gauge"), "loaves_total type: is a gauge, not a counter"],
  ["label", kept.replace('{kind="rye"}', '{kind="rye",shop="a"}'), 'loaves_total label: unknown label "shop"'],
  ["absent label", kept.replace('{kind="rye"}', ""), 'loaves_total label: label "kind" is absent'],
  ["value", kept.replace('"rye"', '"oat"'), 'loaves_total value: kind="oat" is none of rye, wheat'],
  ["range", kept.replace("ratio 0.5", "ratio 50"), "oven_busy_ratio range: 50 (line 4) is outside 0 to 1"],
  ["buckets", kept.replace('le="1"', 'le="2"'), "baking_seconds buckets: has the buckets 2, 10, not 1, 10"],
])("tells a deviation: %s", (_, text, expected) => expect(judged(text)).toEqual([expected]));

test("more series than allowed are told, a histogram's buckets counting as one", () => {
  const text = kept.replace('loaves_total{kind="rye"} 3', 'loaves_total{kind="rye"} 3\nloaves_total{kind="wheat"} 1');
  expect(judged(text, 1)).toEqual(["loaves_total cardinality: loaves_total has 2 series, more than 1"]);
});
