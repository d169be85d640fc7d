import { readFile } from "node:fs/promises";
import { extname, join, resolve } from "node:path";
import { Command, Option } from "commander";
import { composeTarget, type OutputFile, overriddenTarget, type Target } from "../emit/emit.ts";
import { type EmitterName, emit, emitters } from "../emit/index.ts";
import { renderMarkdown } from "../emit/runbooks.ts";
import type { Model } from "../model/model.ts";
import { hasErrors, type Problem } from "../model/problem.ts";
import { instanceNames } from "../model/scale.ts";
import { validateFiles } from "../schemas/validate.ts";
import { outputFolder } from "./folders.ts";
import { keptListing, keyOf, pageRenderer, problemsIn } from "./load/kept-results.ts";
import { loadModel } from "./load.ts";
import { exitCodes, UserError } from "./outcome.ts";
import { reportProblems } from "./report.ts";
import { onePending, watchTree } from "./watch.ts";
import { type Changes, compare, differs, type ListedFile, listOf, writeListed } from "./write.ts";

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
    if (options.watch) return watchBuild(options.project);
    process.exitCode = await build(options);
  });

/** Nothing is written unless all checks pass. */
async function build(options: BuildOptions): Promise<number> {
  const root = resolve(options.project);
  const model = await loadModel(root);
  const key = keyOf(model);
  // Only a checked model can be emitted: an emitter has no address for a service that does not exist.
  const wrong = await problemsIn(root, model, key);
  const { listed, make, invalid } = hasErrors(wrong) ? nothing : await outputsOf(model, key, options);
  const problems = [...wrong, ...invalid];
  if (hasErrors(problems)) {
    await reportProblems(problems, options);
    return exitCodes.problems;
  }
  const partial = options.only.length > 0;
  const out = options.out ?? join(options.project, "dist", options.target === "kubernetes" ? "kubernetes" : "");
  const folder = await outputFolder(options.project, out);
  const changes = await (options.check ? compare(folder, listed, partial) : writeListed(folder, listed, make, partial));
  if (problems.length > 0 && !options.json) await reportProblems(problems, options);
  reportChanges(changes, problems, { ...options, out });
  return options.check && differs(changes) ? exitCodes.problems : exitCodes.ok;
}

/** The files that a build writes, and what is wrong with them. */
interface Outputs {
  readonly listed: readonly ListedFile[];
  /** Makes the files that are listed. */
  readonly make: () => Promise<readonly OutputFile[]>;
  readonly invalid: readonly Problem[];
}

const nothing: Outputs = { listed: [], make: async () => [], invalid: [] };

/** Makes no files if the last build made them of an equal model and all were valid: their list is kept. */
async function outputsOf(model: Model, key: string | undefined, options: BuildOptions): Promise<Outputs> {
  const { project, target, only, addresses } = options;
  const kept = keptListing(resolve(project), [target, ...only], addresses === undefined ? key : undefined);
  if (kept.files) return { listed: kept.files, make: async () => (await emitted(model, options)).files, invalid: [] };
  const { files, invalid } = await emitted(model, options);
  const listed = listOf(files);
  if (invalid.length === 0) kept.keep(listed);
  return { listed, make: async () => files, invalid };
}

/** The files for a target, and what is wrong with them. */
async function emitted(model: Model, options: BuildOptions): Promise<{ files: OutputFile[]; invalid: Problem[] }> {
  const pages = pageRenderer(resolve(options.project), renderMarkdown);
  const targetFrom = async (base: Target): Promise<Target> => ({
    ...(await targetOf(model, base, options.addresses)),
    htmlOf: pages.htmlOf,
  });
  if (options.target === "compose") {
    const files = emit(model, await targetFrom(composeTarget(model)), options.only);
    pages.keep();
    return { files, invalid: validateFiles(files) };
  }
  if (options.only.length > 0) throw new UserError("--only selects outputs of compose: leave it out for kubernetes");
  const [{ emitKubernetes }, { kubernetesTarget }, { validateObjects }] = await Promise.all([
    import("../emit/kubernetes/index.ts"),
    import("../emit/kubernetes/objects.ts"),
    import("../schemas/validate-kubernetes.ts"),
  ]);
  const files = emitKubernetes(model, await targetFrom(kubernetesTarget(model)));
  pages.keep();
  return { files, invalid: validateObjects(files) };
}

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
  const lines = [
    ...written.map((path) => `${write} ${out}/${path}\n`),
    ...removed.map((path) => `${remove} ${out}/${path}\n`),
  ];
  process.stdout.write(lines.join(""));
  process.stdout.write(`${written.length} written, ${removed.length} removed, ${unchanged.length} unchanged\n`);
}

/**
 * Where the emitted files find the services: where a target has them, or at the addresses of a file.
 * @param addresses a JSON file of service to host:port
 * @throws UserError naming what is wrong in it
 */
export async function targetOf(model: Model, base: Target, addresses: string | undefined): Promise<Target> {
  if (addresses === undefined) return base;
  const overrides = await readAddresses(addresses);
  const known = new Set([
    ...Object.keys(model.stack).flatMap((name) => instanceNames(name, model.scale)),
    ...Object.keys(model.probes?.backends ?? {}),
  ]);
  const unknown = Object.keys(overrides).filter((name) => !known.has(name));
  if (unknown.length > 0)
    throw new UserError(
      `${addresses}: unknown services ${unknown.join(", ")}: see stack.ts and the backends of probes.ts`,
    );
  const wrong = Object.entries(overrides).filter(([, address]) => !/^\S+:\d+$/.test(String(address)));
  if (wrong.length > 0)
    throw new UserError(wrong.map(([name, to]) => `${addresses}: ${name} is at "${to}": write host:port`).join("\n"));
  return overriddenTarget(base, overrides);
}

async function readAddresses(file: string): Promise<Record<string, string>> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Record<string, string>;
  } catch (error) {
    throw new UserError(`${file}: cannot be read as JSON: ${error instanceof Error ? error.message : error}`);
  }
}

/** Builds again in a new process whenever a definition changes, until interrupted. */
async function watchBuild(project: string): Promise<never> {
  const build = onePending(buildOnce);
  watchTree(resolve(project), (changed) => {
    // A path without an ending may be a folder that was moved here with definitions in it.
    if (changed.some((path) => path.endsWith(".ts") || !extname(path))) build();
  });
  build();
  return new Promise(() => {});
}

/** Each build is a process of its own, so that it sees the definitions as they are saved then. */
async function buildOnce(): Promise<void> {
  const { spawn } = await import("node:child_process");
  const args = process.argv.slice(1).filter((arg) => arg !== "--watch");
  const child = spawn(process.execPath, args, { stdio: "inherit" });
  await new Promise((done) => child.on("exit", done));
}
