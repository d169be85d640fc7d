import type { Exporter, Metric } from "../model.ts";
import type { AllowedWords } from "../source/allowed.ts";
import { lineComment, propertyKey, stringLiteral } from "../source/text.ts";
import { goMetrics } from "./go.ts";
import { layout, property, type Source } from "./layout.ts";

/** Modules that a metrics file imports its words from, as seen from `metrics/`. They may be one and the same. */
export interface WordModules {
  readonly define: string;
  readonly metric: string;
  readonly go: string;
}

/** Where this repository keeps the words. */
export const ownModules: WordModules = {
  define: "../lib/define.ts",
  metric: "../lib/vocabulary/metric.ts",
  go: "../lib/vocabulary/go.ts",
};

/** Where a project that uses this package finds them. */
export const packageModules: WordModules = {
  define: "bigdata-monitoring",
  metric: "bigdata-monitoring",
  go: "bigdata-monitoring",
};

const metricTypes: readonly string[] = ["counter", "gauge", "histogram", "summary", "unknown"];

/** What a metrics file may use. */
export function metricWords({ define, metric, go }: WordModules): AllowedWords {
  const known: Readonly<Record<string, string>> = {
    ...Object.fromEntries(metricTypes.map((type) => [type, metric])),
    defineExporter: define,
    goMetrics: go,
  };
  const isFrom = (module: string) => (name: string) => Object.hasOwn(known, name) && known[name] === module;
  return { imports: new Map([define, metric, go].map((module) => [module, isFrom(module)])), methods: new Set() };
}

/** The text of a `metrics/*.ts` file: sorted by name, formatted, the same for the same exporter. */
export function printExporter(exporter: Exporter, modules: WordModules): string {
  const isGo = "go_goroutines" in exporter.metrics;
  const own = Object.entries(exporter.metrics)
    .filter(([name, metric]) => !isGo || !isSharedGo(name, metric))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const words = [
    ["defineExporter", modules.define],
    ...(isGo ? [["goMetrics", modules.go] as const] : []),
    ...own.map(([, { type }]) => [type, modules.metric] as const),
  ] as const;
  return [
    lineComment(headline(exporter)),
    "// `npm run catalog` keeps it: what is mended here survives, but for comments.",
    ...imports(words),
    "",
    "export default defineExporter({",
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

/** An import a module, its words and the modules in order. */
function imports(words: readonly (readonly [word: string, module: string])[]): string[] {
  const modules = [...new Set(words.map(([, module]) => module))].sort();
  return modules.map((module) => {
    const own = words.flatMap(([word, from]) => (from === module ? [word] : []));
    return `import { ${[...new Set(own)].sort().join(", ")} } from ${stringLiteral(module)};`;
  });
}

const headline = ({ title, version }: Exporter): string => `What is exposed by ${title}, read from version ${version}.`;

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
  return { call: type, args: details.length > 0 ? [...args, { object: details }] : args };
}

const onOneLine = (source: Source): string => layout(source, 0, { before: Number.NEGATIVE_INFINITY, after: 0 });
const strings = (words: readonly string[]): Source => ({ list: words.map(stringLiteral) });

/** As the formatter writes numbers: `1e-7`, `1024`, `Infinity`. */
const number = (value: number): string => String(value).replace("e+", "e");
