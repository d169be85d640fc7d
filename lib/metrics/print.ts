import type { Exporter, Metric } from "../model/model.ts";
import { goMetrics } from "./go.ts";
import { layout, property, type Source } from "./layout.ts";

/** The text of a `metrics/*.ts` file: sorted by name, formatted, the same for the same exporter. */
export function printExporter(exporter: Exporter): string {
  const isGo = "go_goroutines" in exporter.metrics;
  const own = Object.entries(exporter.metrics)
    .filter(([name, metric]) => !isGo || !isSharedGo(name, metric))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const words = ["defineExporter", ...(isGo ? ["goMetrics"] : []), ...own.map(([, { type }]) => type)];
  return [
    `// ${headline(exporter)}`,
    "// `npm run catalog` keeps it: what is mended here survives, but for comments.",
    `import { ${[...new Set(words)].sort().join(", ")} } from "bigdata-monitoring";`,
    "",
    "export default defineExporter({",
    property("title", quote(exporter.title), 2),
    property("version", quote(exporter.version), 2),
    "  metrics: {",
    ...(isGo ? ["    ...goMetrics,"] : []),
    ...own.map(([name, metric]) => property(key(name), metricSource(metric), 4)),
    "  },",
    "});",
    "",
  ].join("\n");
}

const headline = ({ title, version }: Exporter): string => `What is exposed by ${title}, read from version ${version}.`;

/** Whether the set of Go's client library says it already, word for word. */
const isSharedGo = (name: string, metric: Metric): boolean => {
  const shared: Metric | undefined = goMetrics[name as keyof typeof goMetrics];
  return shared !== undefined && onOneLine(metricSource(shared)) === onOneLine(metricSource(metric));
};

function metricSource({ type, unit, labels, help, values, range, monotonic, buckets }: Metric): Source {
  const details: (readonly [string, Source])[] = [];
  if (values) details.push(["values", { object: Object.entries(values).map(([k, v]) => [key(k), strings(v)]) }]);
  if (range) details.push(["range", { list: range.map(number), fill: true }]);
  if (monotonic) details.push(["monotonic", "true"]);
  if (buckets) details.push(["buckets", { list: buckets.map(number), fill: true }]);
  const args = [unit === undefined ? "undefined" : quote(unit), strings(labels), quote(help)];
  return { call: type, args: details.length > 0 ? [...args, { object: details }] : args };
}

const onOneLine = (source: Source): string => layout(source, 0, { before: Number.NEGATIVE_INFINITY, after: 0 });
const strings = (words: readonly string[]): Source => ({ list: words.map(quote) });
const key = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quote(name));

/** Double quotes, unless single ones save escapes: the formatter's rule. */
function quote(text: string): string {
  const double = JSON.stringify(text);
  if (count(text, '"') <= count(text, "'")) return double;
  return `'${double.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

const count = (text: string, character: string): number => text.split(character).length - 1;

/** As the formatter writes numbers: `1e-7`, `1024`, `Infinity`. */
const number = (value: number): string => String(value).replace("e+", "e");
