import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { Command, Option } from "commander";
import { parse } from "yaml";
import { isObject, type Json } from "../diff/json.ts";
import { composeTarget } from "../emit/emit.ts";
import { emitRuleTests } from "../emit/rules.ts";
import type { Alerting } from "../model/alerting.ts";
import type { Model, Rule } from "../model/model.ts";
import { seriesCatalogOf } from "../promql/analysis/series-catalog.ts";
import { type Boundaries, boundaryLines, boundarySummary, withBoundaries } from "../testing/boundaries.ts";
import { disturbanceExperiment, disturbanceResults, disturbancesOf } from "../testing/disturbances.ts";
import type { TestResult } from "../testing/experiment.ts";
import { type Mutant, mutantsOf, whyEquivalent } from "../testing/mutants.ts";
import { coverageOf, type MutantResult, scoreOf, summary, survivorLine } from "../testing/mutation-outcomes.ts";
import {
  alertTitle,
  notifiedReceivers,
  type RouteExpectation,
  type RuleSuite,
  routeTestResults,
  ruleSuitesOf,
  suiteTitle,
} from "../testing/rule-tests.ts";
import { moment } from "./arguments.ts";
import { findBoundaries, runCoverage, runExperiments, testMutants, testRules } from "./experiments.ts";
import { loadModel } from "./load.ts";
import { exitCodes, messageOf, UserError } from "./outcome.ts";
import { junitReport } from "./report.ts";
import { write } from "./write.ts";

const formats = ["text", "json", "junit"] as const;
type Format = (typeof formats)[number];

interface CasesOptions {
  readonly project: string;
  readonly format: Format;
}

/** A command about the alerts that are named, or about all. */
const alertsCommand = (name: string): Command =>
  new Command(name)
    .argument("[alerts...]", "these alerts only")
    .option("--project <dir>", "the folder that holds stack.ts", ".");

const formatOption = (): Option =>
  new Option("--format <format>", "the format of the results").choices(formats).default("text");

/** The suites of the named alerts; of all alerts where none is named. @throws UserError for a name that no alert has */
function chosenSuites(model: Model, names: readonly string[]): RuleSuite[] {
  const all = ruleSuitesOf(model.rules);
  const unknown = names.filter((name) => !all.some(({ alert }) => alert.alert === name));
  if (unknown.length > 0) throw new UserError(`no alert is called ${unknown.join(", ")}: see rules/`);
  return names.length === 0 ? all : all.filter(({ alert }) => names.includes(alert.alert));
}

/** Prints failures to stderr and their number to stdout, or all results for programs. @returns the exit code */
function printResults(what: string, results: readonly TestResult[], format: Format): number {
  const failed = results.filter(({ failure }) => failure);
  if (format === "json") process.stdout.write(`${JSON.stringify({ cases: results })}\n`);
  else if (format === "junit") process.stdout.write(junitReport(what, results));
  else {
    for (const { group, name, failure } of failed)
      process.stderr.write(`${group} › ${name}: ${failure?.message}: ${failure?.text}\n`);
    process.stdout.write(`${results.length} ${what}, ${failed.length} failed\n`);
  }
  return failed.length > 0 ? exitCodes.problems : exitCodes.ok;
}

export const rulesCommand = alertsCommand("test-rules")
  .addOption(formatOption())
  .action(async (alerts: string[], { project, format }: CasesOptions) => {
    const model = await loadModel(resolve(project));
    const results = await testRules(model, chosenSuites(model, alerts));
    process.exitCode = printResults("examples", results, format);
  });

export const coverageCommand = alertsCommand("coverage")
  .addOption(formatOption())
  .action(async (alerts: string[], { project, format }: CasesOptions) => {
    const model = await loadModel(resolve(project));
    const suites = chosenSuites(model, alerts);
    const catalog = seriesCatalogOf(model);
    const disturbances = suites.map((suite) => disturbancesOf(suite, catalog));
    const [covered, disturbed] = await Promise.all([
      runCoverage(suites, model.links),
      runExperiments(suites.map((suite, i) => disturbanceExperiment(suite, disturbances[i] ?? [], model.links))),
    ]);
    const results = suites.flatMap((suite, i) => [
      ...coverageOf(suite, covered[i] ?? []),
      ...disturbanceResults(suite, disturbances[i] ?? [], disturbed[i] ?? []),
    ]);
    process.exitCode = printResults("branches, states and disturbances", results, format);
  });

