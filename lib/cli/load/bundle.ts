import { readFileSync, realpathSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { compileFunction } from "node:vm";
import { type BuildFailure, build, type Message, type Plugin } from "esbuild";
import { moduleOfCatalog, readyCatalogNames, readyCatalogs } from "../../metrics/ready-catalogs.ts";
import { didYouMean } from "../../model/problem.ts";
import { messageOf, UserError } from "../outcome.ts";
import { projectLine, registerScript } from "./places.ts";
import { runDefinition } from "./run.ts";

/** Files of a project, with all that they import of it, as one script. It shares no state with another bundle. */
export interface Bundle {
  /** Whether a file or folder that has changed is part of it. Paths are relative to the project. */
  contains(changed: string): boolean;
  /** What a file exports; it runs when it is asked for first. @throws UserError naming the line that failed */
  load(file: string): Promise<Record<string, unknown>>;
}

type Loaders = Readonly<Record<string, () => Record<string, unknown>>>;
type Modules = Record<string, Record<string, unknown>>;

/**
 * Bundles files of a project as they are saved now. Packages are imported by Node, and this library's own entry points
 * are those of the running command, so that both share their state.
 * @throws UserError naming every file that cannot be read or parsed
 */
export async function bundle(project: string, files: readonly string[]): Promise<Bundle> {
  const root = resolve(project);
  const modules: Modules = {};
  const { code, map, inputs } = await script(root, files, modules);
  const name = registerScript(root, map);
  const module = { exports: {} as { files?: Loaders } };
  compileFunction(code, ["module", "modules"], { filename: name })(module, modules);
  return {
    contains: (changed) => inputs.some((input) => input === changed || input.startsWith(`${changed}/`)),
    load: async (file) => {
      try {
        return runDefinition(() => module.exports.files?.[file]?.() ?? {});
      } catch (error) {
        throw new UserError(`${projectLine(error) ?? file}: cannot be imported: ${messageOf(error)}`);
      }
    },
  };
}

async function script(root: string, files: readonly string[], modules: Modules) {
  const loaders = files.map((file) => `${JSON.stringify(file)}: () => require(${JSON.stringify(`./${file}`)})`);
  const made = await build({
    stdin: { contents: `export const files = { ${loaders.join(", ")} };`, resolveDir: root, sourcefile: "files" },
    absWorkingDir: root,
    bundle: true,
    plugins: [packages(modules)],
    platform: "node",
    target: `node${process.versions.node}`,
    format: "cjs",
    write: false,
    outfile: "bundle.js",
    metafile: true,
    sourcemap: "external",
    sourcesContent: false,
    logLevel: "silent",
    // A warning by default, for an object that is empty.
    logOverride: { "empty-import-meta": "error" },
  }).catch((failure: BuildFailure) => {
    throw new UserError(failure.errors.map(messageText).join("\n"));
  });
  const [map = "{}", code = ""] = made.outputFiles.map(({ text }) => text);
  return { code, map, inputs: Object.keys(made.metafile.inputs) };
}

/** Imports packages as Node does, once, while the script is made: the script reads their exports from `modules`. */
const packages = (modules: Modules): Plugin => ({
  name: "packages",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[^./]/ }, async ({ path, kind, resolveDir }) => {
      if (kind === "entry-point" || isWorkspace(path, resolveDir)) return undefined;
      try {
        modules[path] ??= await importPackage(path, resolveDir);
      } catch (error) {
        return { errors: [{ text: `cannot import "${path}": ${messageOf(error).split("\n")[0]}` }] };
      }
      return { path, namespace: "package" };
    });
    onLoad({ filter: /.*/, namespace: "package" }, ({ path }) => {
      const module = modules[path] ?? {};
      const names = Object.keys(module).filter((name) => name !== "default" && /^[A-Za-z_$][\w$]*$/.test(name));
      const own = `modules[${JSON.stringify(path)}]`;
      const lines = names.map((name) => `export const ${name} = /* @__PURE__ */ (() => ${own}.${name})();`);
      if ("default" in module) lines.push(`export default /* @__PURE__ */ (() => ${own}.default)();`);
      return { contents: lines.join("\n"), loader: "js" };
    });
  },
});

/** This library's entry points, as the running command has them. */
const ownModules: Readonly<Record<string, () => Promise<Record<string, unknown>>>> = {
  "bigdata-monitoring": () => import("../../index.ts"),
  "bigdata-monitoring/register": async () => ({}),
  ...Object.fromEntries(Object.entries(readyCatalogs).map(([name, load]) => [moduleOfCatalog(name), load])),
};

async function importPackage(path: string, from: string): Promise<Record<string, unknown>> {
  const own = ownModules[path];
  if (own) return own();
  if (path.startsWith(moduleOfCatalog("")))
    throw new Error(
      `the library has no such catalog — ${didYouMean(path, Object.keys(ownModules)) ?? `there are ${readyCatalogNames.join(", ")}`}`,
    );
  // The SDK's builders must be those that this library compiles, so they come from the same installation.
  if (path.startsWith("@grafana/grafana-foundation-sdk/") || isBuiltin(path)) return import(path);
  return import(pathToFileURL(createRequire(join(from, "from.js")).resolve(path)).href);
}

/** A package of the same repository, linked by npm, is TypeScript that belongs to the project. */
function isWorkspace(path: string, from: string): boolean {
  if (/^bigdata-monitoring(?:\/|$)/.test(path) || isBuiltin(path)) return false;
  try {
    const manifest = createRequire(join(from, "from.js")).resolve(`${path.split("/")[0]}/package.json`);
    return !realpathSync(manifest).includes("/node_modules/") && readFileSync(manifest, "utf8") !== "";
  } catch {
    return false;
  }
}

function messageText({ location, text }: Message): string {
  const reason = text.startsWith("Top-level await") ? "a definition is a value: top-level await is not allowed" : text;
  return location ? `${location.file}:${location.line}:${location.column}: ERROR: ${reason}` : reason;
}
