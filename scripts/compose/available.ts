// Ends with 0 where the compose tests can run, else with 1 and the reason on stdout. Installs an engine as they do.
import { messageOf } from "../../lib/cli/outcome.ts";
import { openEngine } from "./engine.ts";

try {
  await (await openEngine()).stop();
} catch (error) {
  process.stdout.write(`${messageOf(error).split("\n")[0]}\n`);
  process.exitCode = 1;
}
