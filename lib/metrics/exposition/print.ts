import type { Family, Sample } from "./exposition.ts";

/** A family that was not read from lines. */
export type WrittenFamily = Omit<Family, "samples"> & { readonly samples: readonly Omit<Sample, "line">[] };

/** Writes Prometheus' text format 0.0.4. `parseExposition` reads it back to the same families. */
export const printExposition = (families: Iterable<WrittenFamily>): string =>
  Array.from(families, printFamily).join("");

function printFamily({ name, type, help, samples }: WrittenFamily): string {
  const named = quoteName(name);
  const helpLine = help === undefined ? [] : [`# HELP ${named} ${escapeHelp(help)}`];
  return [...helpLine, `# TYPE ${named} ${textType(type)}`, ...samples.map(printSample), ""].join("\n");
}

/** The text format knows fewer types than OpenMetrics. */
function textType(type: Family["type"]): string {
  if (type === "info" || type === "stateset") return "gauge";
  return type === "unknown" || type === "gaugehistogram" ? "untyped" : type;
}

function printSample({ name, labels, value, timestamp }: Omit<Sample, "line">): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${quoteName(label)}="${escapeValue(text)}"`);
  const quoted = quoteName(name);
  const inBraces = quoted === name ? pairs : [quoted, ...pairs];
  const series = (quoted === name ? name : "") + (inBraces.length > 0 ? `{${inBraces.join(",")}}` : "");
  return `${series} ${printNumber(value)}${timestamp === undefined ? "" : ` ${timestamp}`}`;
}

const quoteName = (name: string): string => (/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name) ? name : `"${escapeValue(name)}"`);
const escapeHelp = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
const escapeValue = (text: string): string => escapeHelp(text).replaceAll('"', '\\"');

function printNumber(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? "-0" : String(value);
  return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
}
