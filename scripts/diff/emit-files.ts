// A process that writes down all that a project's definitions come to, as JSON. Arguments: the project's folder, the
// folder that holds the machinery to load and emit it with, and the file to write, since definitions may print.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [project = "", machinery = "", result = ""] = process.argv.slice(2);

/** A checkout has the machinery's sources, a package has it compiled. */
const machineryModule = (name: string) => {
  const source = join(machinery, `${name}.ts`);
  return import(pathToFileURL(existsSync(source) ? source : join(machinery, `${name}.js`)).href);
};

const { loadModel } = await machineryModule("scripts/load");
const { emit } = await machineryModule("lib/emit/index");
const { composeTarget } = await machineryModule("lib/emit/target");
const model = await loadModel(project);
const files: { path: string; text: string }[] = emit(model, composeTarget(model), []);
writeFileSync(result, JSON.stringify(files.map(({ path, text }) => ({ path, text }))));
