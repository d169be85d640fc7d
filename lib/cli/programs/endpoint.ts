import { once } from "node:events";
import { createServer, type Server as HttpServer, type RequestListener } from "node:http";
import type { AddressInfo, Server } from "node:net";
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

/**
 * Serves HTTP inside this process. Port 0 takes a free one.
 * @param timeout milliseconds that a client has to send a request; then its connection is closed
 */
export async function serveHttp(answer: RequestListener, port = 0, timeout = 10_000): Promise<Endpoint> {
  const limits = { headersTimeout: timeout, requestTimeout: timeout, connectionsCheckingInterval: timeout / 2 };
  const server = createServer(limits, answer);
  const taken = await listen(server, port);
  return endpoint(taken, async () => {
    server.closeAllConnections();
    await close(server);
  });
}

/** Listens on this machine only. @returns the port @throws UserError when the port is taken */
export async function listen(server: Server | HttpServer, port = 0): Promise<number> {
  server.listen(port, host);
  await once(server, "listening").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE") throw error;
    throw new UserError(`Port ${port} of ${host} is taken: stop what listens there, or choose another port.`);
  });
  return (server.address() as AddressInfo).port;
}

export async function close(server: Server | HttpServer): Promise<void> {
  if (!server.listening) return;
  server.close();
  await once(server, "close");
}
