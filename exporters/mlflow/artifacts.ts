import { failureOf } from "../common/backends/failure.ts";
import type { Log } from "../common/log.ts";
import type { MlflowClient } from "./client.ts";

export interface ArtifactSize {
  readonly entries: number;
  readonly bytes: number;
}

/** Sizes of runs' artifacts, each requested once: those of a finished run do not change. */
export interface ArtifactLedger {
  /** @returns the sizes that are known so far */
  read(
    client: MlflowClient,
    runIds: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, ArtifactSize>>;
}

export interface ArtifactOptions {
  /** Runs that one poll lists: each costs a request to MLflow, and one from it to its artifact store. */
  readonly perPoll: number;
  /** Milliseconds that they may take in one poll. An artifact store that hangs must not fail the poll. */
  readonly budget: number;
}

export function artifactLedger({ perPoll, budget }: ArtifactOptions, log: Log): ArtifactLedger {
  let known = new Map<string, ArtifactSize | undefined>();

  async function sizeOf(client: MlflowClient, runId: string, signal: AbortSignal): Promise<ArtifactSize | undefined> {
    let [entries, bytes] = [0, 0];
    try {
      for await (const file of client.artifacts(runId, signal)) {
        entries++;
        bytes += file.file_size ?? 0;
      }
    } catch (error) {
      log.warn({ run: runId, error: failureOf(error).message }, "artifacts not read");
      return undefined;
    }
    return { entries, bytes };
  }

  return {
    async read(client, runIds, signal) {
      known = new Map(runIds.filter((id) => known.has(id)).map((id) => [id, known.get(id)]));
      const withinBudget = AbortSignal.any([signal, AbortSignal.timeout(budget)]);
      for (const id of runIds.filter((id) => !known.has(id)).slice(0, perPoll)) {
        if (withinBudget.aborted) break;
        known.set(id, await sizeOf(client, id, withinBudget));
      }
      signal.throwIfAborted();
      return new Map([...known].filter((entry): entry is [string, ArtifactSize] => entry[1] !== undefined));
    },
  };
}
