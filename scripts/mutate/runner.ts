// The test runner of `npm run mutate`: each test runs again for each mutant that it reaches, in the same process.
import { setMaxListeners } from "node:events";
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type RunnerTestCase, type RunnerTestFile, TestRunner } from "vitest";
import { getFn } from "vitest/suite";
import { chosenFile, type Finding, findingsFile, mutationFolder, type Pass, passFile } from "./folder.ts";

const folder = mutationFolder();
const findings = join(folder, findingsFile);
const pass: Pass = JSON.parse(readFileSync(join(folder, passFile), "utf8"));
const chosen = new Set<number>(JSON.parse(readFileSync(join(folder, chosenFile), "utf8")));

/** How often a mutant may be reached beyond what the test needs without it: then it loops. */
const mostHits = (usual: number) => 100 * usual + 10_000;

/**
 * How long a test may take with a mutant, in milliseconds of the processor: longer ones read what they wrote again and
 * again.
 */
const mostTime = (usual: number) => 20 * usual + 500;

// Each further run of a test listens to the signal of its first.
setMaxListeners(0);

/** Of this worker, in milliseconds. A busy machine must not change which tests are tried, or what they notice. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const none = -1;
let active = none;
let hits = 0;
let limit = 0;
let deadline = Number.POSITIVE_INFINITY;
/** How often each mutant was reached since the last test began. */
let reached = new Map<number, number>();
const caches: (() => void)[] = [];

class ClearableWeakMap<K extends WeakKey, V> extends WeakMap<K, V> {
  #content = new WeakMap<K, V>();
  override get = (key: K) => this.#content.get(key);
  override has = (key: K) => this.#content.has(key);
  override delete = (key: K) => this.#content.delete(key);
  override set(key: K, value: V): this {
    this.#content.set(key, value);
    return this;
  }
  clear(): void {
    this.#content = new WeakMap();
  }
}

const mutation = {
  isActive: (id: number): boolean => {
    if (id !== active) return false;
    hits += 1;
    if (hits > limit || processorTime() > deadline) throw new Error("the mutant loops");
    return true;
  },
  cover: (...ids: readonly number[]): void => {
    if (active !== none) return;
    for (const id of ids) reached.set(id, (reached.get(id) ?? 0) + 1);
  },
  /** A map that forgets between mutants: what one of them computed is not the answer of the next. */
  cache: <K, V>(): Map<K, V> => {
    const content = new Map<K, V>();
    caches.push(() => content.clear());
    return content;
  },
  /** The same for keys that are not kept alive. */
  weakCache: <K extends WeakKey, V>(): WeakMap<K, V> => {
    const cache = new ClearableWeakMap<K, V>();
    caches.push(() => cache.clear());
    return cache;
  },
};
Object.assign(globalThis, { __mutation: mutation });

const report = (finding: Finding) => appendFileSync(findings, `${JSON.stringify(finding)}\n`);
const killed = new Set<number>();
const tried = new Set<string>();
const spent = new Map<number, number>();

/** Learns what the other worker has killed, and what an earlier pass has tried. */
function readFindings(): void {
  let text = "";
  try {
    text = readFileSync(findings, "utf8");
  } catch {
    return;
  }
  for (const line of text.split("\n")) {
    if (line.startsWith('{"killed"')) killed.add((JSON.parse(line) as { killed: number }).killed);
    if (line.startsWith('{"tried"')) tried.add((JSON.parse(line) as { tried: string }).tried);
  }
}

export default class MutationRunner extends TestRunner {
  override onCollectStart(file: RunnerTestFile): void {
    readFindings();
    super.onCollectStart(file);
  }

  async runTask(test: RunnerTestCase): Promise<void> {
    const run = getFn(test);
    const name = `${test.file.name} > ${test.name}`;
    await run();
    report({ loaded: chosenOf(reached) });
    // What the first run reached may be a module that it loaded. And a test that does not pass twice says nothing.
    reached = new Map();
    const start = processorTime();
    if (!(await passes(run))) return report({ notRepeatable: name });
    const time = processorTime() - start;
    const covered = reached;
    if (chosenOf(covered).length === 0) return;
    report({ covered: chosenOf(covered) });
    if (time >= pass.toTime || tried.has(test.id)) return;
    report({ tried: test.id });
    for (const [id, usual] of covered) {
      const total = (spent.get(id) ?? 0) + time;
      if (!chosen.has(id) || killed.has(id) || total > pass.mostTime) continue;
      spent.set(id, total);
      [active, hits, limit, deadline] = [id, 0, mostHits(usual), processorTime() + mostTime(time)];
      const survives = await passes(run);
      active = none;
      if (survives) continue;
      // What a mutant left behind may make the test fail without any: then it says nothing about this one or the next.
      if (!(await passes(run))) return report({ notRepeatable: name });
      killed.add(id);
      report({ killed: id, by: name });
    }
    reached = new Map();
  }
}

const chosenOf = (ids: ReadonlyMap<number, number>): number[] => [...ids.keys()].filter((id) => chosen.has(id));

function forget(): void {
  for (const cache of caches) cache();
}

async function passes(run: () => unknown): Promise<boolean> {
  forget();
  try {
    await run();
    return true;
  } catch {
    return false;
  }
}