interface MutationsOptions {
  readonly project: string;
  readonly score: string;
  readonly equivalent: boolean;
  readonly json: boolean;
}

export const mutationsCommand = alertsCommand("mutations")
  .option("--score <percent>", "exit with 1 if fewer mutants are killed", "95")
  .option("--equivalent", "list the mutants that are left out, and why", false)
  .option("--json", "print every mutant as JSON", false)
  .action(async (alerts: string[], options: MutationsOptions) => {
    const model = await loadModel(resolve(options.project));
    const catalog = seriesCatalogOf(model);
    const reasonFor = (mutant: Mutant) => whyEquivalent(mutant, catalog);
    const work = chosenSuites(model, alerts).map((suite) => ({ suite, all: mutantsOf(suite.alert) }));
    const equivalent = work.flatMap(({ suite, all }) =>
      all.flatMap((mutant) => equivalentLine(suite, mutant, reasonFor(mutant))),
    );
    const results = await testMutants(
      work.map(({ suite, all }) => ({ suite, mutants: all.filter((mutant) => reasonFor(mutant) === undefined) })),
      model.links,
    );
    print(results, equivalent, options);
    process.exitCode = scoreOf(results) * 100 < Number(options.score) ? exitCodes.problems : exitCodes.ok;
  });

const equivalentLine = (suite: RuleSuite, { change }: Mutant, reason: string | undefined): string[] =>
  reason === undefined ? [] : [`${suiteTitle(suite)}: ${change} changes nothing: ${reason}`];

function print(results: readonly MutantResult[], equivalent: readonly string[], options: MutationsOptions): void {
  if (options.json) {
    const mutants = results.map(({ suite, mutant, outcome }) => ({
      alert: alertTitle(suite.alert),
      kind: mutant.kind,
      change: mutant.change,
      outcome,
    }));
    process.stdout.write(`${JSON.stringify({ score: scoreOf(results), mutants, equivalent })}\n`);
    return;
  }
  const survivors = results.filter(({ outcome }) => outcome === "survived").map(survivorLine);
  const lines = [...survivors, ...(options.equivalent ? equivalent : []), ...summary(results)];
  for (const line of lines) process.stdout.write(`${line}\n`);
  process.stdout.write(`${equivalent.length} left out, since they change nothing (--equivalent lists them)\n`);
}

interface BoundariesOptions {
  readonly project: string;
  readonly out?: string;
}

export const boundariesCommand = alertsCommand("boundaries")
  .option("--out <dir>", "write the alerts' examples and the generated ones as promtool tests to this folder")
  .action(async (alerts: string[], { project, out }: BoundariesOptions) => {
    const model = await loadModel(resolve(project));
    const suites = chosenSuites(model, alerts);
    const boundaries = await findBoundaries(suites, model.links);
    const found = suites.flatMap((suite, i) => (boundaries[i] ? [{ suite, boundaries: boundaries[i] }] : []));
    const lines = [...found.flatMap((one) => boundaryLines(one.suite, one.boundaries)), boundarySummary(found)];
    for (const line of lines) process.stdout.write(`${line}\n`);
    if (out === undefined) return;
    await write(resolve(out), emitRuleTests(withGenerated(model, found), composeTarget(model)), false);
  });

/** The model with the generated examples after the written ones. */
function withGenerated(model: Model, found: readonly { suite: RuleSuite; boundaries: Boundaries }[]): Model {
  const alerts = new Map<Rule, Rule>(
    found.map(({ suite, boundaries }) => [suite.alert, withBoundaries(suite, boundaries).alert]),
  );
  return {
    ...model,
    rules: model.rules.map((group) => ({
      ...group,
      definition: { ...group.definition, rules: group.definition.rules.map((rule) => alerts.get(rule) ?? rule) },
    })),
  };
}

interface RoutesOptions {
  readonly expect?: string;
  readonly labels?: readonly string[];
  readonly project: string;
  readonly format: Format;
}

