import { resolve } from "node:path";
import { coverageExperiment, coverageOf } from "../testing/coverage.ts";
import { loadModel } from "./load.ts";
import { alertsCommand, type CasesOptions, chosenSuites, formatOption, printResults } from "./testing/cases.ts";
import { runExperiments } from "./testing/experiments.ts";

export default alertsCommand("coverage")
  .addOption(formatOption())
  .action(async (alerts: string[], { project, format }: CasesOptions) => {
    const model = await loadModel(resolve(project));
    const suites = chosenSuites(model, alerts);
    const results = await runExperiments(suites.map((suite) => coverageExperiment(suite, model.links)));
    const covered = suites.flatMap((suite, i) => coverageOf(suite, results[i] ?? []));
    process.exitCode = printResults("branches and states", covered, format);
  });
