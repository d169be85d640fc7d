import { resolve } from "node:path";
import { dockerCompose, type StackOptions, stackCommand } from "./stack/compose.ts";
import { prepareEnvFile } from "./stack/env-file.ts";

export default stackCommand("down").action(async (options: StackOptions) => {
  const project = resolve(options.project);
  const compose = await dockerCompose({ ...options, project });
  await prepareEnvFile(project);
  // Whichever collector runs, it must end as well.
  await compose.show("--profile", "alloy", "--profile", "promtail", "down", "--remove-orphans");
});
