import { once } from "node:events";
import { resolve } from "node:path";
import { loadModel } from "../../lib/cli/load.ts";
import { exitCodes, UserError } from "../../lib/cli/outcome.ts";
import type { Sources } from "../../lib/cli/preview.ts";
import { table } from "../../lib/cli/stack/compose.ts";
import { scenarios } from "../../simulator/scenarios/index.ts";
import { startLocalLoki } from "../local/loki.ts";
import { type LocalStack, startLocalStack } from "../local/stack.ts";
import { simulatedPlatform } from "./platform.ts";
import { startReceivers } from "./receivers.ts";

export interface DemoOptions {
  readonly scenario?: string;
  readonly seed: number;
  readonly speed: number;
  readonly hours: number;
  readonly mlflow?: true;
  readonly preview?: true;
}

const printLine = (line: string): boolean => process.stderr.write(`${line}\n`);

/** Starts all, prints the addresses, and stops it when interrupted. */
export async function runDemo(options: DemoOptions): Promise<void> {
  const interrupted = interruption();
  // An error while everything is being stopped is expected.
  const progress = (line: string) => interrupted.signal.aborted || printLine(line);
  const model = await loadModel(".");
  const office = await startReceivers(model);
  const loki = options.preview && (await startLocalLoki(model, progress));
  const platform = simulatedPlatform({
    ...options,
    loki: loki?.url,
    scenario: options.scenario === undefined ? undefined : scenarios[options.scenario],
    mlflow: options.mlflow ?? false,
    progress,
  });
  const starting = startLocalStack(model, { others: platform, delivery: office.delivery, progress });
  const stack = await starting.catch((error) => giveUp(error, interrupted.signal.aborted));
  report(stack, options);
  const sources = { prometheus: stack.prometheus.url, ...(loki && { loki: loki.url }) };
  const page = options.preview && (await showBoards(sources, progress));
  await interrupted.happened;
  printLine("stopping");
  if (page) await page.stop();
  await stack.stop();
  await loki?.stop();
  await office.stop();
  interrupted.forget();
}

/** Loaded late: few want the browser, and it has an installation of its own. */
async function showBoards(sources: Sources, progress: (line: string) => void) {
  const { startOwnPreview } = await import("../preview/start.ts");
  const page = await startOwnPreview({ project: resolve("."), sources, progress });
  process.stdout.write(`Boards: ${page.url}\n`);
  return page;
}

/** What has started already would hold the process: with its end, the servers end too. */
function giveUp(error: unknown, isWanted: boolean): never {
  if (!isWanted) printLine(error instanceof UserError ? error.message : String((error as Error).stack));
  process.exit(exitCodes.error);
}

function report({ prometheus, alertmanager, addresses, standIns }: LocalStack, { scenario }: DemoOptions): void {
  const rows = Object.entries(addresses).map(([service, address]) => [
    service,
    `http://${address}`,
    standIns.includes(service) ? "simulated" : "",
  ]);
  process.stdout.write(table(["SERVICE", "ADDRESS", ""], rows));
  const incident = scenario && scenarios[scenario];
  if (incident)
    process.stdout.write(`\n${incident.title}. ${incident.story}\nIt fires ${incident.fires.join(", ")}.\n`);
  process.stdout.write(`\nPrometheus ${prometheus.url}, Alertmanager ${alertmanager.url}. Ctrl-C stops all.\n`);
}

/** Waits for Ctrl-C or SIGTERM. Without these listeners the signal would end the process at once. */
function interruption() {
  const controller = new AbortController();
  const signals = ["SIGINT", "SIGTERM"] as const;
  const abort = () => controller.abort();
  for (const signal of signals) process.on(signal, abort);
  return {
    signal: controller.signal,
    happened: once(controller.signal, "abort"),
    forget: () => {
      for (const signal of signals) process.off(signal, abort);
    },
  };
}
