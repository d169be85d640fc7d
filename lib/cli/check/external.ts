import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { basename, join } from "node:path";
import { setImmediate as immediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Panel, RowPanel } from "@grafana/grafana-foundation-sdk/dashboard";
import { rulesOf, runChecks } from "../../checks/check.ts";
import { expressionChecks } from "../../checks/promql.ts";
import { type RuleFileReading, readRuleFile, withPlaces } from "../../checks/rule-files.ts";
import { dashboardShape, isObject, misshapenPart, objectOf, objectsOf } from "../../diff/json.ts";
import { defaultSettings } from "../../model/config.ts";
import type { AlertRule, Defined, DefinedDashboard, MetricCatalog, Model } from "../../model/model.ts";
import type { Problem } from "../../model/problem.ts";
import { parseRule } from "../../promql/dependencies.ts";
import { classicOfV2, specV2Of } from "../../pull/schema-v2.ts";
import { UserError } from "../outcome.ts";
import { packageRoot } from "../programs/programs.ts";

/** Paths of rule files of Prometheus and of dashboard JSON that no project of this library defines. */
interface ExternalFiles {
  readonly rules: readonly string[];
  readonly dashboards: readonly string[];
}

/** Texts of rule files, and dashboards, as they were read. */
export interface ExternalTexts {
  readonly rules: readonly { readonly file: string; readonly text: string }[];
  readonly dashboards: readonly DefinedDashboard[];
}

/** @throws UserError that names every file that cannot be read */
export async function readExternal(files: ExternalFiles): Promise<ExternalTexts> {
  const [rules, dashboards] = await Promise.all([
    readAll(files.rules, (file, text) => ({ file, text })),
    readAll(files.dashboards, (file, text) => dashboardOf(file, JSON.parse(text))),
  ]);
  return { rules, dashboards };
}

/**
 * A model of rule files and dashboard JSON for the checks of PromQL. Their metrics are checked against the catalogs
 * by name; jobs and their labels are unknown.
 */
export function externalModel(
  { rules, dashboards }: ExternalTexts,
  catalogs: readonly Defined<MetricCatalog>[] = [],
): Pick<RuleFileReading, "problems" | "places"> & { readonly model: Model } {
  const read = rules.map(({ file, text }) => readRuleFile(file, text));
  return {
    model: { ...empty, catalogs, rules: read.flatMap(({ groups }) => groups), dashboards },
    problems: read.flatMap(({ problems }) => problems),
    places: read.flatMap(({ places }) => places),
  };
}

const empty = {
  settings: defaultSettings,
  stack: {},
  teams: {},
  links: { dashboards: "", runbooks: "" },
  datasources: [],
  logs: [],
  logAlerts: [],
} as const;

async function readAll<T>(files: readonly string[], read: (file: string, text: string) => T): Promise<T[]> {
  const results = await Promise.allSettled(files.map(async (file) => read(file, await textOf(file))));
  const failed = results.flatMap((result, i) =>
    result.status === "rejected" ? [`${files[i]}: ${reason(result)}`] : [],
  );
  if (failed.length > 0) throw new UserError(failed.join("\n"));
  return results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
}

const textOf = (file: string): Promise<string> =>
  readFile(file, "utf8").catch((error: Error) => {
    throw new Error(`cannot be read: ${error.message} — name files that exist, not patterns or folders`);
  });

const reason = ({ reason }: PromiseRejectedResult): string =>
  reason instanceof Error ? reason.message : String(reason);

type AnyPanel = Panel | RowPanel;
type Json = DefinedDashboard["json"];

interface ExternalDashboard extends Omit<Json, "panels"> {
  readonly panels?: AnyPanel[];
  /** Grafana's API wraps the dashboard. */
  readonly dashboard?: ExternalDashboard;
  /** Before Grafana 5, panels stood in rows. */
  readonly rows?: readonly { readonly title?: string; readonly panels?: Panel[] }[];
}

