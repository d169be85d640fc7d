import type { Endpoint } from "../../lib/cli/programs/endpoint.ts";
import type { Model } from "../../lib/model/model.ts";
import type { LogLine } from "../../simulator/logs/line.ts";
import { linesOf } from "../../simulator/logs/lines.ts";
import { startLocalLoki } from "../local/loki.ts";
import { pushPast } from "./past-lines.ts";
import { simulatePlatform } from "./platform.ts";

/**
 * Starts a Loki that holds what the simulated platform logged in the recorded hours.
 * @param progress called with a line about each step that takes long, or about what is missing
 * @returns undefined where this machine has no Loki
 */
export async function startRecordedLoki(model: Model, progress: (line: string) => void): Promise<Endpoint | undefined> {
  const loki = await startLocalLoki(model, progress);
  if (loki === undefined) return undefined;
  await pushPast(loki.url, recordedLines());
  return loki;
}

/** What the simulated platform logged in the recorded hours, the oldest first. */
export function recordedLines(): LogLine[] {
  const lines: LogLine[] = [];
  simulatePlatform((tick) => lines.push(...linesOf(tick)));
  return lines;
}
