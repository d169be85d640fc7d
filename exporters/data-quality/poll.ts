import { durationSeconds } from "bigdata-monitoring/api";
import sql from "sql-template-tag";
import type contract from "../../metrics/data-quality-exporter.ts";
import { type Failure, failureOf } from "../common/backends/failure.ts";
import type { Tools } from "../common/exporter.ts";
import type { Backend } from "../common/poller.ts";
import { evaluations, type Measured } from "./evaluate.ts";
import { type RunResult, showResult } from "./results.ts";
import type { Dataset } from "./schema.ts";
import type { SqlClient } from "./sql/dialect.ts";

export interface QualityOptions {
  readonly datasets: readonly Dataset[];
  /** By name. */
  readonly databases: ReadonlyMap<string, SqlClient>;
  /** Milliseconds that one poll may take; datasets for which no time is left wait for the next. */
  readonly budget: number;
}

/**
 * Each poll checks the datasets that are due, the most overdue first. Databases are polled concurrently, each with one
 * query at a time and within the budget, so that one that hangs delays no other. The values of a dataset stay until its
 * next run, but no longer than three times its interval, and not after its database fails.
 */
export function qualityBackend(
  { datasets, databases, budget }: QualityOptions,
  { metrics, log }: Tools<typeof contract>,
): Backend<typeof contract> {
  const results = new Map<string, RunResult>();
  const started = new Map<string, number>();
  const overdue = ({ name, every }: Dataset) => Date.now() / 1000 - (started.get(name) ?? 0) - durationSeconds(every);

  async function run(dataset: Dataset, client: SqlClient, signal: AbortSignal): Promise<RunResult> {
    const start = performance.now();
    const measured: Measured[] = [];
    let errors = 0;
    for (const evaluation of evaluations(dataset, client)) {
      try {
        measured.push(...(await evaluation.run(signal)));
      } catch (error) {
        signal.throwIfAborted();
        errors += Math.max(1, evaluation.checks.length);
        log.warn({ dataset: dataset.name, error: failureOf(error).message }, "check not evaluated");
      }
    }
    const count = (passed: boolean) => measured.filter((one) => one.passed === passed).length;
    metrics.add("data_quality_checks_total", { dataset: dataset.name, result: "passed" }, count(true));
    metrics.add("data_quality_checks_total", { dataset: dataset.name, result: "failed" }, count(false));
    metrics.add("data_quality_checks_total", { dataset: dataset.name, result: "error" }, errors);
    return { dataset, measured, errors, ended: Date.now() / 1000, seconds: (performance.now() - start) / 1000 };
  }

  /** @throws Failure, or an error from which `failureOf` makes one, if the database does not answer */
  async function pollDatabase(name: string, client: SqlClient, signal: AbortSignal): Promise<void> {
    // A database that does not answer this gets half of the time; the rest is for the datasets.
    await client.query(sql`SELECT 1`, AbortSignal.any([signal, AbortSignal.timeout(budget / 2)]));
    const deadline = performance.now() + budget / 2;
    const due = datasets.filter((dataset) => dataset.database === name && overdue(dataset) >= 0);
    for (const dataset of due.sort((a, b) => overdue(b) - overdue(a))) {
      if (performance.now() > deadline) return;
      started.set(dataset.name, Date.now() / 1000);
      results.delete(dataset.name);
      results.set(dataset.name, await run(dataset, client, signal));
    }
  }

  return {
    async poll(signal) {
      const failures = new Map<string, Failure>();
      const withinBudget = AbortSignal.any([signal, AbortSignal.timeout(budget)]);
      const polls = Array.from(databases, async ([name, client]) => {
        try {
          await pollDatabase(name, client, withinBudget);
        } catch (error) {
          failures.set(name, failureOf(error));
          // Due again at once, except the one that was running: it may be the reason.
          for (const dataset of datasets)
            if (dataset.database === name && results.delete(dataset.name)) started.delete(dataset.name);
        }
      });
      await Promise.all(polls);
      const snapshot = metrics.snapshot();
      for (const database of databases.keys())
        snapshot.set("data_quality_database_up", { database }, failures.has(database) ? 0 : 1);
      for (const result of results.values()) if (isFresh(result)) showResult(snapshot, result);
      return { snapshot, failure: [...failures.values()][0] };
    },
    close: async () => void (await Promise.all(Array.from(databases.values(), (client) => client.close()))),
  };
}

const isFresh = ({ dataset, ended }: RunResult): boolean =>
  Date.now() / 1000 - ended <= 3 * durationSeconds(dataset.every);
