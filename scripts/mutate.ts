// `npm run mutate [-- FOLDER...]`: changes the library in small ways and counts the changes that the unit tests notice.
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Argument, Command } from "commander";
import { positiveWhole, whole } from "../lib/cli/arguments.ts";
import { environmentWith } from "../lib/cli/env.ts";
import { exitCodes, UserError } from "../lib/cli/outcome.ts";
import { chosenFile, type Finding, findingsFile, instrumentedFile, type Pass, passFile } from "./mutate/folder.ts";
import { instrument, type Mutant } from "./mutate/instrument.ts";
import { runScript } from "./run-script.ts";

interface MutateOptions {
  readonly most: number;
  readonly seed: number;
  readonly least: number;
  readonly time: number;
  readonly list?: true;
  readonly tests?: string;
}

const root = fileURLToPath(new URL("..", import.meta.url));
const folders = ["checks", "promql", "alerting", "emit"];

/** @param seconds of tests for each mutant */
const passes = (seconds: number): Pass[] => [
  { toTime: 10, mostTime: 200 * seconds },
  { toTime: 60, mostTime: 300 * seconds },
  { toTime: 500 * seconds, mostTime: 500 * seconds },
];

const mutate = new Command("mutate")
  .description("Change the library in small ways, and count the changes that the unit tests notice.")
  .addArgument(new Argument("[paths...]", `folders or files of lib; by default ${folders.join(", ")}`))
  .option("--most <number>", "mutants that are tried, drawn from all", positiveWhole, 1_000_000)
  .option("--seed <number>", "the same seed draws the same mutants", whole, 1)
  .option("--least <percent>", "ends with 1 if fewer are noticed", whole, 0)
  .option("--time <seconds>", "how long tests may try each mutant", positiveWhole, 1)
  .option("--tests <path>", "only tests whose path contains this")
  .option("--list", "name each mutant that survives")
  .action(async (named: string[], options: MutateOptions) => {
    const folder = await mkdtemp(join(tmpdir(), "mutate-"));
    try {
      process.exitCode = await measure(named.length > 0 ? named : folders, options, folder);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

async function measure(named: readonly string[], options: MutateOptions, folder: string): Promise<number> {
  const paths = named.flatMap(filesIn).sort();
  const instrumented = await instrument(paths, root);
  const chosen = draw(instrumented.mutants, options);
  await writeFile(join(folder, instrumentedFile), JSON.stringify(instrumented));
  await writeFile(join(folder, chosenFile), JSON.stringify(chosen.map(({ id }) => id)));
  let code = 0;
  for (const pass of passes(options.time)) {
    await writeFile(join(folder, passFile), JSON.stringify(pass));
    code ||= await runTests(folder, options.tests);
  }
  if (!existsSync(join(folder, findingsFile)))
    throw new UserError(`no test ran${options.tests ? `: no path contains "${options.tests}"` : ""}`);
  const findings = (await readFile(join(folder, findingsFile), "utf8"))
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Finding);
  const result = judge(chosen, findings);
  for (const line of lines(named, result)) process.stdout.write(`${line}\n`);
  if (options.list) for (const mutant of result.survived) process.stdout.write(`${describe(mutant)}\n`);
  if (code !== 0) return exitCodes.problems;
  return score(result) * 100 < options.least ? exitCodes.problems : exitCodes.ok;
}

/** @param path a folder or a file below lib */
function filesIn(path: string): string[] {
  const whole = join(root, "lib", path);
  if (!existsSync(whole)) throw new UserError(`there is no lib/${path}`);
  if (path.endsWith(".ts")) return [whole];
  const names = readdirSync(whole, { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".ts")).map((name) => join(whole, name));
}

/** Mutants of all files, drawn by the seed. */
function draw(mutants: readonly Mutant[], { most, seed }: MutateOptions): Mutant[] {
  if (most >= mutants.length) return [...mutants];
  const key = ({ id }: Mutant) => Math.imul((id + 1) ^ Math.imul(seed + 1, 0x9e3779b1), 0x85ebca6b) >>> 0;
  return [...mutants].sort((a, b) => key(a) - key(b)).slice(0, most);
}

function runTests(folder: string, tests: string | undefined): Promise<number> {
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const args = [vitest, "run", "--config", join(root, "scripts/mutate/vitest.config.ts"), ...(tests ? [tests] : [])];
  const env = environmentWith({ MUTATION_FOLDER: folder });
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", 2, 2] });
  return new Promise((done) => child.on("close", (code) => done(code ?? 1)));
}

interface Result {
  readonly killed: readonly Mutant[];
  readonly survived: readonly Mutant[];
  /** Of those that survive: no test runs them. */
  readonly unreached: readonly Mutant[];
  /** Evaluated once when a module loads: no test can switch them. */
  readonly atLoad: readonly Mutant[];
  readonly notRepeatable: readonly string[];
}

function judge(chosen: readonly Mutant[], findings: readonly Finding[]): Result {
  const killed = new Set<number>();
  const covered = new Set<number>();
  const loaded = new Set<number>();
  const notRepeatable = new Set<string>();
  for (const finding of findings) {
    if ("killed" in finding) killed.add(finding.killed);
    else if ("covered" in finding) for (const id of finding.covered) covered.add(id);
    else if ("loaded" in finding) for (const id of finding.loaded) loaded.add(id);
    else if ("notRepeatable" in finding) notRepeatable.add(finding.notRepeatable);
  }
  const isAtLoad = ({ id }: Mutant) => loaded.has(id) && !covered.has(id);
  const survived = chosen.filter((mutant) => !killed.has(mutant.id) && !isAtLoad(mutant));
  return {
    killed: chosen.filter(({ id }) => killed.has(id)),
    survived,
    unreached: survived.filter(({ id }) => !covered.has(id)),
    atLoad: chosen.filter(isAtLoad),
    notRepeatable: [...notRepeatable].sort(),
  };
}

const score = ({ killed, survived }: Result): number => killed.length / Math.max(1, killed.length + survived.length);

function lines(named: readonly string[], result: Result): string[] {
  const of = (mutants: readonly Mutant[], name: string) =>
    mutants.filter(({ file }) => `${file}/`.startsWith(`lib/${name}/`));
  const row = (name: string, part: Result) =>
    [
      name.padEnd(16),
      String(part.killed.length + part.survived.length).padStart(8),
      String(part.killed.length).padStart(8),
      String(part.survived.length).padStart(9),
      String(part.unreached.length).padStart(11),
      `${(100 * score(part)).toFixed(1)} %`.padStart(9),
      String(part.atLoad.length).padStart(8),
    ].join("");
  const part = (name: string): Result => ({
    ...result,
    killed: of(result.killed, name),
    survived: of(result.survived, name),
    unreached: of(result.unreached, name),
    atLoad: of(result.atLoad, name),
  });
  return [
    `${"".padEnd(16)} MUTANTS  KILLED SURVIVED  UNREACHED    SCORE AT LOAD`,
    ...named.map((name) => row(`lib/${name}`, part(name))),
    row("all", result),
    ...result.notRepeatable.map((test) => `does not pass when it runs again, so it says nothing more: ${test}`),
  ];
}

const describe = ({ file, line, column, kind, replacement }: Mutant): string =>
  `${file}:${line}:${column} ${kind} -> ${replacement.slice(0, 80)}`;

await runScript(mutate);
