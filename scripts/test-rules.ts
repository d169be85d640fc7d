import { resolve } from "node:path";
import { Command, Option } from "commander";
import { casesOf, proofOf } from "../lib/examples/proof.ts";
import { type Case, junitCases } from "../lib/report/cases.ts";
import { chosenSuites } from "./examples/choose.ts";
import { conduct } from "./examples/experiments.ts";
import { loadModel } from "./load.ts";
import { exitCodes } from "./outcome.ts";

interface TestRulesOptions {
  readonly project: string;
  readonly format: "text" | "json" | "junit";
}

export default new Command("test-rules")
  .description("Try every alert's examples with Prometheus' own evaluation.")
  .argument("[alerts...]", "these alerts only")
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .addOption(new Option("--format <format>", "how to tell").choices(["text", "json", "junit"]).default("text"))
  .action(async (alerts: string[], { project, format }: TestRulesOptions) => {
    const model = await loadModel(resolve(project));
    const suites = chosenSuites(model, alerts);
    const answers = await conduct(suites.map((suite) => proofOf(suite, model.links)));
    const cases = suites.flatMap((suite, i) => casesOf(suite, answers[i] ?? []));
    tell(cases, format);
    process.exitCode = cases.some(({ failure }) => failure) ? exitCodes.problems : exitCodes.fine;
  });

function tell(cases: readonly Case[], format: TestRulesOptions["format"]): void {
  if (format === "json") process.stdout.write(`${JSON.stringify({ cases })}\n`);
  else if (format === "junit") process.stdout.write(junitCases("rules", cases));
  else tellPeople(cases);
}

function tellPeople(cases: readonly Case[]): void {
  const failed = cases.filter(({ failure }) => failure);
  for (const { group, name, failure } of failed)
    process.stderr.write(`${group} › ${name}, ${failure?.message}: ${failure?.text}\n`);
  process.stdout.write(`${cases.length} examples, ${failed.length} wrong\n`);
}
