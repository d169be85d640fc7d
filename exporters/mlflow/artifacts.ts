import { failureOf } from "../common/backends/failure.ts";
import type { Log } from "../common/log.ts";
import type { MlflowClient } from "./client.ts";

export interface ArtifactSize {
  readonly entries: number;
  readonly bytes: number;
}

/** Sizes of runs' artifacts, each asked for once: what a finished run left does not change. */
export interface ArtifactLedger {
  /** @returns the sizes of those runs that were asked for so far */
  read(client: MlflowClient, runIds: readonly string[]): Promise<ReadonlyMap<string, ArtifactSize>>;
}

/** @param perPoll runs asked for in one poll at the most: each costs a request, and one to the artifact store behind */
export function artifactLedger(perPoll: number, log: Log): ArtifactLedger {
  let known = new Map<string, ArtifactSize | undefined>();

  async function sizeOf(client: MlflowClient, runId: string): Promise<ArtifactSize | undefined> {
    let [entries, bytes] = [0, 0];
    try {
      for await (const file of client.artifacts(runId)) {
        entries++;
        bytes += file.file_size ?? 0;
      }
    } catch (error) {
      // The artifact store may be out of the server's reach while all else works. A timeout is the whole poll's.
      const failure = failureOf(error);
      if (failure.reason === "timeout") throw failure;
      log.warn("artifacts not read", { run: runId, error: failure.message });
      return undefined;
    }
    return { entries, bytes };
  }

  return {
    async read(client, runIds) {
      known = new Map(runIds.filter((id) => known.has(id)).map((id) => [id, known.get(id)]));
      const unknown = runIds.filter((id) => !known.has(id)).slice(0, perPoll);
      for (const id of unknown) known.set(id, await sizeOf(client, id));
      return new Map([...known].filter((entry): entry is [string, ArtifactSize] => entry[1] !== undefined));
    },
  };
}
