import { resolve } from "node:path";
import { ruleTest, ruleTestResults } from "../testing/rule-tests.ts";
import { loadModel } from "./load.ts";
import { alertsCommand, type CasesOptions, chosenSuites, formatOption, printResults } from "./testing/cases.ts";
import { runExperiments } from "./testing/experiments.ts";

export default alertsCommand("test-rules")
  .addOption(formatOption())
  .action(async (alerts: string[], { project, format }: CasesOptions) => {
    const model = await loadModel(resolve(project));
    const suites = chosenSuites(model, alerts);
    const results = await runExperiments(suites.map((suite) => ruleTest(suite, model.links)));
    const tests = suites.flatMap((suite, i) => ruleTestResults(suite, results[i] ?? []));
    process.exitCode = printResults("examples", tests, format);
  });
