import { Command } from "commander";
import { buildLoki } from "./servers/loki-program.ts";

export default new Command("build-loki")
  .description("Build Loki into .tools/ with Go, for the tests that need one (about 5 minutes, once).")
  .action(async () => {
    process.stderr.write("building Loki: about 5 minutes of two cores\n");
    process.stdout.write(`${await buildLoki()}\n`);
  });
