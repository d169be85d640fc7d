import { once } from "node:events";
import { createServer, type Server as HttpServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { UserError } from "../outcome.ts";

/** Something that listens on this machine only, until it is stopped; usable with `await using`. */
export interface Endpoint extends AsyncDisposable {
  readonly port: number;
  /** Such as `127.0.0.1:20123`. */
  readonly address: string;
  /** Such as `http://127.0.0.1:20123`, without a slash at its end. */
  readonly url: string;
  /** Ends it and removes its files. Once stopped, does nothing. */
  stop(): Promise<void>;
}

const host = "127.0.0.1";

/** The parts of an endpoint that follow from its port. */
export function endpoint(port: number, stop: () => Promise<void>): Endpoint {
  const address = `${host}:${port}`;
  return { port, address, url: `http://${address}`, stop, [Symbol.asyncDispose]: stop };
}

/** Serves HTTP inside this process. Port 0 takes a free one. */
export async function serveHttp(answer: RequestListener, port = 0): Promise<Endpoint> {
  const server = createServer(answer);
  const taken = await listen(server, port);
  return endpoint(taken, async () => {
    server.closeAllConnections();
    await close(server);
  });
}

/** Listens on this machine only. @returns the port */
export async function listen(server: Server | HttpServer, port = 0): Promise<number> {
  server.listen(port, host);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

async function close(server: Server | HttpServer): Promise<void> {
  if (!server.listening) return;
  server.close();
  await once(server, "close");
}

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
  const probe = createTcpServer();
  try {
    await listen(probe, port);
  } catch {
    return false;
  }
  await close(probe);
  return true;
}
