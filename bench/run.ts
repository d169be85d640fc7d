// `npm run bench [-- NAME...]`: prints ratios within this run. Absolute figures are this machine's.
import { readdir } from "node:fs/promises";
import { UserError } from "../lib/cli/outcome.ts";
import type { Benchmark } from "./bench.ts";

const machinery = ["bench.ts", "run.ts"];

/** Every other file of this folder. */
async function loadBenchmarks(): Promise<Benchmark[]> {
  const files = (await readdir(import.meta.dirname)).filter(
    (file) => file.endsWith(".ts") && !machinery.includes(file),
  );
  const modules = await Promise.all(files.sort().map((file) => import(`./${file}`)));
  return modules.map((module) => module.default as Benchmark);
}

const names = process.argv.slice(2);
const all = await loadBenchmarks();
const unknown = names.filter((name) => !all.some((benchmark) => benchmark.name === name));
if (unknown.length > 0) {
  process.stderr.write(`no benchmark ${unknown.join(", ")}: there are ${all.map(({ name }) => name).join(", ")}\n`);
  process.exit(2);
}
for (const { name, question, run } of all) {
  if (names.length > 0 && !names.includes(name)) continue;
  process.stdout.write(`${name}: ${question}\n`);
  try {
    for (const line of await run()) process.stdout.write(`  ${line}\n`);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
}
