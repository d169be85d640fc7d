import { resolve } from "node:path";
import { Command, Option } from "commander";
import { hasErrors, type Problem } from "../model/problem.ts";
import { positiveWhole } from "./arguments.ts";
import { checkInThreads, readExternal, threadsFor } from "./check/external.ts";
import { problemsIn } from "./load/kept-results.ts";
import { loadMetrics, loadModel } from "./load.ts";
import { exitCodes } from "./outcome.ts";
import { formats, type ReportOptions, reportProblems } from "./report.ts";

interface CheckOptions extends ReportOptions {
  readonly project: string;
  readonly list: boolean;
  readonly rules?: readonly string[];
  readonly dashboards?: readonly string[];
  readonly threads?: number;
}

export default new Command("check")
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .option("--list", "list every check with its description", false)
  .option("--json", "print problems as JSON", false)
  .addOption(new Option("--format <format>", "how to print problems").choices(formats).default("text"))
  .option("--rules <file...>", "check the PromQL of these rule files of Prometheus instead")
  .option("--dashboards <file...>", "check the PromQL of these dashboards of Grafana instead, in JSON")
  .option("--threads <number>", "how many threads check rule files; by default as many as are fastest", positiveWhole)
  .action(async (options: CheckOptions) => {
    if (options.list) return listChecks(options.json);
    const problems = await problemsOf(options);
    await reportProblems(problems, options);
    process.exitCode = hasErrors(problems) ? exitCodes.problems : exitCodes.ok;
  });

async function problemsOf({ project, rules, dashboards, threads }: CheckOptions): Promise<Problem[]> {
  const root = resolve(project);
  if (!rules && !dashboards) return problemsIn(root, await loadModel(root));
  const texts = await readExternal({ rules: rules ?? [], dashboards: dashboards ?? [] });
  return await checkInThreads(texts, () => loadMetrics(root), threads ?? threadsFor(texts));
}

async function listChecks(json: boolean): Promise<void> {
  // The check of files from elsewhere does without most of them.
  const { checks } = await import("../checks/index.ts");
  if (json)
    process.stdout.write(
      `${JSON.stringify({ checks: checks.map(({ name, description }) => ({ name, description })) })}\n`,
    );
  else for (const { name, description } of checks) process.stdout.write(`${name}\n    ${description}\n`);
}
