import { createServer } from "node:net";
import { UserError } from "../../lib/cli/outcome.ts";
import { close, host, listen } from "../../lib/cli/programs/endpoint.ts";

const handedOut = new Set<number>();

/**
 * A port that nobody listens on: the given one, else any. The latter lies below the range that the kernel
 * takes for outgoing connections, so that none of them occupies it before its server starts.
 * @throws UserError when the given one is taken
 */
export async function takePort(given?: number): Promise<number> {
  if (given !== undefined) {
    if (await isFree(given)) return given;
    throw new UserError(`Port ${given} of ${host} is taken: stop what listens there, or choose another port.`);
  }
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (handedOut.has(port) || !(await isFree(port))) continue;
    handedOut.add(port);
    return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  try {
    await listen(probe, port);
  } catch {
    return false;
  }
  await close(probe);
  return true;
}
