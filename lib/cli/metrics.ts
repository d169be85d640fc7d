import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { Command } from "commander";
import { refusals } from "../generated-code.ts";
import type { Exposition } from "../metrics/exposition.ts";
import { observe } from "../metrics/exposition.ts";
import { type Merged, mergeMetrics } from "../metrics/merge.ts";
import { allowedInCatalogs, printCatalog, printExtension } from "../metrics/print.ts";
import { readyCatalog, readyCatalogNames } from "../metrics/ready-catalogs.ts";
import { type Verification, verify } from "../metrics/verify.ts";
import type { Defined, MetricCatalog } from "../model/model.ts";
import { didYouMean, formatProblem, type Problem } from "../model/problem.ts";
import { positiveWhole } from "./arguments.ts";
import { pathIn } from "./folders.ts";
import { lineProblems, readExposition } from "./http/samples.ts";
import { loadCatalogs } from "./load.ts";
import { exitCodes, fitToShow, UserError } from "./outcome.ts";
import { reportProblems } from "./report.ts";

interface CatalogOptions {
  readonly from: readonly string[];
  readonly exporter: string;
  readonly project: string;
  readonly title?: string;
  readonly version?: string;
  readonly prune: boolean;
  readonly json: boolean;
}

export const importCatalogCommand = new Command("catalog")
  .requiredOption("--from <sources...>", "URLs or files (- for stdin) of one exporter, the most important last")
  .requiredOption("--exporter <name>", "the file of metrics/ to write, without .ts")
  .option("--project <dir>", "the folder that holds metrics/", ".")
  .option("--title <title>", "the exporter's title; by default the one in the file")
  .option("--version <version>", "the exporter's version; by default that of its *_build_info metric")
  .option("--prune", "remove metrics and labels that no source exposes", false)
  .option("--json", "print changes and problems as JSON", false)
  .addHelpText(
    "after",
    `
Where the library has a ready catalog of the exporter, the file holds only the differences.
Type and buckets follow the exporter. Help, unit, range and closed label values stay as they are in the file, so
edit them there. Exits 0 when written, 1 if a source has lines that cannot be parsed, 2 if one cannot be read.`,
  )
  .action(async (options: CatalogOptions) => {
    process.exitCode = await catalog(options);
  });

async function catalog(options: CatalogOptions): Promise<number> {
  const { known, extended, file } = await existing(options);
  const expositions = await Promise.all(options.from.map(readExposition));
  const problems = expositions.flatMap((exposition, i) => lineProblems(options.from[i] ?? "", exposition));
  if (problems.length > 0) {
    await reportProblems(problems, options);
    return exitCodes.problems;
  }
  const merged = mergeMetrics(known?.metrics ?? {}, expositions.map(observe), options);
  const exporter: MetricCatalog = {
    title: options.title ?? known?.title ?? options.exporter,
    version: options.version ?? builtVersion(expositions) ?? known?.version ?? askVersion(options.exporter),
    metrics: merged.metrics,
  };
  if (known && known === extended?.definition && isReady(merged, options)) {
    reportReady(extended, merged, options);
    return exitCodes.ok;
  }
  const code = extended ? printExtension(extended, exporter) : printCatalog(exporter);
  const refused = refusals(code, allowedInCatalogs);
  if (refused.length > 0)
    throw new UserError(
      `${file.name}: was not written, because it would contain more than metrics; look at what the exporter exposes, and report ` +
        `what \`metrics import\` cannot write:\n  ${refused.slice(0, 5).join("\n  ")}`,
    );
  await save(file.path, code);
  report(file.name, merged, options);
  return exitCodes.ok;
}

interface Existing {
  readonly file: { readonly name: string; readonly path: string };
  /** What the project knows of the exporter: its file's catalog, or the ready one of that name. */
  readonly known?: MetricCatalog | undefined;
  /** The ready catalog that the file extends. A new file extends the one of its name. */
  readonly extended?: Defined<MetricCatalog> | undefined;
}

async function existing({ project, exporter }: CatalogOptions): Promise<Existing> {
  if (!/^[a-z][a-z0-9-]*$/.test(exporter))
    throw new UserError(
      `--exporter ${exporter}: a file's name has small letters, digits and "-" — such as redis-exporter`,
    );
  const name = `metrics/${exporter}.ts`;
  const file = { name, path: await pathIn(resolve(project), name) };
  const text = await readFile(file.path, "utf8").catch(() => undefined);
  if (text === undefined) {
    const extended = await readyCatalog(exporter);
    return { file, known: extended?.definition, extended };
  }
  const known = (await loadCatalogs(resolve(project))).find((one) => one.name === exporter)?.definition;
  if (known?.version === "contract")
    throw new UserError(`${name} is a contract that services must follow — compare them with it by "metrics verify"`);
  const [, imported = ""] = /^import .* from "bigdata-monitoring\/catalogs\/([\w-]+)";$/m.exec(text) ?? [];
  return { file, known, extended: await readyCatalog(imported) };
}

