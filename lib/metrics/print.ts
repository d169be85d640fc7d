import { type AllowedCode, lineComment, propertyKey, stringLiteral } from "../generated-code.ts";
import type { Defined, Metric, MetricCatalog } from "../model/model.ts";
import { goMetrics } from "./define.ts";
import { moduleOfCatalog, readyCatalogNames } from "./ready-catalogs.ts";

const importable = new Set(["defineMetrics", "extendMetrics", "goMetrics", "metric"]);
const types = new Set(["counter", "gauge", "histogram", "summary", "unknown"]);

/** The imports and calls that a file of `metrics/` may contain. */
export const allowedInCatalogs: AllowedCode = {
  imports: new Map([
    ["bigdata-monitoring", (name) => importable.has(name)],
    ...readyCatalogNames.map((ready) => [moduleOfCatalog(ready), (name: string) => name === "default"] as const),
  ]),
  members: new Map([["metric", (name) => types.has(name)]]),
  methods: new Set(),
};

interface PrintOptions {
  /** The module that the file imports the functions of catalogs from. */
  readonly module: string;
  /** What people run to update the file. */
  readonly command: string;
}

const inProjects: PrintOptions = { module: "bigdata-monitoring", command: "metrics import" };

/** The text of a file of `metrics/`: sorted by name and formatted. */
export function printCatalog(exporter: MetricCatalog, { module, command } = inProjects): string {
  const isGo = "go_goroutines" in exporter.metrics;
  const listed = Object.entries(exporter.metrics)
    .filter(([name, metric]) => !isGo || !isSame(metric, own(goMetrics, name)))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const used = ["defineMetrics", ...(isGo ? ["goMetrics"] : []), ...(listed.length > 0 ? ["metric"] : [])];
  return [
    lineComment(`What is exposed by ${exporter.title}, read from version ${exporter.version}.`),
    updatedBy(command),
    `import { ${used.join(", ")} } from "${module}";`,
    "",
    "export default defineMetrics({",
    property("title", stringLiteral(exporter.title), 2),
    property("version", stringLiteral(exporter.version), 2),
    ...(exporter.optionalLabels ? [property("optionalLabels", strings(exporter.optionalLabels), 2)] : []),
    "  metrics: {",
    ...(isGo ? ["    ...goMetrics,"] : []),
    ...listed.map(metricLine),
    "  },",
    "});",
    "",
  ].join("\n");
}

/** The text of a file of `metrics/` that holds only the differences from a ready catalog. */
export function printExtension({ name, definition: ready }: Defined<MetricCatalog>, exporter: MetricCatalog): string {
  const { title, version, metrics } = exporter;
  const local = name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  const dropped = Object.keys(ready.metrics).filter((metric) => !Object.hasOwn(metrics, metric));
  const changed = Object.entries(metrics).filter(([metric, facts]) => !isSame(facts, own(ready.metrics, metric)));
  return [
    lineComment(`What differs in ${title} ${version} from the library's catalog, read from version ${ready.version}.`),
    updatedBy(inProjects.command),
    `import { extendMetrics${changed.length > 0 ? ", metric" : ""} } from "${inProjects.module}";`,
    `import ${local} from "${moduleOfCatalog(name)}";`,
    "",
    `export default extendMetrics(${local}, {`,
    ...(title === ready.title ? [] : [property("title", stringLiteral(title), 2)]),
    property("version", stringLiteral(version), 2),
    ...(dropped.length > 0 ? [property("drop", strings(dropped), 2)] : []),
    ...(changed.length > 0 ? ["  metrics: {", ...changed.map(metricLine), "  },"] : []),
    "});",
    "",
  ].join("\n");
}

const metricLine = ([name, metric]: [string, Metric]): string => property(propertyKey(name), metricSource(metric), 4);

const updatedBy = (command: string): string =>
  `// \`${command}\` updates this file: it keeps your edits, but no comments.`;

/** A metric may be called `constructor`. */
const own = (metrics: MetricCatalog["metrics"], name: string): Metric | undefined =>
  Object.hasOwn(metrics, name) ? metrics[name] : undefined;

/** Whether they are written the same. */
const isSame = (metric: Metric, other: Metric | undefined): boolean =>
  other !== undefined && unbroken(metricSource(metric)) === unbroken(metricSource(other));

