import { describe, expect, it } from "vitest";
import type { Metric, MetricCatalog, Model } from "../../../lib/model/model.ts";
import { analyse } from "../../../lib/promql/analysis/analyse.ts";
import { seriesCatalogOf } from "../../../lib/promql/analysis/series-catalog.ts";
import type { SeriesCatalog, TypeInfo } from "../../../lib/promql/analysis/type-info.ts";
import { describeDimension } from "../../../lib/promql/analysis/units.ts";
import { parse } from "../../../lib/promql/syntax/parse.ts";
import { everyFeature } from "../../support/every-feature.ts";

const metric = (type: Metric["type"], more: Partial<Metric> = {}): Metric => ({
  type,
  labels: [],
  help: "Help.",
  ...more,
});

const catalogOf = (metrics: MetricCatalog["metrics"], more: Partial<MetricCatalog> = {}) => ({
  title: "Catalog",
  version: "1",
  metrics,
  ...more,
});

/** A metric of each kind, exposed by jobs with targets of every source. */
function platform(changes: Partial<Model> = {}): SeriesCatalog {
  const definitions: Record<string, MetricCatalog> = {
    redis: catalogOf(
      {
        redis_commands_total: metric("counter", { labels: ["cmd"], unit: "count", values: { cmd: ["get", "set"] } }),
        redis_memory_bytes: metric("gauge", { unit: "bytes", labels: ["id", "name"] }),
        redis_hit_ratio: metric("gauge", { unit: "ratio", range: [0, 1] }),
        redis_up: metric("gauge", { unit: "count", range: [0, 1] }),
        redis_limit: metric("gauge", { unit: "count", nonZero: true }),
        redis_seconds: metric("histogram", { unit: "seconds", buckets: [0.1, 1, 1e6] }),
        redis_plain_seconds: metric("histogram", { unit: "seconds" }),
        redis_quantile_seconds: metric("summary", { unit: "seconds" }),
        redis_unknown: metric("unknown"),
        redis_position: metric("gauge", { monotonic: true, unit: "bytes" }),
      },
      { optionalLabels: ["name", "none"] },
    ),
    "several-exporter": catalogOf({ several_total: metric("counter", { unit: "count" }) }),
    "node-exporter": catalogOf({ node_load1: metric("gauge"), shared: metric("gauge", { unit: "bytes" }) }),
    loki: catalogOf({ shared: metric("gauge", { unit: "count", labels: ["tenant"] }) }),
    "blackbox-probe": catalogOf({ probe_success: metric("gauge", { range: [0, 1] }) }),
  };
  const catalogs = Object.entries(definitions).map(([name, definition]) => ({ name, file: `${name}.ts`, definition }));
  return seriesCatalogOf({ ...everyFeature(), catalogs, ...changes });
}

const described = ({ labels, unit, range, type, ...rest }: TypeInfo) =>
  [
    type,
    ...[...labels.known].map(
      ([name, { values, optional, scraped, partial }]) =>
        `${name}${values ? `=${values.join("|")}` : ""}${optional ? "?" : ""}${scraped ? "*" : ""}${partial ? "!" : ""}`,
    ),
    ...(labels.open ? ["..."] : []),
    unit ? describeDimension(unit) : "no unit",
    range.join(" to "),
    ...Object.entries(rest).flatMap(([name, value]) =>
      value === undefined || value === false
        ? []
        : [`${name}: ${typeof value === "object" ? JSON.stringify(value) : value}`],
    ),
  ].join(", ");

const seriesLines = ({ series, complete, recordedNames }: SeriesCatalog) => [
  // Every job has the series of its scrapes: those of one of them are enough.
  ...[...series].flatMap(([name, all]) =>
    all.flatMap(({ job, typeInfo }) =>
      name.startsWith("scrape_") && job.name !== "redis-exporter"
        ? []
        : [`${name} of ${job.name}: ${described(typeInfo)}`],
    ),
  ),
  `recorded: ${recordedNames.join(", ")}`,
  `complete: ${complete}`,
];

