import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Command, Option } from "commander";
import { port, positive, positiveWhole } from "../lib/cli/arguments.ts";
import { table } from "../lib/cli/stack/compose.ts";
import { openMetrics } from "../simulator/open-metrics.ts";
import { recordScenario } from "../simulator/recording.ts";
import type { Scenario } from "../simulator/scenario.ts";
import { scenarios } from "../simulator/scenarios/index.ts";
import { liveWorld, simulatedByDefault, startSimulator } from "../simulator/serve.ts";
import type { ServiceName } from "../stack.ts";
import { runScript } from "./run-script.ts";

interface SimulateOptions {
  readonly list?: true;
  readonly scenario?: string;
  readonly seed: number;
  readonly speed: number;
  readonly port?: number;
  readonly export?: string;
  readonly hours: number;
}

const command = new Command("simulate")
  .description(
    "Simulate the data platform: its services' metrics, live or recorded, on an ordinary day or in an incident.",
  )
  .option("--list", "list the incidents, and exit")
  .addOption(new Option("--scenario <name>", "the incident to simulate").choices(Object.keys(scenarios)))
  .option("--seed <number>", "the same seed gives the same numbers", positiveWhole, 1)
  .option("--speed <times>", "how many times faster days and incidents pass", positive, 1)
  .option("--port <number>", "the first service's port, others follow; defaults to each service's own", port)
  .option("--export <file>", "write OpenMetrics for `promtool tsdb create-blocks-from openmetrics` instead")
  .option("--hours <number>", "how long the recording is; an incident begins in its last third", positive, 24)
  .action(async (options: SimulateOptions) => {
    if (options.list) list();
    else if (options.export) await exportTo(options.export, options);
    else await serve(options);
  });

function list(): void {
  const rows = Object.entries(scenarios).map(([name, { title, lasts, fires }]) => [
    name,
    `${title} (${lasts})`,
    fires.join(", "),
  ]);
  process.stdout.write(table(["SCENARIO", "WHAT HAPPENS", "FIRES"], rows));
}

/** Ends now, a sample a minute. */
async function exportTo(file: string, options: SimulateOptions): Promise<void> {
  const to = Math.floor(Date.now() / 60_000) * 60;
  const seconds = options.hours * 3600;
  const recording = recordScenario(scenarioOf(options), [{ from: to - seconds, to, step: 60 }], {
    seed: options.seed,
    incidentAt: to - seconds / 3,
  });
  await pipeline(Readable.from(openMetrics(recording)), createWriteStream(file));
  process.stderr.write(`${recording.series.length} series of ${recording.times.length} samples in ${file}\n`);
}

async function serve(options: SimulateOptions): Promise<void> {
  const { speed } = options;
  const simulator = await startSimulator({
    services: simulatedByDefault,
    host: "127.0.0.1",
    ports: portsFrom(options.port),
    world: liveWorld({ seed: options.seed, begin: Date.now() / 1000 }, speed),
    speed,
    scenario: scenarioOf(options),
  });
  const rows = Object.entries(simulator.addresses).map(([service, address]) => [service, `http://${address}/metrics`]);
  process.stdout.write(table(["SERVICE", "ADDRESS"], rows));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void simulator.stop());
}

/** The first service's port is the given one, the others' follow. */
function portsFrom(first: number | undefined): Partial<Record<ServiceName, number>> {
  if (first === undefined) return {};
  return Object.fromEntries(simulatedByDefault.map((service, i) => [service, first + i]));
}

const scenarioOf = ({ scenario }: SimulateOptions): Scenario | undefined =>
  scenario === undefined ? undefined : scenarios[scenario];

await runScript(command);
