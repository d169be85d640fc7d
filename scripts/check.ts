import { resolve } from "node:path";
import { Command } from "commander";
import { runChecks } from "../lib/checks/check.ts";
import { checks } from "../lib/checks/index.ts";
import { loadModel } from "./load.ts";
import { exitCodes } from "./outcome.ts";
import { reportProblems } from "./report.ts";

interface CheckOptions {
  readonly project: string;
  readonly list: boolean;
  readonly json: boolean;
}

export default new Command("check")
  .description("Prove every definition, and write nothing.")
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .option("--list", "tell every check and why it is there", false)
  .option("--json", "problems as JSON", false)
  .action(async (options: CheckOptions) => {
    if (options.list) return listChecks();
    const problems = runChecks(await loadModel(resolve(options.project)), checks);
    await reportProblems(problems, options);
    process.exitCode = problems.length > 0 ? exitCodes.problems : exitCodes.fine;
  });

const listChecks = (): void => {
  for (const { name, why } of checks) process.stdout.write(`${name}\n    ${why}\n`);
};
