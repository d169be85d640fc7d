import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { environmentVariable, environmentWith } from "../lib/cli/env.ts";
import type { Cost } from "../test/support/costs/record.ts";
import { defineBenchmark, milliseconds } from "./bench.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const shown = 20;

export default defineBenchmark({
  name: "tests",
  question: "Where does the time of the tests go? (takes as long as they do; TEST_PROJECTS=unit,live names projects)",
  run: async () => {
    const projects = (environmentVariable("TEST_PROJECTS") ?? "unit,live").split(",");
    const lines: string[] = [];
    for (const project of projects) lines.push(...(await measure(project)));
    return lines;
  },
});

/** Runs a project, and prints what it cost and which files cost most. */
async function measure(project: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "bench-tests-"));
  try {
    let code = 0;
    const time = await milliseconds(async () => {
      code = await run(project, folder);
    });
    const texts = await Promise.all((await readdir(folder)).map((file) => readFile(join(folder, file), "utf8")));
    const costs = texts.flatMap((text) => text.trim().split("\n")).map((line) => JSON.parse(line) as Cost);
    const slowest = costs.sort((a, b) => b.wall - a.wall).slice(0, shown);
    return [
      `${project}: ${costs.length} files in ${(time / 1000).toFixed(0)} s${code === 0 ? "" : `, ended with ${code}`}`,
      row(["", "WALL", "LOADING", "WORKER", "PROGRAMS", "WAITING", "STARTS"]),
      rowOf("all files", costs),
      ...slowest.map((cost) => rowOf(relative(root, cost.file), [cost])),
      `loading, worker and programs are ${shares(costs)} of the time of all files; times in seconds of a worker`,
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

function run(project: string, folder: string): Promise<number> {
  const args = [join(root, "node_modules/vitest/vitest.mjs"), "run", "--project", project];
  const stdio = ["ignore", 2, 2] as const;
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: environmentWith({ TEST_COSTS: folder }),
    stdio: [...stdio],
  });
  return new Promise((done) => child.on("close", (code) => done(code ?? 1)));
}

const sum = (costs: readonly Cost[], of: (cost: Cost) => number): number =>
  costs.reduce((total, cost) => total + of(cost), 0);

/** Neither this worker nor a program that it started computed: timers, network, disk, or a busy machine. */
const waiting = ({ wall, own, programs }: Cost): number => Math.max(0, wall - own - programs);
const started = ({ starts }: Cost): number => Object.values(starts).reduce((total, count) => total + count, 0);

function rowOf(name: string, costs: readonly Cost[]): string {
  const parts = [({ wall }: Cost) => wall, ({ loading }: Cost) => loading, ({ own }: Cost) => own];
  const seconds = [...parts, ({ programs }: Cost) => programs, waiting].map((of) => sum(costs, of).toFixed(1));
  return row([name, ...seconds, String(sum(costs, started))]);
}

const row = ([name = "", ...cells]: readonly string[]): string =>
  name.padEnd(52) + cells.map((cell) => cell.padStart(9)).join("");

function shares(costs: readonly Cost[]): string {
  const wall = sum(costs, (cost) => cost.wall);
  const parts = [({ loading }: Cost) => loading, ({ own }: Cost) => own, ({ programs }: Cost) => programs];
  return parts.map((of) => `${((100 * sum(costs, of)) / wall).toFixed(0)} %`).join(", ");
}
