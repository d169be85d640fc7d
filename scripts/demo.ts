import { Command, Option } from "commander";
import { positive, positiveWhole } from "../lib/cli/arguments.ts";
import { scenarios } from "../simulator/scenarios/index.ts";
import type { DemoOptions } from "./demo/run.ts";
import { runScript } from "./run-script.ts";

const command = new Command("demo")
  .description("Start a simulated platform and all that watches it as plain processes, without Docker, until Ctrl-C.")
  .addOption(new Option("--scenario <name>", "an incident that begins at once").choices(Object.keys(scenarios)))
  .option("--seed <number>", "the same seed gives the same numbers", positiveWhole, 1)
  .option("--speed <times>", "how many times faster days and incidents pass", positive, 1)
  .option("--hours <number>", "hours of history to begin with; with 25 the usual of yesterday is known", positive, 6)
  .option("--preview", "show the boards in the browser too, with no Grafana (installs its parts the first time)")
  .option("--mlflow", "start a real MLflow server (900 MB the first time) instead of playing it")
  // Loaded late: databases' clients and mail servers are no dependency of the package.
  .action(async (options: DemoOptions) => (await import("./demo/run.ts")).runDemo(options));

await runScript(command);
