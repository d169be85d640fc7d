import { resolve } from "node:path";
import { Command } from "commander";
import { port, webAddress } from "./arguments.ts";
import { environmentAddresses } from "./http/address.ts";
import { UserError } from "./outcome.ts";
import { startPreview } from "./preview/server.ts";

interface PreviewCommandOptions {
  readonly project: string;
  readonly prometheus?: string;
  readonly loki?: string;
  readonly port?: number;
}

export default new Command("preview")
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .option("--prometheus <url>", "where queries go (or PROMETHEUS_URL)", webAddress)
  .option("--loki <url>", "where log queries go (or LOKI_URL)", webAddress)
  .option("--port <number>", "the page's port; any free one by default", port)
  .action(preview);

async function preview({ project, port: wanted, ...given }: PreviewCommandOptions): Promise<void> {
  const known = environmentAddresses();
  const [prometheus, loki] = [given.prometheus ?? known.prometheus, given.loki ?? known.loki];
  if (prometheus === undefined)
    throw new UserError("which Prometheus? Name it with --prometheus <url> or PROMETHEUS_URL.");
  const sources = { prometheus, ...(loki && { loki }) };
  const page = await startPreview({
    project: resolve(project),
    sources,
    ...(wanted && { port: wanted }),
  });
  process.stdout.write(`${page.url}\n`);
  await new Promise(() => {});
}