export const routesCommand = new Command("routes")
  .argument("[file]", "an alertmanager.yml; default: the routes of this project")
  .option("--expect <file>", "a YAML list of what must happen: labels, receivers, and optionally firing and at")
  .option("--labels <label=value...>", "print who is notified of an alert with these labels")
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .addOption(formatOption())
  .action(async (file: string | undefined, { expect, labels, project, format }: RoutesOptions) => {
    if ((expect === undefined) === (labels === undefined))
      throw new UserError("Say what to test: --expect FILE, or --labels severity=critical team=data");
    const routing = file === undefined ? await ownRouting(project) : await routingOf(file);
    if (labels) {
      const { receivers, reasons } = notifiedReceivers(routing, { labels: labelsOf(labels), receivers: [] });
      process.stdout.write(`${receivers.join(",") || "nobody"}\n${reasons.map((reason) => `${reason}\n`).join("")}`);
      return;
    }
    const results = routeTestResults(file ?? "routes", routing, await expectationsIn(expect ?? ""));
    process.exitCode = printResults("expectations", results, format);
  });

async function ownRouting(project: string): Promise<Alerting> {
  const { alerting } = await loadModel(resolve(project));
  if (!alerting) throw new UserError("This project defines no alerting: name an alertmanager.yml.");
  return alerting.definition;
}

/** @throws UserError with every line that Alertmanager refuses */
async function routingOf(file: string) {
  const { readAlertmanager } = await import("../alerting/alertmanager-file.ts");
  const { alerting, problems } = readAlertmanager(await textOf(file));
  if (problems.length === 0) return alerting;
  throw new UserError(problems.map(({ line, message }) => `${file}:${line}: ${message}`).join("\n"));
}

async function textOf(file: string): Promise<string> {
  return await readFile(file, "utf8").catch((error: Error) => {
    throw new UserError(`${file}: cannot be read: ${error.message}`);
  });
}

function labelsOf(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    words.map((word) => {
      const [, name, value] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
      if (name === undefined) throw new UserError(`"${word}" is no label: write name=value`);
      return [name, value ?? ""];
    }),
  );
}

const form = "write - { labels: { alertname: HostDown, severity: critical }, receivers: [platform] }";

/** @throws UserError that names the entry that is no expectation */
async function expectationsIn(file: string): Promise<RouteExpectation[]> {
  let content: unknown;
  try {
    content = parse(await textOf(file));
  } catch (error) {
    throw new UserError(`${file}: cannot be read: ${messageOf(error)}`);
  }
  if (!Array.isArray(content) || content.length === 0)
    throw new UserError(`${file}: is no list of expectations — ${form}`);
  return content.map((entry: unknown, i) => expectationOf(entry, `${file}: entry ${i + 1}`));
}

const fields = ["name", "labels", "receivers", "firing", "at"];

function expectationOf(entry: unknown, where: string): RouteExpectation {
  if (!isObject(entry)) throw new UserError(`${where} is no map — ${form}`);
  const unknown = Object.keys(entry).find((field) => !fields.includes(field));
  if (unknown !== undefined)
    throw new UserError(`${where}: unknown field "${unknown}" — there are ${fields.join(", ")}`);
  const { name, labels, receivers, firing = [], at } = entry;
  if (!isObject(labels)) throw new UserError(`${where}: has no labels — ${form}`);
  if (!Array.isArray(receivers)) throw new UserError(`${where}: has no list of receivers — ${form}`);
  if (!Array.isArray(firing) || !firing.every(isObject)) throw new UserError(`${where}: firing is no list of labels`);
  return {
    ...(name !== undefined && { name: String(name) }),
    labels: texts(labels),
    receivers: receivers.map(String),
    firing: firing.map(texts),
    ...(at !== undefined && { at: timeOf(at, where) }),
  };
}

function timeOf(at: unknown, where: string): number {
  try {
    return moment(String(at));
  } catch (error) {
    throw new UserError(`${where}: at: "${at}": ${messageOf(error)}`);
  }
}

const texts = (labels: Json): Record<string, string> =>
  Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, String(value)]));
