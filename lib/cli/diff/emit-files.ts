// A process that prints all that a project's definitions come to, as JSON. Arguments: the project's folder, and the
// folder that holds the machinery to load and emit it with.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [project = "", machinery = ""] = process.argv.slice(2);

/** A checkout has the machinery's sources, a package has it compiled. */
const machineryModule = (name: string) => {
  const source = join(machinery, `${name}.ts`);
  return import(pathToFileURL(existsSync(source) ? source : join(machinery, `${name}.js`)).href);
};

const { loadModel } = await machineryModule("lib/cli/load");
const { emit } = await machineryModule("lib/emit/index");
const { composeTarget } = await machineryModule("lib/emit/target");
const model = await loadModel(project);
const files: { path: string; text: string }[] = emit(model, composeTarget(model), []);
process.stdout.write(JSON.stringify(files.map(({ path, text }) => ({ path, text }))));
