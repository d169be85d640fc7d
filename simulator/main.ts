import { count, optional, secret, text } from "../exporters/common/kinds.ts";
import { type Declaration, helpText, readSettings } from "../exporters/common/settings.ts";
import { type ServiceName, stack } from "../stack.ts";
import { startWriters } from "./backends/writers.ts";
import { scenarios } from "./scenarios/index.ts";
import { liveWorld, startSimulator } from "./serve.ts";

interface SimulatorSettings {
  readonly listenAddress: string;
  readonly services: string;
  readonly seed: number;
  readonly speed: number;
  readonly scenario: string | undefined;
  readonly postgresUrl: string | undefined;
  readonly mysqlUrl: string | undefined;
  readonly mlflowUrl: string | undefined;
  readonly logsFolder: string | undefined;
}

const settings: Declaration<SimulatorSettings> = {
  listenAddress: text("LISTEN_ADDRESS", "Address to listen on, at each service's own port", "0.0.0.0"),
  services: text("SERVICES", "Services to simulate, separated by commas", "etl,transactions"),
  seed: count("SEED", "The same seed gives the same numbers", "1"),
  speed: count("SPEED", "How many times faster days and incidents pass", "1"),
  scenario: optional(text("SCENARIO", `Incident that begins at once: ${Object.keys(scenarios).join(", ")}`)),
  postgresUrl: optional(secret(text("POSTGRES_URL", "Where predictions and labels are written"))),
  mysqlUrl: optional(secret(text("MYSQL_URL", "Where orders and payments are written; names a database"))),
  mlflowUrl: optional(text("MLFLOW_URL", "Where runs and models are registered")),
  logsFolder: optional(text("LOGS_FOLDER", "Folder of the applications' logs")),
};

const name = "simulator";
const reading = readSettings(settings, process.argv.slice(2), process.env);
switch (reading.kind) {
  case "help":
    process.stdout.write(helpText(name, "simulates the data platform", settings));
    break;
  case "problems":
    refuse(reading.problems);
    break;
  case "settings":
    await run(reading.settings);
}

/** Simulates until it is interrupted. */
async function run(given: SimulatorSettings): Promise<void> {
  const services = given.services.split(",").map((service) => service.trim());
  const problems = services
    .filter((service) => !(service in stack))
    .map((service) => `SERVICES: no service "${service}"`);
  const scenario = given.scenario === undefined ? undefined : scenarios[given.scenario];
  if (given.scenario !== undefined && !scenario) problems.push(`SCENARIO: no incident "${given.scenario}"`);
  if (problems.length > 0) return refuse(problems);
  const { seed, speed, listenAddress: host, postgresUrl: postgres, mysqlUrl: mysql, mlflowUrl: mlflow } = given;
  const report = (line: string) => process.stderr.write(`${line}\n`);
  const writers = await startWriters({ postgres, mysql, mlflow, logs: given.logsFolder }, report);
  const simulator = await startSimulator({
    services: services as ServiceName[],
    world: liveWorld({ seed, begin: Date.now() / 1000 }, speed),
    ...{ host, speed, scenario },
    onTick: writers.write,
  });
  const stop = async () => {
    await simulator.stop();
    await writers.close();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop());
}

function refuse(problems: readonly string[]): void {
  process.stderr.write(`${problems.join("\n")}\nsee ${name} --help\n`);
  process.exitCode = 2;
}
