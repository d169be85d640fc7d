import { resolve } from "node:path";
import { dockerCompose, type StackOptions } from "./docker/compose.ts";
import { isHealthy, serviceStates } from "./docker/containers.ts";
import { stackCommand } from "./docker/options.ts";
import { table } from "./docker/table.ts";
import { loadModel } from "./load.ts";
import { exitCodes } from "./outcome.ts";

export default stackCommand("status")
  .description("Tell how each service is doing. Exits with 1 unless all are healthy.")
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
