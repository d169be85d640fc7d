// Runs before each test file where `npm run bench tests` names a folder: writes down what the file costs.
import { ChildProcess } from "node:child_process";
import { appendFileSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import { costsFolder } from "./folder.ts";

/** What one test file took; times in seconds. */
export interface Cost {
  readonly file: string;
  /** From its first import to its end. */
  readonly wall: number;
  /** Until its first test: what it imports, and the definitions of its tests. */
  readonly loading: number;
  /** Processor time of the worker. */
  readonly own: number;
  /** Processor time of the programs that it started and that have ended. 0 where the system does not tell. */
  readonly programs: number;
  /** How many of each program it started. */
  readonly starts: Readonly<Record<string, number>>;
}

/** Ticks of Linux in a second. */
const ticks = 100;

/** Seconds of processor time of the children that have ended, and of theirs. */
function ofChildren(): number {
  try {
    const stat = readFileSync("/proc/self/stat", "utf8");
    // The name of the program may contain spaces: the fields behind it are counted.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[13]) + Number(fields[14])) / ticks;
  } catch {
    return 0;
  }
}

const ofWorker = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const starts: Record<string, number> = {};
const prototype = ChildProcess.prototype as unknown as { spawn: (options: { readonly file: string }) => unknown };
const { spawn } = prototype;
prototype.spawn = function (options) {
  const name = basename(options.file);
  starts[name] = (starts[name] ?? 0) + 1;
  return spawn.call(this, options);
};

const [start, own, programs] = [performance.now(), ofWorker(), ofChildren()];
let loaded = start;
beforeAll(() => {
  loaded = performance.now();
});
// Registered before those of the file, so that it runs after them.
afterAll(() => {
  prototype.spawn = spawn;
  const cost: Cost = {
    file: expect.getState().testPath ?? "",
    wall: (performance.now() - start) / 1000,
    loading: (loaded - start) / 1000,
    own: ofWorker() - own,
    programs: ofChildren() - programs,
    starts,
  };
  appendFileSync(join(costsFolder ?? "", `${process.pid}.jsonl`), `${JSON.stringify(cost)}\n`);
});
