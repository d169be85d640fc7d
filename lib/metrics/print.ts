import type { Metric, MetricCatalog } from "../model/model.ts";
import type { AllowedWords } from "../source/allowed.ts";
import { lineComment, propertyKey, stringLiteral } from "../source/text.ts";
import { goMetrics } from "./go.ts";
import { layout, property, type Source } from "./layout.ts";

const words = new Set(["defineMetrics", "goMetrics", "metric"]);
const types = new Set(["counter", "gauge", "histogram", "summary", "unknown"]);

/** What a metrics file may use. */
export const metricWords: AllowedWords = {
  imports: new Map([["bigdata-monitoring", (name) => words.has(name)]]),
  members: new Map([["metric", (name) => types.has(name)]]),
  methods: new Set(),
};

/** The text of a `metrics/*.ts` file: sorted by name, formatted, the same for the same exporter. */
export function printCatalog(exporter: MetricCatalog): string {
  const isGo = "go_goroutines" in exporter.metrics;
  const own = Object.entries(exporter.metrics)
    .filter(([name, metric]) => !isGo || !isSharedGo(name, metric))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const used = ["defineMetrics", ...(isGo ? ["goMetrics"] : []), ...(own.length > 0 ? ["metric"] : [])];
  return [
    lineComment(headline(exporter)),
    "// `metrics import` updates this file: it keeps your edits, but no comments.",
    `import { ${used.join(", ")} } from "bigdata-monitoring";`,
    "",
    "export default defineMetrics({",
    property("title", stringLiteral(exporter.title), 2),
    property("version", stringLiteral(exporter.version), 2),
    "  metrics: {",
    ...(isGo ? ["    ...goMetrics,"] : []),
    ...own.map(([name, metric]) => property(propertyKey(name), metricSource(metric), 4)),
    "  },",
    "});",
    "",
  ].join("\n");
}

const headline = ({ title, version }: MetricCatalog): string =>
  `What is exposed by ${title}, read from version ${version}.`;

/** Whether the set of Go's client library says it already, word for word. */
const isSharedGo = (name: string, metric: Metric): boolean => {
  const shared: Metric | undefined = Object.hasOwn(goMetrics, name)
    ? goMetrics[name as keyof typeof goMetrics]
    : undefined;
  return shared !== undefined && onOneLine(metricSource(shared)) === onOneLine(metricSource(metric));
};

function metricSource({ type, unit, labels, help, values, range, monotonic, buckets }: Metric): Source {
  const details: (readonly [string, Source])[] = [];
  if (values)
    details.push(["values", { object: Object.entries(values).map(([k, v]) => [propertyKey(k), strings(v)]) }]);
  if (range) details.push(["range", { list: range.map(number), fill: true }]);
  if (monotonic) details.push(["monotonic", "true"]);
  if (buckets) details.push(["buckets", { list: buckets.map(number), fill: true }]);
  const args = [unit === undefined ? "undefined" : stringLiteral(unit), strings(labels), stringLiteral(help)];
  return { call: `metric.${type}`, args: details.length > 0 ? [...args, { object: details }] : args };
}

const onOneLine = (source: Source): string => layout(source, 0, { before: Number.NEGATIVE_INFINITY, after: 0 });
const strings = (words: readonly string[]): Source => ({ list: words.map(stringLiteral) });

/** As the formatter writes numbers: `1e-7`, `1024`, `Infinity`. */
const number = (value: number): string => String(value).replace("e+", "e");
