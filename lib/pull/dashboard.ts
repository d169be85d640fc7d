import { isDeepStrictEqual } from "node:util";
import { asBuilder } from "../authoring/panels/frame.ts";
import * as panels from "../authoring/panels/index.ts";
import { isObject, type Json, objectOf, rowsOf, saysNothing, textOf, variablesOf, without } from "../diff/json.ts";
import { compileDashboard, panelVersion } from "../emit/grafana.ts";
import { stableId } from "../emit/layout.ts";
import { type AllowedCode, isIdentifier, lineComment, namesUsed } from "../generated-code.ts";
import type { DashboardDefinition } from "../model/model.ts";
import { type Code, call, isTemplate, isValue, list, literal, object, print, scalar } from "./code.ts";
import { isUnitName, panelMethods } from "./fields.ts";
import { type JobModule, queryMethods, variableCode, withJobs } from "./queries.ts";
import { type PulledRow, pulledRows, rowCode } from "./rows.ts";

/**
 * Writes a dashboard as a definition: functions of `panels`, rows and lines, units by name, PromQL in `promql` tags. Parts
 * that no function makes stay Grafana's JSON. Pure; the caller verifies that the definition builds the same dashboard.
 * @param json classic dashboard JSON, without the ownership marker
 * @returns TypeScript
 */
export function pullDashboard(uid: string, json: Json, jobs?: JobModule): string {
  const definition = headOf(uid, json);
  const variables = definition.plain ? variablesOf(json) : variablesOf(json).slice(2);
  const rows = nameRows(pulledRows(json));
  const rowCodes = rows.map(({ name, row }): Code => {
    const code = rowCode(row, (...names) => stableId(uid, ...names), definition.plain ? undefined : panelVersion);
    return [`const ${name} = `, code, ";\n"];
  });
  const fields: [string, Code][] = [
    ["title", literal(definition.title)],
    ["question", literal(definition.question)],
    ...(["tags", "domains", "from", "refresh", "plain"] as const).flatMap((key): [string, Code][] =>
      definition[key] === undefined ? [] : [[key, literal(definition[key])]],
    ),
    ...(variables.length > 0 ? [["variables", list(variables.map(variableCode))] as [string, Code]] : []),
    ["rows", list(rows.map(({ name }) => name))],
    ...(definition.settings ? [["settings", { value: definition.settings, name: "settings" }] as [string, Code]] : []),
  ];
  const board: Code = ["export default ", call("defineDashboard", object(fields)), ";\n"];
  const taken = new Set([...namesTaken, ...rows.map(({ name }) => name)]);
  const { codes: parts, constants } = share([...rowCodes, board], taken);
  const body = [...constants, ...parts.map((part) => print(withJobs(part, jobs)))].join("\n");
  const header = definition.question ? `${lineComment(definition.question)}\n` : "";
  return `${header}${importsFor(body, jobs)}\n${body}`;
}

/** Names rows by valid names of constants. */
function nameRows(rows: readonly PulledRow[]): { name: string; row: PulledRow }[] {
  const taken = new Set(namesTaken);
  return rows.map((row) => {
    const name = freeName(camelCase(textOf(row.head?.title) || "panels"), taken);
    taken.add(name);
    return { name, row };
  });
}

/** `High-level system health` as `highLevelSystemHealth`. */
function camelCase(title: string): string {
  const words = title.normalize("NFD").match(/[A-Za-z0-9]+/g) ?? ["row"];
  const name = words.map((word, i) => (i === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1)));
  return name.join("").replace(/^(?=\d)/, "row");
}

/**
 * The definition without its rows: with or without the defaults, whichever needs less JSON. The defaults give every panel a
 * version, and Grafana changes panels that have none.
 */
function headOf(uid: string, json: Json): DashboardDefinition {
  const panels = rowsOf(json).flatMap((row) => row.panels);
  const isVersioned = panels.every(({ pluginVersion }) => textOf(pluginVersion) !== "");
  const [house, plain] = [houseHead(json), plainHead(json)].map((head) => ({
    ...head,
    ...settingsOf(uid, head, json),
  }));
  const size = (head: object | undefined) => JSON.stringify(head).length;
  return (house && plain && isVersioned && size(house) <= size(plain) ? house : plain) as DashboardDefinition;
}

const shared = (json: Json) => ({ title: textOf(json.title), question: textOf(json.description), rows: [] });

const opening = (json: Json, usual: { from?: string; refresh?: string }) => {
  const from = textOf(objectOf(json.time).from);
  const refresh = textOf(json.refresh);
  return {
    ...(from.startsWith("now-") && from !== usual.from && { from: from as `now-${string}` }),
    ...(/^\d+[smhd]$/.test(refresh) && refresh !== usual.refresh && { refresh: refresh as `${number}m` }),
  };
};

const tagsOf = ({ tags }: Json): string[] => (Array.isArray(tags) ? tags.map(textOf) : []);

