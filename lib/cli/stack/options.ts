import { Command, Option } from "commander";

/** A command with the options that choose which compose files are meant. */
export const stackCommand = (name: string): Command =>
  new Command(name)
    .option("--project <dir>", "the folder that holds stack.ts", ".")
    .option("--platform", "join the network of the platform that is monitored")
    .option("--demo", "start a small platform to watch beside it")
    .option("--host-network", "measure the host's own network interfaces (Linux)")
    .addOption(
      new Option("--collector <name>", "what collects the logs, if not what compose/.env says").choices([
        "alloy",
        "promtail",
      ]),
    );
