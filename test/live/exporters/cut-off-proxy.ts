import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A TCP proxy that stops answering, as a server does that hangs: connections stay open and nothing more arrives. */
export interface CutOffProxy {
  readonly port: number;
  /** Bytes from the server that each new connection passes on. */
  limit: number;
  /** Bytes from the server that were passed on in total. */
  readonly passed: () => number;
  /** Connections of clients that are open. */
  readonly open: () => number;
  /** Connections of clients so far. */
  readonly accepted: () => number;
  /** Closes every connection. */
  reset(): void;
  close(): Promise<void>;
}

export async function cutOffProxy(target: number): Promise<CutOffProxy> {
  const sockets = new Set<Socket>();
  const clients = new Set<Socket>();
  let [passed, accepted] = [0, 0];

  const server = createServer((client) => {
    const upstream = connect(target, "127.0.0.1");
    let left = proxy.limit;
    accepted++;
    clients.add(client);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        clients.delete(socket);
      });
    }
    client.on("data", (chunk) => void upstream.write(chunk));
    client.on("close", () => upstream.destroy());
    upstream.on("data", (chunk) => {
      const part = chunk.subarray(0, left);
      left -= part.length;
      passed += part.length;
      client.write(part);
    });
    upstream.on("close", () => left > 0 && client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  const reset = () => {
    for (const socket of sockets) socket.destroy();
  };
  const proxy = {
    port: (server.address() as AddressInfo).port,
    limit: Number.POSITIVE_INFINITY,
    passed: () => passed,
    open: () => clients.size,
    accepted: () => accepted,
    reset,
    async close() {
      reset();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}
