import { createSocket } from "node:dgram";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A network in front of one port of 127.0.0.1, for TCP and UDP, which can be cut. */
export interface Relay {
  /** The port that leads to the other one. */
  readonly port: number;
  /** Packets are dropped and connections are closed from now on. */
  cut(): void;
  restore(): void;
  stop(): Promise<void>;
}

/** Starts a relay. It answers no packets: who gossips answers to the address that its peer advertises. */
export async function startRelay(to: number): Promise<Relay> {
  let whole = true;
  const open = new Set<Socket>();
  const tcp = createServer((incoming) => {
    if (!whole) return incoming.destroy();
    const outgoing = connect(to, "127.0.0.1");
    for (const [socket, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      open.add(socket);
      // The other's end follows with the close.
      socket.on("error", () => {});
      socket.on("close", () => {
        open.delete(socket);
        other.destroy();
      });
    }
    return incoming.pipe(outgoing).pipe(incoming);
  });
  tcp.listen(0, "127.0.0.1");
  await once(tcp, "listening");
  const { port } = tcp.address() as AddressInfo;
  const udp = createSocket("udp4");
  udp.on("message", (packet) => {
    if (whole) udp.send(packet, to, "127.0.0.1");
  });
  udp.bind(port, "127.0.0.1");
  await once(udp, "listening");
  const close = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    port,
    cut: () => {
      whole = false;
      close();
    },
    restore: () => {
      whole = true;
    },
    stop: async () => {
      close();
      const ended = once(tcp, "close");
      tcp.close();
      udp.close();
      await ended;
    },
  };
}
