import { createServer } from "node:net";
import { close, listen } from "../../lib/cli/programs/endpoint.ts";

const handedOut = new Set<number>();

/**
 * A port that nobody listens on: the given one, else any. The latter lies below the range that the kernel
 * takes for outgoing connections, so that none of them occupies it before its server starts.
 * @throws UserError when the given one is taken
 */
export async function takePort(given?: number): Promise<number> {
  if (given !== undefined) {
    await probe(given);
    return given;
  }
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (handedOut.has(port) || !(await isFree(port))) continue;
    handedOut.add(port);
    return port;
  }
}

async function probe(port: number): Promise<void> {
  const server = createServer();
  await listen(server, port);
  await close(server);
}

const isFree = (port: number): Promise<boolean> =>
  probe(port).then(
    () => true,
    () => false,
  );
