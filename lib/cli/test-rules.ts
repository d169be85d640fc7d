import { resolve } from "node:path";
import { Command, Option } from "commander";
import { casesOf, proofOf } from "../testing/proof.ts";
import { loadModel } from "./load.ts";
import { chosenSuites } from "./testing/choose.ts";
import { conduct } from "./testing/experiments.ts";
import { formats, tellCases } from "./testing/tell.ts";

interface TestRulesOptions {
  readonly project: string;
  readonly format: (typeof formats)[number];
}

export default new Command("test-rules")
  .argument("[alerts...]", "these alerts only")
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .addOption(new Option("--format <format>", "how to tell").choices(formats).default("text"))
  .action(async (alerts: string[], { project, format }: TestRulesOptions) => {
    const model = await loadModel(resolve(project));
    const suites = chosenSuites(model, alerts);
    const answers = await conduct(suites.map((suite) => proofOf(suite, model.links)));
    const cases = suites.flatMap((suite, i) => casesOf(suite, answers[i] ?? []));
    process.exitCode = tellCases("examples", cases, format);
  });
