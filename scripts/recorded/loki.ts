import type { LogLine } from "../../exporters/simulator/logs/line.ts";
import { linesOf } from "../../exporters/simulator/logs/lines.ts";
import type { Model } from "../../lib/model.ts";
import { startLocalLoki } from "../local/loki.ts";
import { pushPast } from "../local/past-lines.ts";
import type { Endpoint } from "../servers/endpoint.ts";
import { playPlatform } from "./platform.ts";

/**
 * Starts a Loki that holds what the simulated platform logged in the recorded hours.
 * @param progress told what takes its time, or what is missing
 * @returns undefined where this machine has no Loki
 */
export async function startRecordedLoki(model: Model, progress: (line: string) => void): Promise<Endpoint | undefined> {
  const loki = await startLocalLoki(model, progress);
  if (loki === undefined) return undefined;
  const lines: LogLine[] = [];
  playPlatform((moment) => lines.push(...linesOf(moment)));
  await pushPast(loki.url, lines);
  return loki;
}
