import { createWriteStream } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { stringify } from "yaml";
import { alertLabels } from "../../lib/alerting/labels.ts";
import { run } from "../../lib/cli/programs/run.ts";
import { tool } from "../../lib/cli/programs/tools.ts";
import type { AlertRule, Model, RecordingRule } from "../../lib/model/model.ts";
import { openMetrics } from "../../simulator/open-metrics.ts";
import type { Recording } from "../../simulator/recording.ts";
import { recordingsInOrder } from "../recording-steps.ts";
import { startPrometheus } from "../servers/prometheus.ts";

/** A time to evaluate rules over, in seconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface History {
  readonly recording: Recording;
  /** When the rules are to have been evaluated. Recording all of a long history would take minutes. */
  readonly evaluated: readonly Span[];
  /** Alerts shown as firing while their expression holds in the last span, as if they had waited long enough. */
  readonly firing?: readonly AlertRule[];
}

type Rule = Pick<RecordingRule, "record" | "expr" | "labels">;

/**
 * Fills a Prometheus' data folder with a recording and with what our rules would have made of it, so that every panel
 * has a past. The Prometheus that is to read it starts afterwards.
 */
export async function writeHistory(storage: string, model: Model, history: History): Promise<void> {
  const { recording, evaluated, firing = [] } = history;
  const folder = await mkdtemp(join(tmpdir(), "bigdata-monitoring-history-"));
  try {
    await writeSamples(storage, folder, recording);
    for (const level of recordingsInOrder(model.rules)) await evaluate(storage, folder, level, evaluated);
    if (firing.length > 0) await evaluate(storage, folder, firing.flatMap(asRecorded), evaluated.slice(-1));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function writeSamples(storage: string, folder: string, recording: Recording): Promise<void> {
  const file = join(folder, "recording.om");
  await pipeline(Readable.from(openMetrics(recording)), createWriteStream(file));
  // Larger blocks: it reads the whole file once for each.
  await run(
    await tool("promtool"),
    ...["tsdb", "create-blocks-from", "openmetrics", "--quiet", "--max-block-duration=240h", file, storage],
  );
}

/** Asks a Prometheus that holds what was written so far; it must have ended before the next level is asked. */
async function evaluate(storage: string, folder: string, rules: readonly Rule[], spans: readonly Span[]) {
  const file = join(folder, "rules.yml");
  await writeFile(file, stringify({ groups: [{ name: "history", rules: rules.map(asWritten) }] }));
  const flags = ["--storage.tsdb.retention.time=10y", "--storage.tsdb.no-lockfile"];
  const prometheus = await startPrometheus({ config: { text: "" }, storage, flags });
  try {
    for (const { from, to } of spans)
      await run(
        await tool("promtool"),
        ...["tsdb", "create-blocks-from", "rules", `--start=${from}`, `--end=${to}`, `--url=${prometheus.url}`],
        ...["--eval-interval=60s", `--output-dir=${storage}`, file],
      );
  } finally {
    await prometheus.stop();
  }
}

const asWritten = ({ record, expr, labels = {} }: Rule) => ({ record, expr, labels });

/** What Prometheus itself writes down of an alert that fires. */
function asRecorded(rule: AlertRule): Rule[] {
  const labels = { alertname: rule.alert, ...alertLabels(rule) };
  const expr = `(${rule.expr}) * 0 + 1` as RecordingRule["expr"];
  const since = `timestamp(${expr}) - 600` as RecordingRule["expr"];
  return [
    { record: "ALERTS", expr, labels: { ...labels, alertstate: "firing" } },
    { record: "ALERTS_FOR_STATE", expr: since, labels },
  ];
}
