import { once } from "node:events";
import { Command, Option } from "commander";
import { scenarios } from "../exporters/simulator/scenarios/index.ts";
import { simulatedPlatform } from "./demo/platform.ts";
import { openPostOffice } from "./demo/post-office.ts";
import { table } from "./docker/table.ts";
import { loadModel } from "./load.ts";
import { type LocalStack, startLocalStack } from "./local/stack.ts";

interface DemoOptions {
  readonly scenario?: string;
  readonly seed: string;
  readonly speed: string;
  readonly hours: string;
  readonly mlflow?: true;
}

const tell = (line: string): boolean => process.stderr.write(`${line}\n`);

export default new Command("demo")
  .description("Start a simulated platform and all that watches it as plain processes, without Docker, until Ctrl-C.")
  .addOption(new Option("--scenario <name>", "an incident that begins at once").choices(Object.keys(scenarios)))
  .option("--seed <number>", "the same seed plays the same numbers", "1")
  .option("--speed <times>", "how many times faster days and incidents pass", "1")
  .option("--hours <number>", "hours of history to begin with; with 25 the usual of yesterday is known", "6")
  .option("--mlflow", "start a real MLflow server (900 MB the first time) instead of playing it")
  .action(async (options: DemoOptions) => {
    const interrupted = interruption();
    // What breaks off while all is being stopped is no trouble.
    const progress = (line: string) => interrupted.signal.aborted || tell(line);
    const model = await loadModel(".");
    const office = await openPostOffice(model);
    const platform = simulatedPlatform({
      seed: Number(options.seed),
      speed: Number(options.speed),
      hours: Number(options.hours),
      scenario: options.scenario === undefined ? undefined : scenarios[options.scenario],
      mlflow: options.mlflow ?? false,
      progress,
    });
    const stack = await startLocalStack(model, { others: platform, delivery: office.delivery, progress });
    report(stack, options);
    await interrupted.happened;
    tell("stopping");
    await stack.stop();
    await office.stop();
    interrupted.forget();
  });

function report({ prometheus, alertmanager, addresses, standIns }: LocalStack, { scenario }: DemoOptions): void {
  const rows = Object.entries(addresses).map(([service, address]) => [
    service,
    `http://${address}`,
    standIns.includes(service) ? "played by the simulator" : "",
  ]);
  process.stdout.write(table(["SERVICE", "ADDRESS", ""], rows));
  const played = scenario && scenarios[scenario];
  if (played) process.stdout.write(`\n${played.title}. ${played.story}\nIt fires ${played.fires.join(", ")}.\n`);
  process.stdout.write(`\nPrometheus ${prometheus.url}, Alertmanager ${alertmanager.url}. Ctrl-C stops all.\n`);
}

/** Ctrl-C, or being told to end. The listeners stay until forgotten: a process that has none is ended by the signal. */
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
