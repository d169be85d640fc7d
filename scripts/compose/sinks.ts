import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Engine } from "./engine.ts";
import { nodeImage } from "./images.ts";

const container = "bigdata-sinks";

/** Where containers of the stack reach the sinks. */
export const sinkAddresses = { smtp: `${container}:2525`, http: `http://${container}:8025` } as const;

/** A message that arrived: a mail's recipients, or the path of a request, with its text. */
export interface Arrival {
  readonly to: string;
  readonly text: string;
}

/** A mail server and a web server in a container beside the stack; they print what arrives, a line of JSON each. */
export async function startSinks(engine: Engine, folder: string, network: string): Promise<void> {
  const entryPoint = fileURLToPath(new URL("sink-server.ts", import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [entryPoint],
    bundle: true,
    platform: "node",
    format: "cjs",
    write: false,
  });
  const program = join(folder, "sinks.cjs");
  await writeFile(program, outputFiles[0]?.text ?? "");
  const mount = `${program}:/sinks.cjs:ro`;
  const options = ["--detach", "--name", container, "--network", network, "--volume", mount];
  await engine.docker("run", ...options, nodeImage, "node", "/sinks.cjs");
}

export const stopSinks = async (engine: Engine): Promise<void> =>
  void (await engine.docker("rm", "--force", container).catch(() => ""));

/** Everything that arrived so far. */
export async function arrivals(engine: Engine): Promise<Arrival[]> {
  const lines = (await engine.docker("logs", container)).split("\n");
  return lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line) as Arrival);
}
