import { readFileSync, realpathSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as bargauge from "@grafana/grafana-foundation-sdk/bargauge";
import * as common from "@grafana/grafana-foundation-sdk/common";
import * as dashboard from "@grafana/grafana-foundation-sdk/dashboard";
import * as gauge from "@grafana/grafana-foundation-sdk/gauge";
import * as heatmap from "@grafana/grafana-foundation-sdk/heatmap";
import * as logs from "@grafana/grafana-foundation-sdk/logs";
import * as loki from "@grafana/grafana-foundation-sdk/loki";
import * as piechart from "@grafana/grafana-foundation-sdk/piechart";
import * as prometheus from "@grafana/grafana-foundation-sdk/prometheus";
import * as stat from "@grafana/grafana-foundation-sdk/stat";
import * as statetimeline from "@grafana/grafana-foundation-sdk/statetimeline";
import * as statushistory from "@grafana/grafana-foundation-sdk/statushistory";
import * as table from "@grafana/grafana-foundation-sdk/table";
import * as text from "@grafana/grafana-foundation-sdk/text";
import * as timeseries from "@grafana/grafana-foundation-sdk/timeseries";
import * as units from "@grafana/grafana-foundation-sdk/units";
import type { Plugin } from "esbuild";
import { moduleOfCatalog, readyCatalogNames, readyCatalogs } from "../../metrics/ready-catalogs.ts";
import { didYouMean } from "../../model/problem.ts";
import { messageOf } from "../outcome.ts";

/** A script cannot import modules: in the bundle of the CLI the program that loads its scripts does it. */
declare const importModule: ((address: string) => Promise<Record<string, unknown>>) | undefined;

const importAs: NonNullable<typeof importModule> = (address) =>
  typeof importModule === "undefined" ? import(address) : importModule(address);

/** What the packages export that a script imports, by the name that it imports them by. */
export type Modules = Record<string, Record<string, unknown>>;

/** How an import by a package's name was resolved. */
export interface PackageImport {
  readonly path: string;
  /** The folder of the file that imports it. */
  readonly from: string;
  /** The package.json of a package of the same repository, which is part of the script. */
  readonly workspace?: string;
  /** What any other package exports. */
  readonly names?: readonly string[];
}

/** Imports packages as Node does, once, while the script is made: the script reads their exports from `modules`. */
export const packages = (modules: Modules, imports: PackageImport[]): Plugin => ({
  name: "packages",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[^./]/ }, async ({ path, kind, resolveDir: from }) => {
      if (kind === "entry-point") return undefined;
      const workspace = workspaceOf(path, from);
      if (workspace !== undefined) {
        imports.push({ path, from, workspace });
        return undefined;
      }
      try {
        modules[path] ??= await importPackage(path, from);
      } catch (error) {
        return { errors: [{ text: `cannot import "${path}": ${messageOf(error).split("\n")[0]}` }] };
      }
      imports.push({ path, from, names: Object.keys(modules[path]) });
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

/** Imports packages again for a script that was made earlier; undefined where one is not as it was. */
export async function importAgain(imports: readonly PackageImport[]): Promise<Modules | undefined> {
  const modules: Modules = {};
  for (const { path, from, workspace, names } of imports) {
    if (!isOwn(path) && workspaceOf(path, from) !== workspace) return undefined;
    if (!names) continue;
    const module = modules[path] ?? (await importPackage(path, from).catch(() => undefined));
    if (!module || Object.keys(module).join() !== names.join()) return undefined;
    modules[path] = module;
  }
  return modules;
}

/** This library's entry points, as the running command has them. */
const ownModules: Readonly<Record<string, () => Promise<Record<string, unknown>>>> = {
  "bigdata-monitoring": () => import("../../index.ts"),
  "bigdata-monitoring/register": async () => ({}),
  ...Object.fromEntries(Object.entries(readyCatalogs).map(([name, load]) => [moduleOfCatalog(name), load])),
};

/** The SDK's builders must be those that this library compiles, so they come from the same installation. */
const isOwn = (path: string): boolean => Object.hasOwn(ownModules, path) || Object.hasOwn(sdkModules, path);

async function importPackage(path: string, from: string): Promise<Record<string, unknown>> {
  const own = sdkModules[path] ?? (await ownModules[path]?.());
  if (own) return own;
  if (path.startsWith(moduleOfCatalog("")))
    throw new Error(
      `the library has no such catalog — ${didYouMean(path, Object.keys(ownModules)) ?? `there are ${readyCatalogNames.join(", ")}`}`,
    );
  if (path.startsWith("@grafana/grafana-foundation-sdk/") || isBuiltin(path)) return importAs(path);
  return importAs(pathToFileURL(createRequire(join(from, "from.js")).resolve(path)).href);
}

/** The package.json of a package of the same repository, linked by npm: it is TypeScript that belongs to the project. */
function workspaceOf(path: string, from: string): string | undefined {
  if (/^bigdata-monitoring(?:\/|$)/.test(path) || isBuiltin(path)) return undefined;
  try {
    const manifest = realpathSync(createRequire(join(from, "from.js")).resolve(`${path.split("/")[0]}/package.json`));
    return !manifest.includes("/node_modules/") && readFileSync(manifest, "utf8") !== "" ? manifest : undefined;
  } catch {
    return undefined;
  }
}

// The modules of Grafana's SDK that this library uses. Definitions get the same ones: to import them again takes longer
// than most checks.

const modules = {
  bargauge,
  common,
  dashboard,
  gauge,
  heatmap,
  logs,
  loki,
  piechart,
  prometheus,
  stat,
  statetimeline,
  statushistory,
  table,
  text,
  timeseries,
  units,
};

/** What a definition imports from the SDK, by the name of the import. */
const sdkModules: Readonly<Record<string, Record<string, unknown>>> = Object.fromEntries(
  Object.entries(modules).map(([name, module]) => [`@grafana/grafana-foundation-sdk/${name}`, module]),
);
