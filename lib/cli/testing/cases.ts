import { Command, Option } from "commander";
import { junitReport, type TestResult } from "../../checks/report.ts";
import type { Model } from "../../model/model.ts";
import { type RuleSuite, ruleSuitesOf } from "../../testing/rule-tests.ts";
import { exitCodes, UserError } from "../outcome.ts";

const formats = ["text", "json", "junit"] as const;

export interface CasesOptions {
  readonly project: string;
  readonly format: (typeof formats)[number];
}

/** A command about the alerts that are named, or about all. */
export const alertsCommand = (name: string): Command =>
  new Command(name)
    .argument("[alerts...]", "these alerts only")
    .option("--project <dir>", "the folder that contains stack.ts", ".");

export const formatOption = (): Option =>
  new Option("--format <format>", "the format of the results").choices(formats).default("text");

/** The suites of the named alerts; of all alerts where none is named. @throws UserError for a name that no alert has */
export function chosenSuites(model: Model, names: readonly string[]): RuleSuite[] {
  const all = ruleSuitesOf(model.rules);
  const unknown = names.filter((name) => !all.some(({ alert }) => alert.alert === name));
  if (unknown.length > 0) throw new UserError(`no alert is called ${unknown.join(", ")}: see rules/`);
  return names.length === 0 ? all : all.filter(({ alert }) => names.includes(alert.alert));
}

/** Prints failures to stderr and their number to stdout, or all results for programs. @returns the exit code */
export function printResults(what: string, results: readonly TestResult[], format: CasesOptions["format"]): number {
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
