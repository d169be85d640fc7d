import { resolve } from "node:path";
import { Command, Option } from "commander";
import { coverageExperiment, coverageOf } from "../testing/coverage.ts";
import { loadModel } from "./load.ts";
import { chosenSuites } from "./testing/choose.ts";
import { conduct } from "./testing/experiments.ts";
import { formats, tellCases } from "./testing/tell.ts";

interface CoverageOptions {
  readonly project: string;
  readonly format: (typeof formats)[number];
}

export default new Command("coverage")
  .argument("[alerts...]", "these alerts only")
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .addOption(new Option("--format <format>", "how to tell").choices(formats).default("text"))
  .action(async (alerts: string[], { project, format }: CoverageOptions) => {
    const model = await loadModel(resolve(project));
    const suites = chosenSuites(model, alerts);
    const answers = await conduct(suites.map((suite) => coverageExperiment(suite, model.links)));
    const cases = suites.flatMap((suite, i) => coverageOf(suite, answers[i] ?? []));
    process.exitCode = tellCases("branches and states", cases, format);
  });
