import { resolve } from "node:path";
import { loadModel } from "./load.ts";
import { exitCodes } from "./outcome.ts";
import { dockerCompose, type StackOptions, stackCommand, table } from "./stack/compose.ts";
import { healthOf } from "./stack/states.ts";

export default stackCommand("status")
  .option("--json", "as JSON", false)
  .action(async (options: StackOptions & { json: boolean }) => {
    const project = resolve(options.project);
    const [compose, model] = await Promise.all([dockerCompose({ ...options, project }), loadModel(project)]);
    const { states, broken, missing } = await (await healthOf(compose, model, project, options.demo ?? false))();
    const waitsFor = (service: string) => missing.find((target) => target.service === service)?.variable;
    const services = states.map((state) => ({ ...state, waitsFor: waitsFor(state.service) }));
    const rows = services.map((one) => [one.service, one.state, one.health || "-", one.waitsFor ?? "-", one.address]);
    process.stdout.write(
      options.json
        ? `${JSON.stringify(services)}\n`
        : table(["SERVICE", "STATE", "HEALTH", "WAITS FOR", "ADDRESS"], rows),
    );
    process.exitCode = broken.length === 0 ? exitCodes.ok : exitCodes.problems;
  });
