import { type ChildProcess, spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { positiveWhole } from "../lib/cli/arguments.ts";
import { environmentWith } from "../lib/cli/env.ts";
import { runScript } from "./run-script.ts";

const root = join(import.meta.dirname, "..");
/** Computes until the process that started it has ended. */
const compute = "const parent = process.ppid; while (process.ppid === parent);";

interface Options {
  readonly times: number;
  readonly idle: boolean;
}

const command = new Command("repeat-tests")
  .description("Run the tests again and again, while other processes keep every processor busy. No run may fail.")
  .argument("[projects...]", "projects of vitest", ["unit", "commands", "live"])
  .option("--times <number>", "how often", positiveWhole, 20)
  .option("--idle", "without the other processes", false)
  .action(async (projects: string[], { times, idle }: Options) => {
    const others = idle ? [] : Array.from({ length: availableParallelism() }, () => startComputing());
    try {
      for (let i = 1; i <= times; i++) {
        const start = performance.now();
        const { code, output } = await runTests(projects);
        const seconds = ((performance.now() - start) / 1000).toFixed(0);
        const count =
          output.match(/^\d+ passed, \d+ failed$/gm)?.at(-1) ??
          `ended with ${code}: ${output.trim().split("\n").at(-1)}`;
        process.stdout.write(`${[`run ${i}, ${seconds} s: ${count}`, ...failures(output)].join("\n  ")}\n`);
        if (code !== 0) process.exitCode = 1;
      }
    } finally {
      for (const other of others) other.kill();
    }
  });

const startComputing = (): ChildProcess => spawn(process.execPath, ["--eval", compute], { stdio: "ignore" });

function runTests(projects: readonly string[]): Promise<{ code: number; output: string }> {
  const program = join(root, "node_modules/vitest/vitest.mjs");
  const child = spawn(process.execPath, [program, "run", ...projects.flatMap((name) => ["--project", name])], {
    cwd: root,
    env: environmentWith({ NO_COLOR: "1" }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  return new Promise((done) => child.on("close", (code) => done({ code: code ?? -1, output })));
}

/** The names of failed tests, each with the first line of its error, and where it was thrown. */
const failures = (output: string): string[] =>
  output
    .split(/^ *FAIL +/m)
    .slice(1)
    .map((part) => {
      const [test, error] = part.split("\n");
      const places = Array.from(part.matchAll(/^ *❯ .*?(\S+:\d+:\d+)$/gm), ([, place]) => place);
      return [`${test}: ${error}`, ...places].join("\n    ");
    });

await runScript(command);
