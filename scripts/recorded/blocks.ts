import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../../lib/cli/programs/run.ts";
import { tool } from "../../lib/cli/programs/tools.ts";

/** Adds samples to a folder of Prometheus' time series, as blocks. @param text OpenMetrics with timestamps, in pieces */
export async function addBlocks(folder: string, text: Iterable<string>): Promise<void> {
  const file = join(folder, "samples.om");
  const stream = createWriteStream(file);
  for (const piece of text) if (!stream.write(piece)) await once(stream, "drain");
  stream.end();
  await once(stream, "finish");
  // Larger blocks: it reads the whole file once for each.
  const options = ["--quiet", "--max-block-duration=240h"];
  await run(await tool("promtool"), "tsdb", "create-blocks-from", "openmetrics", ...options, file, folder);
  await rm(file);
}
