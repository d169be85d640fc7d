import { join, resolve } from "node:path";
import { tool } from "../../lib/cli/programs/tools.ts";
import { type Configuration, configurationFile } from "./config.ts";
import { takePort } from "./ports.ts";
import { type ServerOptions, type ServerProcess, startProcess } from "./process.ts";

export interface AlertmanagerOptions extends ServerOptions {
  readonly config: Configuration;
  /** Folder of silences and of sent notifications, kept after the stop. Defaults to one that is removed. */
  readonly storage?: string;
}

/** Starts one Alertmanager that gossips with nobody; `POST /-/reload` reads its configuration again. */
export async function startAlertmanager(options: AlertmanagerOptions): Promise<ServerProcess> {
  return await start(options, ["--cluster.listen-address="]);
}

/** Starts two Alertmanagers that share silences and notifications, as one should in production. */
export async function startAlertmanagerPair(options: AlertmanagerOptions): Promise<[ServerProcess, ServerProcess]> {
  const [first, second] = [await takePort(), await takePort()];
  return await Promise.all([start(options, gossip(first, second)), start(options, gossip(second, first))]);
}

function gossip(own: number, peer: number): string[] {
  const listen = `127.0.0.1:${own}`;
  return [
    `--cluster.listen-address=${listen}`,
    `--cluster.advertise-address=${listen}`,
    `--cluster.peer=127.0.0.1:${peer}`,
    // They hold notifications back for dozens of intervals, until they have found each other.
    "--cluster.gossip-interval=20ms",
  ];
}

async function start(
  { config, storage, port, flags = [] }: AlertmanagerOptions,
  cluster: string[],
): Promise<ServerProcess> {
  const program = await tool("alertmanager");
  return await startProcess({
    name: "alertmanager",
    port,
    prepare: async (place) => [
      program,
      `--config.file=${await configurationFile(config, place)}`,
      `--storage.path=${storage === undefined ? join(place.folder, "data") : resolve(storage)}`,
      `--web.listen-address=127.0.0.1:${place.port}`,
      ...cluster,
      ...flags,
    ],
    ready: "/-/ready",
    // Peers that leave together wait ten seconds for each other's goodbye; only kept storage is worth it.
    stopSignal: storage === undefined ? "SIGKILL" : "SIGTERM",
  });
}