function metricSource({ type, unit, labels, help, values, range, monotonic, nonZero, buckets }: Metric): Source {
  const details: (readonly [string, Source])[] = [];
  if (values)
    details.push(["values", { object: Object.entries(values).map(([k, v]) => [propertyKey(k), strings(v)]) }]);
  if (range) details.push(["range", { list: range.map(number), fill: true }]);
  if (monotonic) details.push(["monotonic", "true"]);
  if (nonZero) details.push(["nonZero", "true"]);
  if (buckets) details.push(["buckets", { list: buckets.map(number), fill: true }]);
  const args = [unit === undefined ? "undefined" : stringLiteral(unit), strings(labels), stringLiteral(help)];
  return { call: `metric.${type}`, args: details.length > 0 ? [...args, { object: details }] : args };
}

const unbroken = (source: Source): string => layout(source, 0, { before: Number.NEGATIVE_INFINITY, after: 0 });
const strings = (texts: readonly string[]): Source => ({ list: texts.map(stringLiteral) });

/** A number as the formatter writes it: `1e-7`, `1024`, `Infinity`. */
const number = (value: number): string => String(value).replace("e+", "e");

/** A value of TypeScript source that is not laid out yet: text as it is, a list, an object or a call. */
type Source =
  | string
  | { readonly list: readonly Source[]; readonly fill?: boolean }
  | { readonly object: readonly (readonly [key: string, value: Source])[] }
  | { readonly call: string; readonly args: readonly Source[] };

const width = 120;

/**
 * Lays source out as Biome formats it.
 * @param indent of the line that it begins on
 * @param taken columns of that line before it, and after its end
 */
function layout(source: Source, indent: number, taken: { before: number; after: number }): string {
  const flat = onOneLine(source);
  if (typeof source === "string" || taken.before + flat.length + taken.after <= width) return flat;
  if ("list" in source) return source.fill ? filled(source.list, indent) : block("[", source.list, "]", indent);
  if ("object" in source) return objectBlock(source.object, indent);
  const hugged = hugLast(source.call, source.args, indent, taken.before);
  return hugged ?? block(`${source.call}(`, source.args, ")", indent);
}

/** `key: value,` on a line of its own. */
const property = (key: string, value: Source, indent: number): string => {
  const start = `${" ".repeat(indent)}${key}: `;
  return `${start}${layout(value, indent, { before: start.length, after: 1 })},`;
};

function onOneLine(source: Source): string {
  if (typeof source === "string") return source;
  if ("list" in source) return `[${source.list.map(onOneLine).join(", ")}]`;
  if ("call" in source) return `${source.call}(${source.args.map(onOneLine).join(", ")})`;
  return `{ ${source.object.map(([key, value]) => `${key}: ${onOneLine(value)}`).join(", ")} }`;
}

function objectBlock(entries: readonly (readonly [string, Source])[], indent: number): string {
  const lines = entries.map(([key, value]) => property(key, value, indent + 2));
  return ["{", ...lines, `${" ".repeat(indent)}}`].join("\n");
}

/** Breaks only the last argument, if it is an object and the arguments before it fit on the line. */
function hugLast(call: string, args: readonly Source[], indent: number, before: number): string | undefined {
  const last = args.at(-1);
  if (last === undefined || typeof last === "string" || !("object" in last)) return undefined;
  const head = `${call}(${[...args.slice(0, -1).map(onOneLine), ""].join(", ")}`;
  return before + head.length + 1 <= width ? `${head}${objectBlock(last.object, indent)})` : undefined;
}

/** One item a line. */
function block(open: string, items: readonly Source[], close: string, indent: number): string {
  const inner = " ".repeat(indent + 2);
  const lines = items.map((item) => `${inner}${layout(item, indent + 2, { before: indent + 2, after: 1 })},`);
  return [open, ...lines, " ".repeat(indent) + close].join("\n");
}

/** As many items a line as fit: how numbers are written. */
function filled(items: readonly Source[], indent: number): string {
  const inner = " ".repeat(indent + 2);
  const lines: string[] = [];
  for (const item of items.map((item) => `${onOneLine(item)},`)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + item.length <= width) lines[lines.length - 1] = `${last} ${item}`;
    else lines.push(inner + item);
  }
  return ["[", ...lines, `${" ".repeat(indent)}]`].join("\n");
}
