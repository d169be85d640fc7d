import { Argument, Command } from "commander";
import { positiveWhole, whole } from "../lib/cli/arguments.ts";
import { exitCodes } from "../lib/cli/outcome.ts";
import { tool } from "../lib/cli/programs/tools.ts";
import { disagreements, minimise } from "./fuzz/compare.ts";
import { compareAll } from "./fuzz/compare-templates.ts";
import { addToCorpus, readCorpus, writeCorpus } from "./fuzz/corpus.ts";
import { type SubjectName, subject, subjects } from "./fuzz/subjects.ts";
import { runScript } from "./run-script.ts";

interface FuzzOptions {
  readonly seconds: number;
  readonly seed: number;
  readonly save?: true;
}

const names = Object.keys(subjects) as SubjectName[];
/** How many disagreements are printed for each subject: to shorten one takes a second. */
const shown = 10;

const compare = new Command("compare")
  .description("Compare our readers with the real programs on generated cases, until the time is up.")
  .addArgument(
    new Argument("[subjects...]", "what to compare; by default all but time-intervals, which need Go").choices([
      ...names,
      "templates",
    ]),
  )
  .option("--seconds <number>", "for each subject; a round that has begun is finished", positiveWhole, 60)
  .option("--seed <number>", "the same seed makes the same cases", whole, Date.now() % 1_000_000)
  .option("--save", "add the cases on which we differ to the corpus that the unit tests read")
  .action(async (chosen: (SubjectName | "templates")[], options: FuzzOptions) => {
    const all =
      chosen.length > 0 ? chosen : ([...names, "templates"] as const).filter((name) => name !== "time-intervals");
    let found = 0;
    for (const name of all) found += name === "templates" ? await fuzzTemplates(options) : await fuzz(name, options);
    process.exitCode = found > 0 ? exitCodes.problems : exitCodes.ok;
  });

/** Numbers from `seed` on, at least one, until the time is up. */
function* seeds({ seconds, seed }: FuzzOptions): Generator<number> {
  const end = performance.now() + seconds * 1000;
  for (let next = seed; next === seed || performance.now() < end; next++) yield next;
}

/** @returns the number of disagreements */
async function fuzz(name: SubjectName, options: FuzzOptions): Promise<number> {
  const { generate, expected, ours } = subject(name);
  const count = { cases: 0, refused: 0 };
  const found: { readonly input: unknown; readonly expected: string; readonly ours: string }[] = [];
  for (const seed of seeds(options)) {
    const cases = generate(seed);
    const verdicts = await expected(cases);
    count.cases += cases.length;
    count.refused += verdicts.filter((verdict) => verdict === "refuses").length;
    cases.forEach((input, i) => {
      const [wanted, our] = [verdicts[i] as string, ours(input)];
      if (our !== undefined && our !== wanted) found.push({ input, expected: wanted, ours: our });
    });
  }
  report(name, options.seed, count, found.length);
  for (const each of found.slice(0, shown)) process.stdout.write(`  ${JSON.stringify(await shortened(name, each))}\n`);
  if (options.save)
    addToCorpus(
      name,
      found.map((each) => [each.expected, each.input]),
    );
  return found.length;
}

function report(
  name: string,
  seed: number,
  { cases, refused }: { cases: number; refused: number },
  found: number,
): void {
  process.stdout.write(`${name}: seed ${seed}, ${cases} cases, ${refused} refused, ${found} disagreements\n`);
}

/** A shorter expression on which we differ, where one was found. */
async function shortened<T extends { readonly input: unknown }>(name: SubjectName, found: T): Promise<T> {
  if (name !== "promql") return found;
  const promtool = await tool("promtool");
  const input = minimise(found.input as string, (candidate) => disagreements(promtool, [candidate]).length > 0);
  return { ...found, input };
}

async function fuzzTemplates(options: FuzzOptions): Promise<number> {
  const count = { cases: 0, refused: 0 };
  const found: unknown[] = [];
  for (const seed of seeds(options)) {
    const round = await compareAll(seed);
    count.cases += round.cases;
    count.refused += round.refused;
    found.push(...round.disagreements);
  }
  report("templates", options.seed, count, found.length);
  for (const each of found.slice(0, shown)) process.stdout.write(`  ${JSON.stringify(each)}\n`);
  return found.length;
}

const refresh = new Command("refresh")
  .description("Ask the real programs again about every case of the corpus, and write their verdicts.")
  .addArgument(new Argument("<subjects...>").choices(names))
  .action(async (chosen: SubjectName[]) => {
    for (const name of chosen) {
      const known = readCorpus(name);
      const verdicts = await subject(name).expected(known.map(([, one]) => one));
      writeCorpus(
        name,
        known.map(([, one], i) => [verdicts[i] as string, one]),
      );
      const changed = known.filter(([verdict], i) => verdict !== verdicts[i]).length;
      process.stdout.write(`${name}: ${known.length} cases, ${changed} verdicts changed\n`);
    }
  });

await runScript(new Command("fuzz").addCommand(compare, { isDefault: true }).addCommand(refresh));
