import { resolve } from "node:path";
import { Command, Option } from "commander";
import { runChecks } from "../checks/check.ts";
import { checks, expressionChecks } from "../checks/index.ts";
import { hasErrors, type Problem } from "../model/problem.ts";
import { externalModel } from "./external.ts";
import { loadModel } from "./load.ts";
import { exitCodes } from "./outcome.ts";
import { formats, type ReportOptions, reportProblems } from "./report.ts";

interface CheckOptions extends ReportOptions {
  readonly project: string;
  readonly list: boolean;
  readonly rules?: readonly string[];
  readonly dashboards?: readonly string[];
}

export default new Command("check")
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .option("--list", "list every check with its description", false)
  .option("--json", "print problems as JSON", false)
  .addOption(new Option("--format <format>", "how to print problems").choices(formats).default("text"))
  .option("--rules <file...>", "check the PromQL of these rule files of Prometheus instead")
  .option("--dashboards <file...>", "check the PromQL of these dashboards of Grafana instead, in JSON")
  .action(async (options: CheckOptions) => {
    if (options.list) return listChecks(options.json);
    const problems = await problemsOf(options);
    await reportProblems(problems, options);
    process.exitCode = hasErrors(problems) ? exitCodes.problems : exitCodes.ok;
  });

async function problemsOf({ project, rules, dashboards }: CheckOptions): Promise<Problem[]> {
  const model = await loadModel(resolve(project));
  if (!rules && !dashboards) return runChecks(model, checks);
  const external = await externalModel({ rules: rules ?? [], dashboards: dashboards ?? [] }, model.catalogs);
  return runChecks({ ...external, settings: model.settings }, expressionChecks);
}

function listChecks(json: boolean): void {
  if (json)
    process.stdout.write(
      `${JSON.stringify({ checks: checks.map(({ name, description }) => ({ name, description })) })}\n`,
    );
  else for (const { name, description } of checks) process.stdout.write(`${name}\n    ${description}\n`);
}
