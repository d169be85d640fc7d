import { readFile } from "node:fs/promises";
import { type Endpoint, endpoint, serveHttp } from "../../lib/cli/programs/endpoint.ts";
import { composeTarget, overriddenTarget } from "../../lib/emit/emit.ts";
import type { Model } from "../../lib/model/model.ts";
import { startWriters } from "../../simulator/backends/writers.ts";
import type { LogLine } from "../../simulator/logs/line.ts";
import { linesOf } from "../../simulator/logs/lines.ts";
import { record } from "../../simulator/recording.ts";
import type { Scenario } from "../../simulator/scenario.ts";
import { liveWorld, type Simulator, startSimulator } from "../../simulator/serve.ts";
import { usual } from "../../simulator/world/conditions.ts";
import type { World } from "../../simulator/world/world.ts";
import type { ServiceName } from "../../stack.ts";
import { writeHistory } from "../backfill/history.ts";
import { pushPast } from "../backfill/past-lines.ts";
import type { Others, Started } from "../local/stack.ts";
import { temporaryFolder } from "../servers/cleanup.ts";
import { startMlflow } from "../servers/mlflow.ts";
import { takePort } from "../servers/ports.ts";
import { type ExporterPlace, startFraudExporter, startMlflowExporter, startQualityExporter } from "./exporters.ts";

export interface PlatformOptions {
  readonly seed: number;
  readonly speed: number;
  readonly scenario?: Scenario | undefined;
  /** Whether a real MLflow is started; else the simulator serves it. */
  readonly mlflow: boolean;
  /** Hours of history that the boards begin with. */
  readonly hours: number;
  /** Where log lines are pushed to, without a slash at its end. Without it nothing is logged. */
  readonly loki?: string | undefined;
  readonly progress: (line: string) => void;
}

const hour = 3600;
const database = "shop";
const fraudSchema = new URL("../../exporters/fraud-detection/schema.sql", import.meta.url);

/** The simulated platform: its history, its services, what they write to, and our own exporters that read it there. */
export const simulatedPlatform =
  (options: PlatformOptions) =>
  async ({ model, backends, addresses }: Started): Promise<Others> => {
    const { progress, hours, seed, speed } = options;
    const mlflow = options.mlflow ? await startMlflow() : undefined;
    const missing = Object.keys(model.stack).filter((service) => !(service in addresses)) as ServiceName[];
    const ports = await portsOf(missing);
    const own = ["fraud-detection-exporter", "data-quality-exporter", ...(mlflow ? ["mlflow-exporter"] : [])];
    const simulated = missing.filter((service) => !own.includes(service));
    const at = Object.fromEntries(missing.map((service) => [service, `127.0.0.1:${ports[service]}`]));
    const now = Math.floor(Date.now() / 60_000) * 60;
    const target = overriddenTarget(composeTarget(model), { ...addresses, ...at });
    const world = liveWorld({ seed, begin: now - hours * hour, target }, speed);

    progress(`playing the last ${hours} hours`);
    const storage = await temporaryFolder("data");
    await writePast(storage.path, world, model, { hours, now, services: missing, loki: options.loki });

    progress("starting the platform and the exporters of its own");
    await backends.mysql.query(`CREATE DATABASE ${database}`);
    await backends.postgres.query(await readFile(fraudSchema, "utf8"));
    const urls = {
      postgres: backends.postgres.connection,
      mysql: `mysql://${backends.mysql.user}@${backends.mysql.address}/${database}`,
      mlflow: mlflow?.url,
    };
    const writers = await startWriters({ ...urls, loki: options.loki }, progress);
    let down = false;
    const simulator = await startSimulator({
      ...{ services: simulated, host: "127.0.0.1", ports, world, speed, scenario: options.scenario },
      onTick: (tick) => {
        down = tick.conditions.mlflowDown >= 1;
        return writers.write(tick);
      },
    });
    const place = (service: ServiceName): ExporterPlace => ({ ...urls, port: ports[service] });
    const exporters = {
      "fraud-detection-exporter": await startFraudExporter(place("fraud-detection-exporter")),
      "data-quality-exporter": await startQualityExporter(place("data-quality-exporter")),
      ...(mlflow && { "mlflow-exporter": await startMlflowExporter(place("mlflow-exporter")) }),
    };
    const simulatedServices = endpointsOf(simulator, async () => {
      await simulator.stop();
      await writers.close();
      await storage.remove();
    });
    const probed = {
      // Kafka is replaced by a listener for the TCP probe.
      kafka: await serveHttp((_, response) => response.end()),
      mlflow: mlflow ?? (await serveHttp((_, response) => response.writeHead(down ? 503 : 200).end())),
    };
    return { services: { ...exporters, ...simulatedServices, ...probed }, standIns: simulated, storage: storage.path };
  };

async function portsOf(services: readonly ServiceName[]): Promise<Record<ServiceName, number>> {
  const ports = await Promise.all(services.map(async (service) => [service, await takePort()] as const));
  return Object.fromEntries(ports) as Record<ServiceName, number>;
}

interface Past {
  readonly hours: number;
  /** Seconds since 1970. */
  readonly now: number;
  readonly services: readonly ServiceName[];
  readonly loki: string | undefined;
}

/** Writes the time series that Prometheus begins with. */
async function writePast(
  storage: string,
  world: World,
  model: Model,
  { hours, now, services, loki }: Past,
): Promise<void> {
  const from = now - hours * hour;
  const said: LogLine[] = [];
  const recording = record(world, [{ from, to: now, step: 60 }], () => usual, {
    only: ({ job }) => (services as readonly string[]).includes(job),
    onTick: (tick) => said.push(...linesOf(tick)),
  });
  if (loki !== undefined) await pushPast(loki, said);
  await writeHistory(storage, model, { recording, evaluated: [{ from, to: now }] });
}

/** One of them stops all: they are one program. */
function endpointsOf({ addresses }: Simulator, stop: () => Promise<void>): Record<string, Endpoint> {
  let stopping: Promise<void> | undefined;
  const once = () => {
    stopping ??= stop();
    return stopping;
  };
  return Object.fromEntries(
    Object.entries(addresses).map(([service, address]) => [service, endpoint(Number(address.split(":")[1]), once)]),
  );
}