/** Dashboard JSON of any Grafana version. Each query gets the type of its datasource. */
export function dashboardOf(file: string, content: unknown): DefinedDashboard {
  const spec = specV2Of(content);
  const outer = (spec ? classicOfV2(spec).board : objectOf(content)) as unknown as ExternalDashboard;
  const json = outer.dashboard ?? outer;
  const panels = json.panels ?? json.rows?.flatMap((row) => row.panels ?? []);
  if (!Array.isArray(panels)) throw new Error("this is not a dashboard: it has no list of panels");
  const prometheus = panels.filter(isObject).map((panel) => panelOf(panel as unknown as AnyPanel, json));
  const part = misshapenPart({ ...json, panels: prometheus }, dashboardShape);
  if (part !== undefined) throw new Error(part);
  const definition = { title: json.title ?? "", question: "", rows: [] };
  return { name: basename(file, ".json"), file, definition, json: { ...json, panels: prometheus } as Json };
}

function panelOf(panel: AnyPanel, json: ExternalDashboard): AnyPanel {
  if (panel.type === "row") {
    const row = panel as RowPanel;
    return { ...row, panels: objectsOf(row.panels).map((inner) => panelOf(inner as unknown as Panel, json) as Panel) };
  }
  const plain = panel as Panel;
  const targets = objectsOf(plain.targets).map((target) => targetOf(target, plain, json));
  return { ...plain, targets } as Panel;
}

interface Target {
  readonly expr?: unknown;
  readonly datasource?: unknown;
}

function targetOf(target: Target, panel: Panel, json: ExternalDashboard): Target {
  const isPromql = typeof target.expr === "string" && queriesPrometheus(target.datasource ?? panel.datasource, json);
  return { ...target, datasource: { type: isPromql ? "prometheus" : "other" } };
}

/** A datasource is an object with its type, a name, or a variable. If absent, it is the default, mostly Prometheus. */
function queriesPrometheus(datasource: unknown, { templating }: ExternalDashboard): boolean {
  if (datasource === undefined || datasource === null) return true;
  const { type, uid } =
    typeof datasource === "string" ? { type: undefined, uid: datasource } : (datasource as Reference);
  if (type !== undefined) return type === "prometheus";
  const name = /^\$\{?(\w+)\}?$/.exec(uid ?? "")?.[1];
  const variable = objectsOf(templating?.list).find((candidate) => candidate.name === name);
  return variable ? variable.query === "prometheus" : /prom|default/i.test(uid ?? "");
}

interface Reference {
  readonly type?: string;
  readonly uid?: string;
}

// Each thread reads and checks some of the rule files. What rules record is needed in all of them: see
// docs/adr/0042-threads-for-rule-files.md

type Facts = Pick<Model, "catalogs" | "settings">;
type Groups = Model["rules"];

/** The files of a thread. All of it is plain data. */
export interface Part extends ExternalTexts {
  /** Its place among the parts, from 0. */
  readonly index: number;
}

/** What a thread needs beside its files. */
interface Task extends Facts {
  /** Of all parts, in their order; its own is not read. */
  readonly outlines: readonly Groups[];
}

/** What a thread found: in its files, and by each check. */
interface Found {
  readonly inFiles: readonly Problem[];
  readonly byChecks: readonly Problem[];
}

/** A part whose files are read. */
interface ReadPart {
  /** What the other parts need of its rules: what they record, and the names of alerts. */
  readonly outline: Groups;
  /** Parses the expressions, which the checks would do. */
  readonly parse: () => void;
  readonly check: (task: Task) => Found;
}

/** Characters of rules that take longer to check than a thread takes to start. */
const worthThread = 1_000_000;

/** How much more the last part has, as a share of another. */
const moreInLast = 0.2;

/** With how many threads rule files are checked the fastest. */
export function threadsFor({ rules }: ExternalTexts): number {
  return Math.max(1, Math.min(availableParallelism(), Math.floor(sizeOf(rules) / worthThread)));
}

const sizeOf = (rules: ExternalTexts["rules"]): number => rules.reduce((sum, { text }) => sum + text.length, 0);

/**
 * The problems of rule files and dashboards: the same, in the same order, with any number of threads.
 * @param loadFacts is called when the threads have begun to read
 */
