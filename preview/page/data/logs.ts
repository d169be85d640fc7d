import { type DataFrame, FieldType, type Labels, toDataFrame } from "@grafana/data";
import type { Target } from "../model.ts";

/** Log lines of one set of labels, as Loki answers them: pairs of nanoseconds and the line. */
export interface LogStream {
  readonly stream: Labels;
  readonly values: readonly (readonly [string, string])[];
}

/** All lines, the newest first. */
export function logFrame(streams: readonly LogStream[], target: Target): DataFrame {
  const lines = streams
    .flatMap(({ stream, values }) => values.map(([time, line]) => ({ time: Number(time) / 1e6, line, labels: stream })))
    .sort((a, b) => b.time - a.time);
  return toDataFrame({
    refId: target.refId,
    fields: [
      { name: "Time", type: FieldType.time, values: lines.map(({ time }) => time), config: {} },
      { name: "Line", type: FieldType.string, values: lines.map(({ line }) => line), config: {} },
      { name: "labels", type: FieldType.other, values: lines.map(({ labels }) => labels), config: {} },
    ],
  });
}
