import type { Endpoint } from "../../lib/cli/programs/endpoint.ts";
import { composeTarget } from "../../lib/emit/emit.ts";
import { emitLoki } from "../../lib/emit/loki.ts";
import type { Model } from "../../lib/model/model.ts";
import { startLoki, takesThePast } from "../servers/loki.ts";
import { findLoki, whatLokiNeeds } from "../servers/loki-program.ts";

/**
 * Starts a Loki with the built configuration that takes lines of any age.
 * @param progress called with what happens, or what is missing
 * @returns undefined where this machine has no Loki
 */
export async function startLocalLoki(model: Model, progress: (line: string) => void): Promise<Endpoint | undefined> {
  if ((await findLoki()) === undefined) {
    progress(`Log panels stay empty. ${whatLokiNeeds}`);
    return undefined;
  }
  progress("starting Loki");
  const [config] = emitLoki(model, composeTarget(model));
  return await startLoki({ config: { text: config?.text ?? "" }, flags: takesThePast });
}
