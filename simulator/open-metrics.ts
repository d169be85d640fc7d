import type { RecordedSeries, Recording } from "./recording.ts";

/**
 * A recording as OpenMetrics text with timestamps, piece by piece: what
 * `promtool tsdb create-blocks-from openmetrics` makes blocks of.
 */
export function* openMetrics({ times, series }: Recording): Generator<string> {
  for (const family of families(series).values()) for (const one of family) yield lines(one, times);
  yield "# EOF\n";
}

/** OpenMetrics wants the series of a metric beside each other. */
function families(series: readonly RecordedSeries[]): Map<string, RecordedSeries[]> {
  const byName = new Map<string, RecordedSeries[]>();
  for (const one of series) {
    const family = byName.get(one.name) ?? [];
    byName.set(one.name, family);
    family.push(one);
  }
  return byName;
}

/** Without types: a counter of the text format need not be called `_total`, as OpenMetrics would insist. */
function lines({ name, labels, values }: RecordedSeries, times: readonly number[]): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  const selector = `${name}{${pairs.join(",")}}`;
  let text = "";
  values.forEach((value, i) => {
    if (value !== undefined) text += `${selector} ${value} ${times[i]}\n`;
  });
  return text;
}

const escaped = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
