import { writeFile } from "node:fs/promises";
import { Command } from "commander";
import { lineProblems, readExposition } from "../lib/cli/http/samples.ts";
import { UserError } from "../lib/cli/outcome.ts";
import { readyCatalog, readyCatalogNames } from "../lib/metrics/ready-catalogs.ts";
import { formatProblem } from "../lib/model/problem.ts";
import { updateReadyCatalog } from "./catalogs/update.ts";
import { runScript } from "./run-script.ts";

interface CatalogsOptions {
  readonly from: readonly string[];
  readonly version?: string;
}

const command = new Command("catalogs")
  .description("Update a ready catalog in lib/catalogs/ from its exporter. Metrics that no source exposes are kept.")
  .argument("<name>", "a file of lib/catalogs/, without .ts")
  .requiredOption("--from <sources...>", "URLs or files of one exporter, the most important last")
  .option("--version <version>", "the exporter's version; by default that of the catalog")
  .action(async (name: string, { from, version }: CatalogsOptions) => {
    const catalog = (await readyCatalog(name))?.definition;
    if (!catalog) throw new UserError(`no ready catalog "${name}" — there are ${readyCatalogNames.join(", ")}`);
    const expositions = await Promise.all(from.map(readExposition));
    const problems = expositions.flatMap((exposition, i) => lineProblems(from[i] ?? "", exposition));
    if (problems.length > 0) throw new UserError(problems.map(formatProblem).join("\n"));
    const { text, merged } = updateReadyCatalog({ ...catalog, version: version ?? catalog.version }, expositions);
    await writeFile(`lib/catalogs/${name}.ts`, text);
    for (const metric of merged.added) process.stdout.write(`added ${metric}\n`);
    for (const metric of merged.changed) process.stdout.write(`changed ${metric}\n`);
  });

await runScript(command);
