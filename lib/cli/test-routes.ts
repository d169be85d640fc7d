import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { Command, Option } from "commander";
import { parse } from "yaml";
import { readAlertmanager } from "../alerting/alertmanager-file.ts";
import { isObject, type Json } from "../diff/json.ts";
import type { Alerting } from "../model/alerting.ts";
import { notifiedReceivers, type RouteExpectation, routeTestResults } from "../testing/rule-tests.ts";
import { moment } from "./arguments.ts";
import { loadModel } from "./load.ts";
import { messageOf, UserError } from "./outcome.ts";
import { type Format, formats, printResults } from "./test.ts";

interface RoutesOptions {
  readonly expect?: string;
  readonly labels?: readonly string[];
  readonly project: string;
  readonly format: Format;
}

export default new Command("routes")
  .argument("[file]", "an alertmanager.yml; default: the routes of this project")
  .option("--expect <file>", "a YAML list of what must happen: labels, receivers, and optionally firing and at")
  .option("--labels <label=value...>", "print who is notified of an alert with these labels")
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .addOption(new Option("--format <format>", "the format of the results").choices(formats).default("text"))
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
