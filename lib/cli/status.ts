import { resolve } from "node:path";
import { loadModel } from "./load.ts";
import { exitCodes } from "./outcome.ts";
import { dockerCompose, type StackOptions } from "./stack/compose.ts";
import { isHealthy, serviceStates } from "./stack/containers.ts";
import { stackCommand } from "./stack/options.ts";
import { table } from "./stack/table.ts";

export default stackCommand("status")
  .option("--json", "as JSON", false)
  .action(async (options: StackOptions & { json: boolean }) => {
    const project = resolve(options.project);
    const [compose, { stack }] = await Promise.all([dockerCompose({ ...options, project }), loadModel(project)]);
    const states = await serviceStates(compose, stack);
    const rows = states.map(({ service, state, health, address }) => [service, state, health || "-", address]);
    process.stdout.write(
      options.json ? `${JSON.stringify(states)}\n` : table(["SERVICE", "STATE", "HEALTH", "ADDRESS"], rows),
    );
    process.exitCode = states.every(isHealthy) ? exitCodes.fine : exitCodes.problems;
  });
