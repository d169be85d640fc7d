import { Command } from "commander";
import { positiveWhole, whole } from "../lib/cli/arguments.ts";
import { exitCodes } from "../lib/cli/outcome.ts";
import { tool } from "../lib/cli/programs/tools.ts";
import { readAlertTemplate } from "../lib/templates/alert-templates.ts";
import {
  type Agreement,
  compareFiles,
  compareMessages,
  compareParsing,
  compareRendering,
  wronglyTyped,
} from "./fuzz/compare-templates.ts";
import { templates } from "./fuzz/templates.ts";
import { runScript } from "./run-script.ts";

interface FuzzOptions {
  readonly cases: number;
  readonly seed: number;
}

/** How many disagreements are printed. */
const shown = 10;

const command = new Command("fuzz-templates")
  .description("Compare the template engine with promtool and amtool on generated templates.")
  .option(
    "--cases <number>",
    "how many templates for promtool and for `amtool check-config`; a fifth for `amtool template render`",
    positiveWhole,
    5000,
  )
  .option("--seed <number>", "the same seed makes the same templates", whole, Date.now() % 1_000_000)
  .action(async ({ cases, seed }: FuzzOptions) => {
    process.stdout.write(`seed ${seed}\n`);
    const [promtool, amtool] = await Promise.all([tool("promtool"), tool("amtool")]);
    const alerts = templates("prometheus", seed, cases);
    const messages = templates("alertmanager", seed, cases);
    const few = Math.ceil(cases / 5);
    const failed = [
      report("promtool check rules", compareParsing(promtool, alerts)),
      report("promtool test rules", await compareRendering(alerts.filter((each) => !readAlertTemplate(each).refused))),
      report("amtool check-config", compareFiles(amtool, messages)),
      report("amtool template render", await compareMessages(amtool, "text", messages.slice(0, few))),
      report("amtool template render, HTML", await compareMessages(amtool, "html", templates("html", seed, few))),
      reportTypes("prometheus", alerts),
      reportTypes("alertmanager", messages),
    ].some((each) => each > 0);
    process.exitCode = failed ? exitCodes.problems : exitCodes.ok;
  });

/** @returns the number of disagreements */
function report(program: string, { accepted, refused, disagreements }: Agreement): number {
  process.stdout.write(`${program}: ${accepted} accepted, ${refused} refused, ${disagreements.length} disagreements\n`);
  for (const each of disagreements.slice(0, shown)) process.stdout.write(`${JSON.stringify(each)}\n`);
  return disagreements.length;
}

function reportTypes(runner: "prometheus" | "alertmanager", generated: readonly string[]): number {
  const wrong = wronglyTyped(runner, generated);
  process.stdout.write(`types of ${runner}: ${wrong.length} templates refused that can be rendered\n`);
  for (const template of wrong.slice(0, shown)) process.stdout.write(`${JSON.stringify(template)}\n`);
  return wrong.length;
}

await runScript(command);
