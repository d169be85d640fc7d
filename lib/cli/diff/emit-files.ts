import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { Command } from "commander";
import { emit } from "../../emit/index.ts";
import { composeTarget } from "../../emit/target.ts";
import { loadModel } from "../load.ts";

/** For `diff`, which asks the library of another revision: writes all that a project emits, unchecked, as JSON. Definitions may print. */
export default new Command("emit-files")
  .argument("<project>")
  .argument("<file>")
  .action(async (project: string, file: string) => {
    const model = await loadModel(resolve(project));
    const files = emit(model, composeTarget(model), []);
    await writeFile(file, JSON.stringify(files.map(({ path, text }) => ({ path, text }))));
  });
