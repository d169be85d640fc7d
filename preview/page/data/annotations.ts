import type { TimeRange } from "@grafana/data";
import type { Annotation, Dashboard } from "../model.ts";
import { ask } from "./ask.ts";
import type { Series } from "./frames.ts";
import { interpolate, type Lookup } from "./interpolate.ts";

/** The time during which an annotation held, in milliseconds since 1970. */
export interface Region {
  readonly from: number;
  readonly to: number;
  readonly title: string;
  readonly text: string;
}

const step = 60;

/** The times during which the board's annotations held, such as those of firing alerts. */
export async function queryRegions(
  annotations: Dashboard["annotations"],
  range: TimeRange,
  variables: Lookup,
): Promise<Region[]> {
  const asked = (annotations?.list ?? []).filter(({ enable, expr }) => enable && expr);
  const regions = await Promise.all(asked.map((annotation) => regionsOf(annotation, range, variables)));
  return regions.flat();
}

async function regionsOf(annotation: Annotation, range: TimeRange, variables: Lookup): Promise<Region[]> {
  const { result } = await ask<{ result: Series[] }>("/prometheus/api/v1/query_range", {
    query: interpolate(annotation.expr ?? "", variables),
    start: String(range.from.valueOf() / 1000),
    end: String(range.to.valueOf() / 1000),
    step: String(stepFor(range)),
  });
  return result.flatMap((series) => toRegions(series, annotation, stepFor(range)));
}

const stepFor = (range: TimeRange): number =>
  Math.max(step, Math.ceil((range.to.valueOf() - range.from.valueOf()) / 1000 / 1000));

/** Samples that follow each other without a gap are one region. */
function toRegions({ metric, values = [] }: Series, annotation: Annotation, seconds: number): Region[] {
  const spans: { from: number; to: number }[] = [];
  for (const [time] of values) {
    const last = spans.at(-1);
    if (last && time - last.to <= seconds) last.to = time;
    else spans.push({ from: time, to: time });
  }
  const fill = (format = "") => format.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => metric[label] ?? "");
  const [title, text] = [fill(annotation.titleFormat), fill(annotation.textFormat)];
  return spans.map(({ from, to }) => ({ from: from * 1000, to: to * 1000, title, text }));
}
