import { createSocket } from "node:dgram";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { sendsFrom } from "./sockets.ts";

/** A network in front of one port of 127.0.0.1, for TCP and UDP, which can be cut. */
export interface Relay {
  /** The port that leads to the other one. */
  readonly port: number;
  /**
   * Packets are dropped and connections are closed from now on.
   * @param except the processes that still get through
   */
  cut(except?: readonly number[]): void;
  restore(): void;
  stop(): Promise<void>;
}

/** Starts a relay. It answers no packets: who gossips answers to the address that its peer advertises. */
export async function startRelay(to: number): Promise<Relay> {
  let through: readonly number[] | "everybody" = "everybody";
  const passes = async (protocol: "tcp" | "udp", from: number, at: number): Promise<boolean> =>
    through === "everybody" || (through.length > 0 && (await sendsFrom(through, protocol, from, at)));
  const open = new Set<Socket>();
  const tcp = createServer(async (incoming) => {
    open.add(incoming);
    // The other's end follows with the close.
    incoming.on("error", () => {});
    incoming.on("close", () => open.delete(incoming));
    if (!(await passes("tcp", incoming.remotePort ?? 0, port))) incoming.destroy();
    if (incoming.destroyed) return;
    const outgoing = connect(to, "127.0.0.1");
    outgoing.on("error", () => {});
    outgoing.on("close", () => incoming.destroy());
    incoming.on("close", () => outgoing.destroy());
    incoming.pipe(outgoing).pipe(incoming);
  });
  tcp.listen(0, "127.0.0.1");
  await once(tcp, "listening");
  const { port } = tcp.address() as AddressInfo;
  const udp = createSocket("udp4");
  udp.on("message", async (packet, sender) => {
    if (await passes("udp", sender.port, port)) udp.send(packet, to, "127.0.0.1");
  });
  udp.bind(port, "127.0.0.1");
  await once(udp, "listening");
  const close = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    port,
    cut: (except = []) => {
      through = except;
      close();
    },
    restore: () => {
      through = "everybody";
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
