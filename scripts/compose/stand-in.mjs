// Stands in for a service whose program cannot be had where the tests run: it answers the health path, serves an
// exposition that was captured from the real one or generated, and answers 404 elsewhere. Nothing is measured by it.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { connect } from "node:net";
import { argv, env } from "node:process";

const { STAND_IN_FOR: service, STAND_IN_PORT: port, STAND_IN_HEALTH: health, KAFKA_ADDRESS } = env;
const args = argv.slice(2);

// `loki -health` and `grafana-image-renderer healthcheck` ask the running one.
if (args[0] === "-health" || args[0] === "healthcheck") {
  const answer = await fetch(`http://127.0.0.1:${port}${health}`).catch(() => undefined);
  process.exit(answer?.ok ? 0 : 1);
}

// `weed shell` makes buckets, and ends.
if (args[0] === "shell") process.exit(0);

// Both exporters of Kafka end while no broker answers.
const broker = args.find((argument) => argument.startsWith("--kafka.server="))?.split("=")[1] ?? KAFKA_ADDRESS;
if (broker) {
  const [host, brokerPort] = broker.split(":");
  const answers = await new Promise((resolve) => {
    const socket = connect({ host, port: Number(brokerPort) }, () => resolve(true));
    socket.on("error", () => resolve(false));
  });
  if (!answers) {
    console.error(`stand-in for ${service}: no broker answers at ${broker}`);
    process.exit(1);
  }
}

const exposition = readFileSync("/exposition", "utf8");
const server = createServer(({ url }, response) => {
  const path = url.split("?")[0];
  if (path === "/metrics" && exposition !== "")
    return response.setHeader("content-type", "text/plain; version=0.0.4; charset=utf-8").end(exposition);
  if (path === health) return response.end("ok\n");
  return response.writeHead(404).end(`stand-in for ${service}\n`);
});
server.listen(Number(port), () => console.log(`stand-in for ${service}: listens on ${port}`));
process.on("SIGTERM", () => process.exit(0));