/** Whether a ready catalog has all that was read, so that the project needs no file. */
const isReady = ({ added, changed, absent }: Merged, { prune, title }: CatalogOptions): boolean =>
  added.length + changed.length + (prune ? absent.length : 0) === 0 && title === undefined;

function reportReady({ definition }: Defined<MetricCatalog>, { absent }: Merged, options: CatalogOptions): void {
  const { version, metrics } = definition;
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ file: null, added: [], changed: [], absent })}\n`
      : `${options.exporter}: no file is needed: the library's catalog (version ${version}, ${Object.keys(metrics).length} metrics) has all that was read\n`,
  );
}

/** Exporters expose their version in `*_build_info{version="..."}`; `go_build_info` is about Go. */
function builtVersion(expositions: readonly Exposition[]): string | undefined {
  const families = expositions.flatMap(({ families }) => [...families.values()]).reverse();
  const info = families.find(({ name }) => name.endsWith("_build_info") && name !== "go_build_info");
  return info?.samples[0]?.labels.version || undefined;
}

function askVersion(exporter: string): never {
  throw new UserError(`${exporter} has no version in a *_build_info metric — add --version`);
}

/** Writes atomically, so that no process reads half a file. */
async function save(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.draft`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(draft, text);
  await rename(draft, path);
}

function report(file: string, { metrics, added, changed, absent }: Merged, { json, prune }: CatalogOptions): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ file, added, changed, absent })}\n`);
    return;
  }
  const total = Object.keys(metrics).length;
  if (added.length < total) for (const name of added) process.stdout.write(fitToShow(`added ${name}\n`));
  for (const name of changed) process.stdout.write(fitToShow(`changed ${name}\n`));
  if (prune) for (const name of absent) process.stdout.write(fitToShow(`removed ${name}\n`));
  const rest = prune ? `${absent.length} removed` : `${absent.length} kept that no source exposes`;
  process.stdout.write(`${file}: ${total} metrics, ${added.length} added, ${changed.length} changed, ${rest}\n`);
  if (added.length > 0)
    process.stderr.write("Review the help and the unit of the added metrics: they come from the exporter.\n");
}

interface VerifyCommandOptions {
  readonly exporter: string;
  readonly project: string;
  readonly strict: boolean;
  readonly maxSeries: number;
  readonly json: boolean;
}

export const verifyCommand = new Command("verify")
  .argument("<source>", "a URL, a file, or - for stdin")
  .requiredOption("--exporter <name>", "a file of metrics/, without .ts, or a ready catalog")
  .option("--project <dir>", "the folder that holds metrics/", ".")
  .option("--strict", "count notes as problems", false)
  .option("--max-series <number>", "largest number of series of one metric", positiveWhole, 1000)
  .option("--json", "print problems and notes as JSON", false)
  .addHelpText(
    "after",
    `
Problems are wrong types, labels and values, and too many series. A contract's missing metrics are problems and its
unknown ones notes; of public exporters, missing metrics are notes and unknown ones problems. Exits 0 without problems,
1 with problems, 2 if the source cannot be read.`,
  )
  .action(async (source: string, options: VerifyCommandOptions) => {
    const exporter = await findExporter(options.project, options.exporter);
    const exposition = await readExposition(source);
    const found = verify(exposition, exporter, { ...options, source });
    const problems = [...lineProblems(source, exposition), ...found.problems];
    reportVerified({ ...found, problems }, exposition.families.size, options.json);
    process.exitCode = problems.length > 0 ? exitCodes.problems : exitCodes.ok;
  });

async function findExporter(project: string, name: string): Promise<MetricCatalog> {
  const own = await loadCatalogs(resolve(project));
  const found = own.find((exporter) => exporter.name === name) ?? (await readyCatalog(name));
  if (found) return found.definition;
  const names = [...new Set([...own.map((exporter) => exporter.name), ...readyCatalogNames])];
  throw new UserError(
    `no catalog "${name}", neither in metrics/ nor in the library — ${didYouMean(name, names) ?? `there are ${names.join(", ")}`}`,
  );
}

function reportVerified({ problems, notes }: Verification, metrics: number, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ metrics, problems, notes })}\n`);
    return;
  }
  for (const problem of problems) process.stderr.write(fitToShow(`${formatProblem(problem)}\n`));
  if (notes.length > 0) process.stderr.write(fitToShow(`${noteLine(notes)}\n`));
  process.stdout.write(`${metrics} metrics, ${problems.length} problems, ${notes.length} notes\n`);
}

/** Notes can be many, so one line summarizes them. */
function noteLine(notes: readonly Problem[]): string {
  const names = notes.slice(0, 5).map(({ path }) => path.join(" › "));
  const more = notes.length > names.length ? ` and ${notes.length - names.length} more` : "";
  const which = notes[0]?.check === "verify-missing" ? "not exposed" : "not part of the contract";
  return `note: ${which}: ${names.join(", ")}${more} (--json lists all, --strict counts them as problems)`;
}
