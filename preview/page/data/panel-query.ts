import type { DataFrame, TimeRange } from "@grafana/data";
import type { Panel, Target } from "../model.ts";
import { ask } from "./ask.ts";
import { bucketFrames, type Series, seriesFrames, tableFrame } from "./frames.ts";
import { firstOf, interpolate, type Lookup } from "./interpolate.ts";
import { type LogStream, logFrame } from "./logs.ts";
import { stepOf, timeLookup } from "./step.ts";

/** What of a panel its queries depend on. */
export type Asking = Pick<Panel, "targets" | "interval" | "maxDataPoints">;

/** What they depend on beside it. */
export interface Question {
  readonly range: TimeRange;
  /** In pixels: as many points as can be seen. */
  readonly width: number;
  readonly variables: Lookup;
  readonly scrapeInterval: string;
  readonly hasLogs: boolean;
}

/** Runs every query of a panel. @throws QueryError */
export async function queryPanel(panel: Asking, question: Question, signal: AbortSignal): Promise<DataFrame[]> {
  const targets = (panel.targets ?? []).filter(({ hide }) => !hide);
  const answers = await Promise.all(targets.map((target) => queryTarget(panel, target, question, signal)));
  return answers.flat();
}

function queryTarget(panel: Asking, target: Target, question: Question, signal: AbortSignal): Promise<DataFrame[]> {
  const { range, width, scrapeInterval } = question;
  const step = stepOf(range, panel.maxDataPoints ?? width, panel.interval ?? scrapeInterval);
  const expr = interpolate(target.expr ?? "", firstOf(timeLookup(range, step, scrapeInterval), question.variables));
  return target.datasource?.type === "loki"
    ? queryLogs(expr, target, question, signal)
    : queryMetrics(expr, target, { range, step, several: (panel.targets?.length ?? 0) > 1 }, signal);
}

interface Window {
  readonly range: TimeRange;
  readonly step: number;
  readonly several: boolean;
}

async function queryMetrics(expr: string, target: Target, { range, step, several }: Window, signal: AbortSignal) {
  if (target.instant) {
    const time = String(range.to.valueOf() / 1000);
    const { result } = await ask<{ result: Series[] }>("/prometheus/api/v1/query", { query: expr, time }, signal);
    return target.format === "table" ? [tableFrame(result, target, several)] : seriesFrames(result, target, expr);
  }
  // On whole steps, so that points do not move from one refresh to the next.
  const aligned = (milliseconds: number) => String((Math.floor(milliseconds / step) * step) / 1000);
  const window = { start: aligned(range.from.valueOf()), end: aligned(range.to.valueOf()), step: String(step / 1000) };
  const { result } = await ask<{ result: Series[] }>(
    "/prometheus/api/v1/query_range",
    { query: expr, ...window },
    signal,
  );
  return target.format === "heatmap" ? bucketFrames(result, target) : seriesFrames(result, target, expr);
}

async function queryLogs(expr: string, target: Target, { range, hasLogs }: Question, signal: AbortSignal) {
  if (!hasLogs) return [];
  const window = { start: `${range.from.valueOf()}000000`, end: `${range.to.valueOf()}000000`, limit: "500" };
  const path = "/loki/loki/api/v1/query_range";
  const { result } = await ask<{ result: LogStream[] }>(path, { query: expr, ...window }, signal);
  return [logFrame(result, target)];
}
