import { resolve } from "node:path";
import { dockerCompose, type StackOptions } from "./docker/compose.ts";
import { stackCommand } from "./docker/options.ts";
import { table } from "./docker/table.ts";
import { judgeOf } from "./docker/verdict.ts";
import { loadModel } from "./load.ts";
import { exitCodes } from "./outcome.ts";

export default stackCommand("status")
  .description("Tell how each service is doing. Exits with 1 unless all are healthy, or wait for the platform.")
  .option("--json", "as JSON", false)
  .action(async (options: StackOptions & { json: boolean }) => {
    const project = resolve(options.project);
    const [compose, model] = await Promise.all([dockerCompose({ ...options, project }), loadModel(project)]);
    const { states, broken, missing } = await (await judgeOf(compose, model, project, options.demo ?? false))();
    const waitsFor = (service: string) => missing.find((target) => target.service === service)?.variable;
    const told = states.map((state) => ({ ...state, waitsFor: waitsFor(state.service) }));
    const rows = told.map((one) => [one.service, one.state, one.health || "-", one.waitsFor ?? "-", one.address]);
    process.stdout.write(
      options.json ? `${JSON.stringify(told)}\n` : table(["SERVICE", "STATE", "HEALTH", "WAITS FOR", "ADDRESS"], rows),
    );
    process.exitCode = broken.length === 0 ? exitCodes.fine : exitCodes.problems;
  });