export async function checkInThreads(
  texts: ExternalTexts,
  loadFacts: () => Promise<Facts>,
  threads: number,
): Promise<Problem[]> {
  const [last, ...others] = partsOf(texts, threads).reverse();
  const running = others.reverse().map(startThread);
  const { catalogs, settings } = await loadFacts();
  const own = readPart(last as Part);
  for (const thread of running)
    Promise.all(running.map((other) => (other === thread ? [] : other.outline)))
      .then((others) => thread.proceed({ catalogs, settings, outlines: [...others, own.outline] }))
      // Whoever waits for what the threads find learns of it.
      .catch(() => undefined);
  await immediate();
  // A thread begins later: what depends on no other file is done meanwhile.
  own.parse();
  const outlines = [...(await Promise.all(running.map(({ outline }) => outline))), own.outline];
  const ownFound = own.check({ catalogs, settings, outlines });
  const found = [...(await Promise.all(running.map((thread) => thread.found))), ownFound];
  const order = new Map(expressionChecks.map(({ name }, i) => [name, i]));
  const byChecks = found.flatMap((part) => part.byChecks);
  byChecks.sort((a, b) => (order.get(a.check) ?? 0) - (order.get(b.check) ?? 0));
  return [...found.flatMap(({ inFiles }) => inFiles), ...placedAcross(byChecks, texts)];
}

/**
 * Whole files in their order, about as much of them in each part, and more in the last, which this thread checks while the
 * others start. The dashboards, which checks read last, are in the last.
 */
function partsOf({ rules, dashboards }: ExternalTexts, threads: number): Part[] {
  const size = Math.max(1, sizeOf(rules));
  let before = 0;
  const parts = Array.from({ length: threads }, (): ExternalTexts["rules"][number][] => []);
  for (const rule of rules) {
    parts[Math.min(threads - 1, Math.floor((before / size) * (threads + moreInLast)))]?.push(rule);
    before += rule.text.length;
  }
  return parts.map((own, index) => ({
    index,
    rules: own,
    dashboards: index === threads - 1 ? dashboards : [],
  }));
}

/** Reads the files of a part. */
export function readPart({ index, ...texts }: Part): ReadPart {
  const { model, problems, places } = externalModel(texts);
  return {
    outline: outlineOf(model.rules),
    parse: () => {
      for (const { rule } of rulesOf(model)) parseRule(rule);
    },
    check: ({ catalogs, settings, outlines }) => {
      const rules = outlines.flatMap((outline, i) => (i === index ? model.rules : outline));
      const part = { rules: model.rules, isLast: index === outlines.length - 1 };
      const found = runChecks({ ...model, catalogs, settings, rules, part }, expressionChecks);
      return { inFiles: problems, byChecks: withPlaces(found, places) };
    },
  };
}

const outlineOf = (groups: Groups): Groups =>
  groups.map(({ name, file, definition: { interval, rules } }) => ({
    name,
    file,
    definition: {
      interval,
      rules: rules.map((rule) => ("record" in rule ? rule : ({ alert: rule.alert } as AlertRule))),
    },
  }));

/** Places of problems that the last part found in files of others, such as a cycle of recordings. */
function placedAcross(problems: readonly Problem[], { rules }: ExternalTexts): Problem[] {
  const files = new Set(problems.flatMap(({ source, file }) => (source ? [] : [file])));
  const read = rules.flatMap(({ file, text }) => (files.has(file) ? readRuleFile(file, text).places : []));
  return withPlaces(problems, read);
}

interface Thread {
  readonly outline: Promise<Groups>;
  readonly proceed: (task: Task) => void;
  readonly found: Promise<Found>;
}

function startThread(workerData: Part): Thread {
  const worker = new Worker(join(packageRoot, "bin/load.js"), { workerData });
  const ended = new Promise<never>((_, reject) => {
    worker.once("error", reject).once("exit", (code) => reject(new Error(`a thread of the checks ended with ${code}`)));
  });
  const next = () => Promise.race([ended, new Promise<unknown>((resolve) => worker.once("message", resolve))]);
  const outline = next() as Promise<Groups>;
  const found = outline.then(next) as Promise<Found>;
  // Whoever waits for one of them learns of an error.
  for (const promise of [ended, outline, found]) promise.catch(() => undefined);
  return { outline, proceed: (task) => worker.postMessage(task), found };
}
