import { afterAll, beforeAll, expect, it } from "vitest";
import { loadModel } from "../../../lib/cli/load.ts";
import { parseExposition } from "../../../lib/metrics/parse-exposition.ts";
import { verify } from "../../../lib/metrics/verify.ts";
import { liveWorld, type Simulator, simulatedByDefault, startSimulator } from "../../../simulator/serve.ts";

const { catalogs } = await loadModel(process.cwd());
let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({
    services: simulatedByDefault,
    host: "127.0.0.1",
    ports: Object.fromEntries(simulatedByDefault.map((service) => [service, 0])),
    world: liveWorld({ seed: 1, begin: Date.now() / 1000 }, 1),
    speed: 1,
  });
});
afterAll(() => simulator.stop());

it.each(simulatedByDefault)("serves %s as its vocabulary has it", async (service) => {
  const vocabulary = catalogs.find(({ name }) => name === service)?.definition;
  if (!vocabulary) throw new Error(`metrics/${service}.ts is missing`);
  const text = await (await fetch(`http://${simulator.addresses[service]}/metrics`)).text();
  const exposition = parseExposition(text);
  expect(exposition.problems).toEqual([]);
  expect(verify(exposition, vocabulary, { source: service, strict: false, maxSeries: 1000 }).problems).toEqual([]);
});
