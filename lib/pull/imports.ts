import * as panels from "../authoring/panels/index.ts";
import type { AllowedWords } from "../source/allowed.ts";
import { namesUsed } from "../source/names.ts";
import { type Code, isTemplate, isValue, print, type TemplatePart } from "./code.ts";
import { panelMethods } from "./panel-chain.ts";
import { queryMethods } from "./queries.ts";
import { isUnitName } from "./units.ts";

/** Where a project imports our words from. */
export interface ModulePaths {
  readonly define: string;
  readonly panels: string;
  readonly promql: string;
  /** The file with `job()`, and the services that it takes; absent where a project has no such function. */
  readonly facts?: { readonly path: string; readonly services: readonly string[] };
}

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

type IsName = (name: string) => boolean;

/** What a pulled file may use. */
export const allowedWords = (paths: ModulePaths): AllowedWords => ({
  imports: importable(paths),
  methods: new Set([...panelMethods, ...queryMethods]),
});

function importable(paths: ModulePaths): ReadonlyMap<string, IsName> {
  const byPath = new Map<string, IsName>();
  const allow = (path: string, isName: IsName) => {
    const before = byPath.get(path);
    byPath.set(path, before ? (name) => before(name) || isName(name) : isName);
  };
  allow("@grafana/grafana-foundation-sdk/units", isUnitName);
  allow(paths.define, (name) => defineNames.includes(name));
  allow(paths.panels, (name) => panelNames.includes(name));
  allow(paths.promql, (name) => name === "promql");
  if (paths.facts) allow(paths.facts.path, (name) => name === "job");
  return byPath;
}

/** The imports that a file's code needs, sorted as the formatter sorts them. */
export function importsFor(code: string, paths: ModulePaths): string {
  const used = [...namesUsed(code)];
  return [...importable(paths)]
    .map(([path, isName]) => [path, used.filter(isName)] as const)
    .filter(([, names]) => names.length > 0)
    .map(([path, names]) => `import ${print(importing(names))} from "${path}";\n`)
    .join("");
}

const importing = (names: readonly string[]): Code => ({ open: "{", items: [...names].sort(), close: "}" });

/** Matchers of a service's job by the function that knows the services. */
export function withJobs(code: Code, { facts }: ModulePaths): Code {
  if (!facts) return code;
  const services = new Set(facts.services);
  const replaced = (part: Code): Code => {
    if (typeof part === "string" || isValue(part)) return part;
    if (isTemplate(part)) return { ...part, parts: jobsIn(part.promql, services) };
    return "open" in part ? { ...part, items: part.items.map(replaced) } : part.map(replaced);
  };
  return replaced(code);
}

/** Behind a backslash or a dollar, a template would take the substitution for text. */
const jobsIn = (promql: string, services: ReadonlySet<string>): TemplatePart[] =>
  Array.from(promql.matchAll(/(?<![\w\\$])job="([\w-]+)"/g)).flatMap(({ index, 0: { length }, 1: name = "" }) =>
    services.has(name) ? [{ from: index, to: index + length, code: `job("${name}")` }] : [],
  );