const expectLines = (lines: readonly string[], name: string) =>
  expect(`${lines.join("\n")}\n`).toMatchFileSnapshot(`../../fixtures/promql/series/${name}.txt`);

describe("the series that expressions can select", () => {
  it("are those of the jobs, with the labels of their targets", async () => {
    await expectLines(seriesLines(platform()), "platform");
  });

  it("are known by name alone where no job is known", async () => {
    const { probes: _, ...model } = everyFeature();
    await expectLines(seriesLines(seriesCatalogOf({ ...model, stack: {} })), "without-jobs");
  });

  it("are known to nobody without catalogs", () => {
    expect(platform({ catalogs: [] }).complete).toBe(false);
    expect(platform({ catalogs: [] }).series.has("up")).toBe(true);
  });
});

const selections = [
  ...["up", 'up{job="redis-exporter"}', 'up{job=~"redis.*|loki"}', 'up{job!="loki"}', 'up{job="nope"}', 'up{job=""}'],
  ...[
    "shared",
    'shared{job="loki"}',
    'shared{job="node-exporter"}',
    'shared{job="redis-exporter"}',
    'shared{tenant="a"}',
  ],
  ...['redis_up{backend="redis"}', 'redis_up{backend="mysql"}', 'redis_up{service=~"redis.*"}', "several_total"],
  ...[
    'several_total{cluster="eu"}',
    'several_total{cluster="mars"}',
    'several_total{environment="test"}',
    'several_total{rack=""}',
  ],
  ...[
    'several_total{rack!=""}',
    'several_total{cluster=~"e.|us.*"}',
    'several_total{cluster!="eu"}',
    'several_total{zone="a"}',
  ],
  ...[
    'redis_commands_total{cmd="get"}',
    'redis_commands_total{cmd="del"}',
    'redis_commands_total{cmd=~"g.*"}',
    "sum(redis_memory_bytes)",
  ],
  ...[
    'sum(redis_memory_bytes{name!=""})',
    'sum(redis_memory_bytes{id="/"})',
    "sum by (name) (redis_memory_bytes)",
    "redis_memory_bytes > 1",
  ],
  ...[
    'redis_seconds_bucket{le="1.0"}',
    'redis_seconds_bucket{le="2.0"}',
    'redis_seconds_bucket{le="1e+06"}',
    "redis_quantile_seconds",
  ],
  ...[
    'probe_success{job="blackbox-http"}',
    'probe_success{job="blackbox-dns"}',
    'probe_success{backend="redis"}',
    'ALERTS{alertname="X"}',
  ],
  ...[
    "instance:up:max",
    'instance:up:max{a="b"}',
    'instance:up:max{a="c"}',
    "instance:up:min",
    "unscraped_total",
    "grafana_anything",
  ],
  ...[
    '{job="loki",__name__="shared"}',
    '{job="promtail"}',
    'node_load1{job=~"n.*"}',
    'anything{job="unscraped"}',
    'anything{job="grafana"}',
  ],
  ...[
    "redis_unknown > 5",
    "rate(redis_position[5m])",
    "delta(redis_position[5m])",
    "1 / redis_limit > 1",
    "1 / redis_up > 1",
    "redis_hit_ratio > 50",
  ],
];

describe("what a selector selects among several jobs", () => {
  const groups = Array.from({ length: Math.ceil(selections.length / 6) }, (_, i) => ({
    part: i + 1,
    texts: selections.slice(i * 6, (i + 1) * 6),
  }));
  it.each(groups)("part $part", async ({ part, texts }) => {
    const catalog = platform();
    const lines = texts.flatMap((text) => {
      const { ast } = parse(text);
      if (!ast) throw new Error(`cannot read ${text}`);
      const { root, findings } = analyse(ast, catalog);
      return [
        `> ${text}`,
        `  ${described(root)}`,
        ...findings.map(({ kind, message, hint }) => `  ! ${message} [${kind}]${hint ? ` (${hint})` : ""}`),
      ];
    });
    await expectLines(lines, `selections-${part}`);
  });
});
