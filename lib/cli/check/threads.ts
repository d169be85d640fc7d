import { availableParallelism } from "node:os";
import { join } from "node:path";
import { setImmediate as immediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { rulesOf, runChecks } from "../../checks/check.ts";
import { expressionChecks } from "../../checks/promql.ts";
import { readRuleFile, withPlaces } from "../../checks/rule-files.ts";
import type { AlertRule, Model } from "../../model/model.ts";
import type { Problem } from "../../model/problem.ts";
import { parseRule } from "../../promql/dependencies.ts";
import { packageRoot } from "../programs/programs.ts";
import { type ExternalTexts, externalModel } from "./external.ts";

// Each thread reads and checks some of the rule files. What rules record is needed in all of them: see
// docs/adr/0042-threads-for-rule-files.md

type Facts = Pick<Model, "catalogs" | "settings">;
type Groups = Model["rules"];

/** The files of a thread. All of it is plain data. */
export interface Part extends ExternalTexts {
  /** Its place among the parts, from 0. */
  readonly index: number;
}

/** What a thread needs beside its files. */
interface Task extends Facts {
  /** Of all parts, in their order; its own is not read. */
  readonly outlines: readonly Groups[];
}

/** What a thread found: in its files, and by each check. */
interface Found {
  readonly inFiles: readonly Problem[];
  readonly byChecks: readonly Problem[];
}

/** A part whose files are read. */
interface ReadPart {
  /** What the other parts need of its rules: what they record, and the names of alerts. */
  readonly outline: Groups;
  /** Parses the expressions, which the checks would do. */
  readonly parse: () => void;
  readonly check: (task: Task) => Found;
}

/** Characters of rules that take longer to check than a thread takes to start. */
const worthThread = 1_000_000;

/** How much more the last part has, as a share of another. */
const moreInLast = 0.2;

/** With how many threads rule files are checked the fastest. */
export function threadsFor({ rules }: ExternalTexts): number {
  return Math.max(1, Math.min(availableParallelism(), Math.floor(sizeOf(rules) / worthThread)));
}

const sizeOf = (rules: ExternalTexts["rules"]): number => rules.reduce((sum, { text }) => sum + text.length, 0);

/**
 * The problems of rule files and dashboards: the same, in the same order, with any number of threads.
 * @param loadFacts is called when the threads have begun to read
 */
export async function checkInThreads(
  texts: ExternalTexts,
  loadFacts: () => Promise<Facts>,
  threads: number,
): Promise<Problem[]> {
  const [last, ...others] = partsOf(texts, threads).reverse();
  const running = others.reverse().map(startThread);
  const { catalogs, settings } = await loadFacts();
  const own = readPart(last as Part);
  for (const thread of running)
    Promise.all(running.map((other) => (other === thread ? [] : other.outline)))
      .then((others) => thread.proceed({ catalogs, settings, outlines: [...others, own.outline] }))
      // Whoever waits for what the threads find learns of it.
      .catch(() => undefined);
  await immediate();
  // A thread begins later: what depends on no other file is done meanwhile.
  own.parse();
  const outlines = [...(await Promise.all(running.map(({ outline }) => outline))), own.outline];
  const ownFound = own.check({ catalogs, settings, outlines });
  const found = [...(await Promise.all(running.map((thread) => thread.found))), ownFound];
  const order = new Map(expressionChecks.map(({ name }, i) => [name, i]));
  const byChecks = found.flatMap((part) => part.byChecks);
  byChecks.sort((a, b) => (order.get(a.check) ?? 0) - (order.get(b.check) ?? 0));
  return [...found.flatMap(({ inFiles }) => inFiles), ...placedAcross(byChecks, texts)];
}

/**
 * Whole files in their order, about as much of them in each part, and more in the last, which this thread checks while the
 * others start. The dashboards, which checks read last, are in the last.
 */
function partsOf({ rules, dashboards }: ExternalTexts, threads: number): Part[] {
  const size = Math.max(1, sizeOf(rules));
  let before = 0;
  const parts = Array.from({ length: threads }, (): ExternalTexts["rules"][number][] => []);
  for (const rule of rules) {
    parts[Math.min(threads - 1, Math.floor((before / size) * (threads + moreInLast)))]?.push(rule);
    before += rule.text.length;
  }
  return parts.map((own, index) => ({
    index,
    rules: own,
    dashboards: index === threads - 1 ? dashboards : [],
  }));
}

/** Reads the files of a part. */
export function readPart({ index, ...texts }: Part): ReadPart {
  const { model, problems, places } = externalModel(texts);
  return {
    outline: outlineOf(model.rules),
    parse: () => {
      for (const { rule } of rulesOf(model)) parseRule(rule);
    },
    check: ({ catalogs, settings, outlines }) => {
      const rules = outlines.flatMap((outline, i) => (i === index ? model.rules : outline));
      const part = { rules: model.rules, isLast: index === outlines.length - 1 };
      const found = runChecks({ ...model, catalogs, settings, rules, part }, expressionChecks);
      return { inFiles: problems, byChecks: withPlaces(found, places) };
    },
  };
}

const outlineOf = (groups: Groups): Groups =>
  groups.map(({ name, file, definition: { interval, rules } }) => ({
    name,
    file,
    definition: {
      interval,
      rules: rules.map((rule) => ("record" in rule ? rule : ({ alert: rule.alert } as AlertRule))),
    },
  }));

/** Places of problems that the last part found in files of others, such as a cycle of recordings. */
function placedAcross(problems: readonly Problem[], { rules }: ExternalTexts): Problem[] {
  const files = new Set(problems.flatMap(({ source, file }) => (source ? [] : [file])));
  const read = rules.flatMap(({ file, text }) => (files.has(file) ? readRuleFile(file, text).places : []));
  return withPlaces(problems, read);
}

interface Thread {
  readonly outline: Promise<Groups>;
  readonly proceed: (task: Task) => void;
  readonly found: Promise<Found>;
}

function startThread(workerData: Part): Thread {
  const worker = new Worker(join(packageRoot, "bin/check-part.js"), { workerData });
  const ended = new Promise<never>((_, reject) => {
    worker.once("error", reject).once("exit", (code) => reject(new Error(`a thread of the checks ended with ${code}`)));
  });
  const next = () => Promise.race([ended, new Promise<unknown>((resolve) => worker.once("message", resolve))]);
  const outline = next() as Promise<Groups>;
  const found = outline.then(next) as Promise<Found>;
  // Whoever waits for one of them learns of an error.
  for (const promise of [ended, outline, found]) promise.catch(() => undefined);
  return { outline, proceed: (task) => worker.postMessage(task), found };
}
