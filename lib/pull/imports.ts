import * as panels from "../authoring/panels/index.ts";
import { type AllowedCode, namesUsed } from "../generated-code.ts";
import { type Code, isTemplate, isValue, print, type TemplatePart } from "./code.ts";
import { isUnitName, panelMethods } from "./fields.ts";
import { queryMethods } from "./queries.ts";

/** The file of a project that exports `job()`, and the services that `job()` accepts. */
export interface JobModule {
  readonly path: string;
  readonly services: readonly string[];
}

const library = "bigdata-monitoring";
const libraryNames: ReadonlySet<string> = new Set([
  ...["autoRow", "collapsedRow", "defineDashboard", "line", "panels", "promql", "row", "showIf", "ungrouped", "units"],
  "withGridPos",
]);

/** The functions and constants of `panels`, those of `panels.thresholds` with both names. */
const panelMembers: ReadonlySet<string> = new Set([
  ...Object.keys(panels).filter((name) => name !== "thresholds"),
  ...Object.keys(panels.thresholds).map((name) => `thresholds.${name}`),
]);

/** Names that constants of the file cannot have. */
export const namesTaken: ReadonlySet<string> = new Set([...libraryNames, "job"]);

/** What a pulled file may use. */
export const allowedInDashboards = (jobs: JobModule | undefined): AllowedCode => ({
  imports: new Map(importable(jobs)),
  members: new Map([
    ["panels", (name: string) => panelMembers.has(name)],
    ["units", isUnitName],
  ]),
  methods: new Set([...panelMethods, ...queryMethods]),
});

type Importable = readonly [path: string, isName: (name: string) => boolean];

const importable = (jobs: JobModule | undefined): Importable[] => [
  [library, (name) => libraryNames.has(name)],
  ...(jobs ? [[jobs.path, (name) => name === "job"] satisfies Importable] : []),
];

/** The imports that a file's code needs, sorted as the formatter sorts them. */
export function importsFor(code: string, jobs: JobModule | undefined): string {
  const used = [...namesUsed(code)];
  return importable(jobs)
    .map(([path, isName]) => [path, used.filter(isName)] as const)
    .filter(([, names]) => names.length > 0)
    .map(([path, names]) => `import ${print(importing(names))} from "${path}";\n`)
    .join("");
}

const importing = (names: readonly string[]): Code => ({ open: "{", items: [...names].sort(), close: "}" });

/** Replaces matchers of the job of a known service by calls of `job()`. */
export function withJobs(code: Code, jobs: JobModule | undefined): Code {
  if (!jobs) return code;
  const services = new Set(jobs.services);
  const replaced = (part: Code): Code => {
    if (typeof part === "string" || isValue(part)) return part;
    if (isTemplate(part)) return { ...part, parts: jobsIn(part.promql, services) };
    return "open" in part ? { ...part, items: part.items.map(replaced) } : part.map(replaced);
  };
  return replaced(code);
}

/** After a backslash or a dollar sign, a template would read the substitution as text. */
const jobsIn = (promql: string, services: ReadonlySet<string>): TemplatePart[] =>
  Array.from(promql.matchAll(/(?<![\w\\$])job="([\w-]+)"/g)).flatMap(({ index, 0: { length }, 1: name = "" }) =>
    services.has(name) ? [{ from: index, to: index + length, code: `job("${name}")` }] : [],
  );
