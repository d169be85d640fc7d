import * as panels from "../authoring/panels/index.ts";
import { type Code, print } from "./code.ts";
import { isUnitName } from "./units.ts";

/** Where a project imports our words from. */
export interface ModulePaths {
  readonly define: string;
  readonly panels: string;
  readonly promql: string;
  /** The file with `job()`, and the services that it takes; absent where a project has no such function. */
  readonly facts?: { readonly path: string; readonly services: readonly string[] };
}

/** Within our own project, from its `dashboards/`. */
export const ownPaths: ModulePaths = {
  define: "../lib/define.ts",
  panels: "../lib/panels/index.ts",
  promql: "../lib/promql/promql.ts",
};

/** In a project that has us as a package. */
export const packagePaths: ModulePaths = {
  define: "bigdata-monitoring",
  panels: "bigdata-monitoring/panels",
  promql: "bigdata-monitoring",
};

const defineNames = ["collapsedRow", "defineDashboard", "line", "placed", "row", "rowless"];
const panelNames = Object.keys(panels);

/** Names that constants of the file cannot have. */
export const namesTaken: ReadonlySet<string> = new Set([...defineNames, ...panelNames, "promql", "job"]);

/** The imports that a file's code needs, sorted as the formatter sorts them. */
export function importsFor(code: string, paths: ModulePaths): string {
  const words = new Set(withoutTexts(code).match(/(?<=^|[^.\w$]|\.\.\.)[A-Za-z_$][\w$]*(?!\s*:)(?![\w$])/g) ?? []);
  const used = (names: readonly string[]) => names.filter((name) => words.has(name));
  const wanted: [path: string, names: string[]][] = [
    ["@grafana/grafana-foundation-sdk/units", [...words].filter(isUnitName)],
    [paths.define, used(defineNames)],
    [paths.panels, used(panelNames)],
    [paths.promql, used(["promql"])],
    ...(paths.facts ? [[paths.facts.path, used(["job"])] as [string, string[]]] : []),
  ];
  const byPath = new Map<string, string[]>();
  for (const [path, names] of wanted) byPath.set(path, [...(byPath.get(path) ?? []), ...names]);
  return [...byPath]
    .filter(([, names]) => names.length > 0)
    .map(([path, names]) => `import ${print(importing(names))} from "${path}";\n`)
    .join("");
}

const importing = (names: readonly string[]): Code => ({ open: "{", items: [...names].sort(), close: "}" });

/** Matchers of a service's job by the function that knows the services. */
export function withJobs(code: string, { facts }: ModulePaths): string {
  if (!facts) return code;
  const services = new Set(facts.services);
  const jobs = (text: string) =>
    text.replaceAll(/\bjob="([\w-]+)"/g, (found, name: string) => (services.has(name) ? `\${job("${name}")}` : found));
  return code.replaceAll(templates, jobs);
}

const templates = /promql`(?:[^`\\$]|\\.|\$(?!\{)|\$\{(?:"(?:[^"\\]|\\.)*"|job\("[\w-]+"\))\})*`/gs;

/** Code without what stands in quotes. */
const withoutTexts = (code: string): string =>
  code
    .replaceAll(templates, (template) => (template.includes("${job(") ? "promql job" : "promql"))
    .replaceAll(/"(?:[^"\\\n]|\\.)*"/g, "");
