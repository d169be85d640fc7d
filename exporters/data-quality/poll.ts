import type contract from "../../metrics/data-quality-exporter.ts";
import { type Failure, failureOf } from "../common/backends/failure.ts";
import { sql } from "../common/backends/sql.ts";
import type { Tools } from "../common/exporter.ts";
import { parseDuration } from "../common/kinds.ts";
import type { Backend } from "../common/poller.ts";
import type { Dataset } from "./dataset.ts";
import { evaluations, type Measured } from "./evaluate.ts";
import { type RunResult, showResult } from "./results.ts";
import type { Asker } from "./sql/dialect.ts";

export interface QualityOptions {
  readonly datasets: readonly Dataset[];
  /** By name. */
  readonly databases: ReadonlyMap<string, Asker>;
  /** Milliseconds that one poll may take; datasets for which no time is left wait for the next. */
  readonly budget: number;
}

/**
 * Each poll checks the datasets that are due, the most overdue first. Databases are polled beside each other, each with
 * one query at a time and within the budget, so that one that hangs takes nothing from the others. The numbers of a
 * dataset stay until its next run, but no longer than three times its interval, and not after its database fails.
 */
export function qualityBackend(
  { datasets, databases, budget }: QualityOptions,
  { metrics, log }: Tools<typeof contract>,
): Backend<typeof contract> {
  const results = new Map<string, RunResult>();
  const started = new Map<string, number>();
  const overdue = ({ name, every }: Dataset) => Date.now() - (started.get(name) ?? 0) - parseDuration(every);

  async function run(dataset: Dataset, asker: Asker, signal: AbortSignal): Promise<RunResult> {
    const start = performance.now();
    const measured: Measured[] = [];
    let errors = 0;
    for (const evaluation of evaluations(dataset, asker)) {
      try {
        measured.push(...(await evaluation.run(signal)));
      } catch (error) {
        signal.throwIfAborted();
        errors += Math.max(1, evaluation.checks.length);
        log.warn("check not evaluated", { dataset: dataset.name, error: failureOf(error).message });
      }
    }
    const count = (passed: boolean) => measured.filter((one) => one.passed === passed).length;
    metrics.add("data_quality_checks_total", { dataset: dataset.name, result: "passed" }, count(true));
    metrics.add("data_quality_checks_total", { dataset: dataset.name, result: "failed" }, count(false));
    metrics.add("data_quality_checks_total", { dataset: dataset.name, result: "error" }, errors);
    return { dataset, measured, errors, ended: Date.now() / 1000, seconds: (performance.now() - start) / 1000 };
  }

  /** @throws Failure, or an error from which `failureOf` makes one, where the database does not answer */
  async function pollDatabase(name: string, asker: Asker, signal: AbortSignal): Promise<void> {
    // A database that does not answer this has half of the time: the rest is for what it was to be asked.
    await asker.ask(sql`SELECT 1`, AbortSignal.any([signal, AbortSignal.timeout(budget / 2)]));
    const deadline = performance.now() + budget / 2;
    const due = datasets.filter((dataset) => dataset.database === name && overdue(dataset) >= 0);
    for (const dataset of due.sort((a, b) => overdue(b) - overdue(a))) {
      if (performance.now() > deadline) return;
      started.set(dataset.name, Date.now());
      results.set(dataset.name, await run(dataset, asker, signal));
    }
  }

  return {
    async poll(signal) {
      const failures = new Map<string, Failure>();
      const withinBudget = AbortSignal.any([signal, AbortSignal.timeout(budget)]);
      const polls = Array.from(databases, async ([name, asker]) => {
        try {
          await pollDatabase(name, asker, withinBudget);
        } catch (error) {
          failures.set(name, failureOf(error));
          for (const dataset of datasets) if (dataset.database === name) results.delete(dataset.name);
        }
      });
      await Promise.all(polls);
      const snapshot = metrics.snapshot();
      for (const database of databases.keys())
        snapshot.set("data_quality_database_up", { database }, failures.has(database) ? 0 : 1);
      for (const result of results.values()) if (isFresh(result)) showResult(snapshot, result);
      return { snapshot, trouble: [...failures.values()][0] };
    },
    close: async () => void (await Promise.all(Array.from(databases.values(), (asker) => asker.close()))),
  };
}

const isFresh = ({ dataset, ended }: RunResult): boolean =>
  Date.now() / 1000 - ended <= (3 * parseDuration(dataset.every)) / 1000;
