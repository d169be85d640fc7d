import { type DataFrame, DataFrameType, type Field, FieldType, type Labels, toDataFrame } from "@grafana/data";
import type { Target } from "../model.ts";

/** A series as Prometheus and Loki answer it: pairs of seconds and the value's text. */
export interface Series {
  readonly metric: Labels;
  readonly values?: readonly (readonly [number, string])[];
  readonly value?: readonly [number, string];
}

/** Series over time or their newest values, named as Grafana's Prometheus datasource names them. */
export const seriesFrames = (series: readonly Series[], target: Target, expr: string): DataFrame[] =>
  series.map(({ metric, values, value }) => {
    const points = values ?? (value ? [value] : []);
    const name = legendOf(metric, target.legendFormat, expr);
    return toDataFrame({
      refId: target.refId,
      meta: { type: value ? DataFrameType.NumericMulti : DataFrameType.TimeSeriesMulti },
      fields: [
        timeField(points),
        { ...valueField(points, "Value"), labels: metric, config: { displayNameFromDS: name } },
      ],
    });
  });

/** One row a series, one column a label, as Grafana shows an instant query as a table. */
export function tableFrame(series: readonly Series[], target: Target, several: boolean): DataFrame {
  const labels = [...new Set(series.flatMap(({ metric }) => Object.keys(metric)))].sort();
  const points = series.map(({ value }) => value ?? ([0, "NaN"] as const));
  return toDataFrame({
    refId: target.refId,
    meta: { preferredVisualisationType: "table" },
    fields: [
      timeField(points),
      ...labels.map((label) => ({
        name: label,
        type: FieldType.string,
        values: series.map(({ metric }) => metric[label] ?? ""),
        config: { filterable: true },
      })),
      { ...valueField(points, several ? `Value #${target.refId}` : "Value"), config: {} },
    ],
  });
}

/** A histogram's cumulative buckets as rows of a heatmap: one field a bucket, from the lowest bound up. */
export function bucketFrames(series: readonly Series[], target: Target): DataFrame[] {
  const buckets = [...series].sort((a, b) => Number(boundOf(a)) - Number(boundOf(b)));
  const times = [...new Set(buckets.flatMap(({ values = [] }) => values.map(([time]) => time)))].sort((a, b) => a - b);
  if (times.length === 0) return [];
  let below = times.map(() => 0);
  const fields = buckets.map((bucket) => {
    const at = new Map(bucket.values?.map(([time, value]) => [time, Number(value)]));
    const cumulative = times.map((time, i) => at.get(time) ?? below[i] ?? 0);
    const values = cumulative.map((value, i) => Math.max(0, value - (below[i] ?? 0)));
    below = cumulative;
    return { name: boundOf(bucket), type: FieldType.number, values, labels: bucket.metric, config: {} };
  });
  const time = { name: "Time", type: FieldType.time, values: times.map((seconds) => seconds * 1000), config: {} };
  return [toDataFrame({ refId: target.refId, meta: { type: DataFrameType.HeatmapRows }, fields: [time, ...fields] })];
}

const boundOf = ({ metric }: Series): string => (metric.le === "+Inf" ? "Infinity" : (metric.le ?? ""));

type Points = readonly (readonly [number, string])[];
type Plain = Omit<Field, "config"> & { config: Field["config"] };

const timeField = (points: Points): Plain => ({
  name: "Time",
  type: FieldType.time,
  values: points.map(([seconds]) => seconds * 1000),
  config: {},
});

const valueField = (points: Points, name: string): Plain => ({
  name,
  type: FieldType.number,
  values: points.map(([, text]) => numberOf(text)),
  config: {},
});

const numberOf = (text: string): number =>
  text === "+Inf" ? Number.POSITIVE_INFINITY : text === "-Inf" ? Number.NEGATIVE_INFINITY : Number(text);

/** `__auto` leaves the name to the labels that differ; without labels it is the expression. */
function legendOf(labels: Labels, format: string | undefined, expr: string): string | undefined {
  const named = Object.keys(labels).length > 0;
  if (!format || format === "__auto") return named ? undefined : expr;
  return format.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (_, label: string) => labels[label] ?? "");
}
