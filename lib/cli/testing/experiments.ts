import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import type { Answer, Experiment } from "../../testing/experiment.ts";
import { readReport } from "../../testing/promtool/answers.ts";
import { ruleDocument, testDocument } from "../../testing/promtool/documents.ts";
import { UserError } from "../outcome.ts";
import { tool } from "../programs/tools.ts";

/**
 * Has promtool evaluate experiments, one process a core.
 * @returns answers to each experiment's trials, in their order
 * @throws UserError with promtool's words where it could not evaluate
 */
export async function conduct(experiments: readonly Experiment[]): Promise<Answer[][]> {
  const promtool = await tool("promtool");
  const folder = await mkdtemp(join(tmpdir(), "experiments-"));
  try {
    const files = new Map(experiments.map((experiment, i) => [join(folder, `${i}.test.yml`), experiment]));
    await Promise.all(
      Array.from(files, async ([file, experiment], i) => {
        await writeFile(join(folder, `${i}.rules.yml`), ruleDocument(experiment));
        await writeFile(file, testDocument(experiment, `${i}.rules.yml`));
      }),
    );
    const shares = shared([...files.keys()], availableParallelism());
    const reports = await Promise.all(shares.map((share, i) => report(promtool, share, join(folder, `${i}.xml`))));
    const answers = reports.map((xml) => readReport(xml, files));
    return [...files.keys()].map((file) => answers.flatMap((part) => part.get(file) ?? []));
  } catch (error) {
    throw new UserError(error instanceof Error ? error.message : String(error));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** In turn, so that neighbours, which often take equally long, are spread. */
const shared = (files: readonly string[], processes: number): string[][] =>
  Array.from({ length: processes }, (_, p) => files.filter((_, i) => i % processes === p)).filter(
    (share) => share.length > 0,
  );

/** It exits with 1 since the tests fail on purpose; what it says is in the report. */
function report(promtool: string, files: readonly string[], file: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(promtool, ["test", "rules", "--junit", file, ...files], { maxBuffer: 1 << 30 }, (error, _, stderr) => {
      readFile(file, "utf8").then(resolve, () => reject(new Error(`promtool wrote no report: ${stderr || error}`)));
    });
  });
}
