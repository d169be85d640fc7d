import { join, resolve } from "node:path";
import { Command, Option } from "commander";
import { runChecks } from "../checks/check.ts";
import { checks } from "../checks/index.ts";
import { composeTarget, type OutputFile } from "../emit/emit.ts";
import { type EmitterName, emit, emitters } from "../emit/index.ts";
import type { Model } from "../model/model.ts";
import { hasErrors, type Problem } from "../model/problem.ts";
import { validateFiles } from "../schemas/validate.ts";
import { outputFolder } from "./contain.ts";
import { loadModel } from "./load.ts";
import { exitCodes, UserError } from "./outcome.ts";
import { reportProblems } from "./report.ts";
import { targetOf } from "./target.ts";
import { type Changes, compare, write } from "./write.ts";

interface BuildOptions {
  readonly project: string;
  readonly target: "compose" | "kubernetes";
  readonly out?: string;
  readonly only: readonly EmitterName[];
  readonly addresses?: string;
  readonly check: boolean;
  readonly watch: boolean;
  readonly json: boolean;
}

const outputs = Object.keys(emitters) as EmitterName[];

export default new Command("build")
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .addOption(
    new Option("--target <platform>", "what runs the servers").choices(["compose", "kubernetes"]).default("compose"),
  )
  .option("--out <dir>", "where to write; defaults to dist/ in the project, or dist/kubernetes/")
  .addOption(new Option("--only <outputs...>", "write these only").choices(outputs).default([]))
  .option("--addresses <file>", "JSON of service to host:port, for servers that run outside compose")
  .option("--check", "write nothing; exit 1 if the folder is not what would be written", false)
  .option("--watch", "build again whenever a definition changes", false)
  .option("--json", "print what was written, or the problems, as JSON", false)
  .action(async (options: BuildOptions) => {
    if (options.watch) return (await import("./watch.ts")).watchBuild(options.project);
    process.exitCode = await build(options);
  });

/** Nothing is written unless everything is proven. */
async function build(options: BuildOptions): Promise<number> {
  const model = await loadModel(resolve(options.project));
  // Only what is proven can be emitted: an emitter has no address for a service that does not exist.
  const wrong = runChecks(model, checks);
  const { files, invalid } = hasErrors(wrong) ? { files: [], invalid: [] } : await emitted(model, options);
  const problems = [...wrong, ...invalid];
  if (hasErrors(problems)) {
    await reportProblems(problems, options);
    return exitCodes.problems;
  }
  const partial = options.only.length > 0;
  const act = options.check ? compare : write;
  const out = options.out ?? join(options.project, "dist", options.target === "kubernetes" ? "kubernetes" : "");
  const changes = await act(await outputFolder(options.project, out), files, partial);
  if (problems.length > 0 && !options.json) await reportProblems(problems, options);
  reportChanges(changes, problems, { ...options, out });
  return options.check && differs(changes) ? exitCodes.problems : exitCodes.ok;
}

/** The files for a target, and what is wrong with them. */
async function emitted(model: Model, options: BuildOptions): Promise<{ files: OutputFile[]; invalid: Problem[] }> {
  if (options.target === "compose") {
    const files = emit(model, await targetOf(model, composeTarget(model), options.addresses), options.only);
    return { files, invalid: validateFiles(files) };
  }
  if (options.only.length > 0) throw new UserError("--only selects outputs of compose: leave it out for kubernetes");
  const [{ emitKubernetes }, { kubernetesTarget }, { validateObjects }] = await Promise.all([
    import("../emit/kubernetes/index.ts"),
    import("../emit/kubernetes/containers.ts"),
    import("../schemas/validate-kubernetes.ts"),
  ]);
  const files = emitKubernetes(model, await targetOf(model, kubernetesTarget(model), options.addresses));
  return { files, invalid: validateObjects(files) };
}

const differs = ({ written, removed }: Changes): boolean => written.length + removed.length > 0;

function reportChanges(
  changes: Changes,
  problems: readonly Problem[],
  { json, out, check }: BuildOptions & { readonly out: string },
): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ ...changes, problems })}\n`);
    return;
  }
  const { written, removed, unchanged } = changes;
  const [write, remove] = check ? ["would write", "would remove"] : ["wrote", "removed"];
  for (const path of written) process.stdout.write(`${write} ${out}/${path}\n`);
  for (const path of removed) process.stdout.write(`${remove} ${out}/${path}\n`);
  process.stdout.write(`${written.length} written, ${removed.length} removed, ${unchanged.length} unchanged\n`);
}
