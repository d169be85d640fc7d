import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { Gauge, Registry } from "prom-client";
import { expect, it } from "vitest";
import { serve } from "../../../exporters/common/server.ts";

const exposition = { registry: new Registry(), isReady: () => true };
new Gauge({ name: "large", help: "x".repeat(32 * 1024 * 1024), registers: [exposition.registry] });
const address = { host: "127.0.0.1", port: 0 };

async function clientOf(port: number, request: string) {
  const socket = connect(port, address.host);
  await once(socket, "connect");
  socket.write(request);
  return socket;
}

it.each(["GET /metrics HTTP/1.1\r\nhost: a\r\n", "GET / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n"])(
  "closes the connection of a client that does not finish %j",
  async (part) => {
    const server = await serve(exposition, address, { request: 50, answer: 60_000 });
    expect(await text(await clientOf(server.port, part))).toContain("HTTP/1.1 408 ");
    await server.close();
  },
);

it("closes the connection of a client that does not read the answer", async () => {
  const server = await serve(exposition, address, { request: 60_000, answer: 50 });
  const socket = await clientOf(server.port, "GET /metrics HTTP/1.1\r\nhost: a\r\n\r\n");
  socket.pause();
  // It ends only once no connection is left.
  await server.close();
  socket.destroy();
});
