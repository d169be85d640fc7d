import { resolve } from "node:path";
import { Command } from "commander";
import { emit } from "../../emit/index.ts";
import { composeTarget } from "../../emit/target.ts";
import { loadModel } from "../load.ts";

/** For `diff`, which asks the library of another revision: prints all that a project emits, unchecked, as JSON. */
export default new Command("emit-files").argument("<project>").action(async (project: string) => {
  const model = await loadModel(resolve(project));
  const files = emit(model, composeTarget(model), []);
  process.stdout.write(JSON.stringify(files.map(({ path, text }) => ({ path, text }))));
});