function houseHead(json: Json): DashboardDefinition {
  const domains = /,domain=~"([^"]+)"/
    .exec(JSON.stringify(json.annotations ?? "").replaceAll("\\", ""))?.[1]
    ?.split("|");
  const tags = tagsOf(json).slice(1);
  return {
    ...shared(json),
    ...(tags.length > 0 && { tags }),
    ...(domains && { domains: domains as never }),
    ...opening(json, { from: "now-6h", refresh: "30s" }),
    variables: variablesOf(json)
      .slice(2)
      .map((variable) => asBuilder(variable)),
  };
}

function plainHead(json: Json): DashboardDefinition {
  const tags = tagsOf(json);
  const variables = variablesOf(json).map((variable) => asBuilder<never>(variable));
  return { ...shared(json), ...(tags.length > 0 && { tags }), ...opening(json, {}), plain: true, variables };
}

/** Fields that other parts of the definition set, or that are not the dashboard's content. */
const notSettings = ["panels", "uid", "id", "version", "iteration", "$comment"];

/** Fields of the dashboard that the rest of the definition does not build. */
function settingsOf(uid: string, head: DashboardDefinition, json: Json): Pick<DashboardDefinition, "settings"> {
  const built = without(compileDashboard(uid, head) as unknown as Json, ...notSettings);
  const wanted = without(json, ...notSettings);
  const keys = [...new Set([...Object.keys(wanted), ...Object.keys(built)])];
  const settings = keys.flatMap((key) => {
    const [old, now] = [built[key] ?? undefined, wanted[key] ?? undefined];
    return isDeepStrictEqual(old, now) || [old, now].every(saysNothing) ? [] : [[key, now] as const];
  });
  return settings.length > 0 ? { settings: Object.fromEntries(settings) } : {};
}

/** Shorter objects are easier to read in place. In characters of JSON. */
const worthSharing = 60;

interface Shared {
  readonly codes: readonly Code[];
  /** Definitions of the constants, in the order in which they need each other. */
  readonly constants: readonly string[];
}

/**
 * Makes constants of the objects that the code has more than once.
 * @param taken names that mean something else in the file
 */
function share(codes: readonly Code[], taken: ReadonlySet<string>): Shared {
  const counts = new Map<string, number>();
  for (const { value } of valuesIn(codes)) count(value, counts);
  const known = new Map<string, string>();
  const used = new Set(taken);
  const constants: string[] = [];
  const written = (value: unknown, name: string): Code => {
    if (Array.isArray(value)) return { open: "[", items: value.map((item) => written(item, name)), close: "]" };
    if (!isObject(value)) return scalar(value);
    const key = sourceOf(value);
    if (key.length < worthSharing || (counts.get(key) ?? 0) < 2) return fields(value);
    return known.get(key) ?? define(key, value, name);
  };
  const fields = (value: object): Code =>
    object(Object.entries(value).map(([key, inner]) => [key, written(inner, key)]));
  const define = (key: string, value: object, wish: string): string => {
    const body = print(fields(value));
    const name = freeName(wish, used);
    used.add(name);
    known.set(key, name);
    constants.push(`const ${name} = ${body};\n`);
    return name;
  };
  const replaced = (part: Code): Code => {
    if (typeof part === "string" || isTemplate(part)) return part;
    if (isValue(part)) return written(part.value, part.name);
    return "open" in part ? { ...part, items: part.items.map(replaced) } : part.map(replaced);
  };
  return { codes: codes.map(replaced), constants };
}

function* valuesIn(code: Code): Generator<{ value: unknown }> {
  if (typeof code === "string" || isTemplate(code)) return;
  if (isValue(code)) yield code;
  else for (const part of "open" in code ? code.items : code) yield* valuesIn(part);
}

/** Parts of an object that was counted before are not counted again: they are shared with the whole object. */
function count(value: unknown, counts: Map<string, number>): void {
  if (Array.isArray(value)) for (const item of value) count(item, counts);
  if (!isObject(value)) return;
  const key = sourceOf(value);
  const before = counts.get(key) ?? 0;
  counts.set(key, before + 1);
  if (before === 0) for (const inner of Object.values(value)) count(inner, counts);
}

/** JSON that distinguishes undefined from absent. */
const sourceOf = (value: unknown): string =>
  JSON.stringify(value, (_, inner) => (inner === undefined ? "\u0000undefined" : inner));

/** The given name, or one with a number that is not taken. */
function freeName(wish: string, taken: ReadonlySet<string>): string {
  const name = isIdentifier(`${wish}2`) ? wish : "shared";
  let candidate = name;
  for (let i = 2; taken.has(candidate) || !isIdentifier(candidate); i++) candidate = `${name}${i}`;
  return candidate;
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
const namesTaken: ReadonlySet<string> = new Set([...libraryNames, "job"]);

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
function importsFor(code: string, jobs: JobModule | undefined): string {
  const used = [...namesUsed(code)];
  return importable(jobs)
    .map(([path, isName]) => [path, used.filter(isName)] as const)
    .filter(([, names]) => names.length > 0)
    .map(([path, names]) => `import ${print(importing(names))} from "${path}";\n`)
    .join("");
}

const importing = (names: readonly string[]): Code => ({ open: "{", items: [...names].sort(), close: "}" });
