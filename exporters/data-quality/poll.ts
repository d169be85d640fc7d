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
  /** Milliseconds for which one poll checks datasets; the rest waits for the next. */
  readonly budget: number;
}

/**
 * Each poll checks the datasets that are due, the most overdue first, one question at a time. A dataset's numbers stand
 * until its next run, but for no longer than three times its interval, and not after its database went.
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

  async function runDue(down: ReadonlySet<string>, signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + budget;
    const due = datasets.filter((dataset) => !down.has(dataset.database) && overdue(dataset) >= 0);
    for (const dataset of due.sort((a, b) => overdue(b) - overdue(a))) {
      const asker = databases.get(dataset.database);
      if (asker === undefined || performance.now() > deadline) continue;
      started.set(dataset.name, Date.now());
      results.set(dataset.name, await run(dataset, asker, signal));
    }
  }

  return {
    async poll(signal) {
      const failures = await ping(databases, signal);
      for (const dataset of datasets) if (failures.has(dataset.database)) results.delete(dataset.name);
      await runDue(new Set(failures.keys()), signal);
      const snapshot = metrics.snapshot();
      for (const database of databases.keys())
        snapshot.set("data_quality_database_up", { database }, failures.has(database) ? 0 : 1);
      for (const result of results.values()) if (isFresh(result)) showResult(snapshot, result);
      return { snapshot, trouble: [...failures.values()][0] };
    },
    close: async () => void (await Promise.all(Array.from(databases.values(), (asker) => asker.close()))),
  };
}

/** @returns by name, the databases that do not answer */
async function ping(databases: ReadonlyMap<string, Asker>, signal: AbortSignal): Promise<Map<string, Failure>> {
  const failures = new Map<string, Failure>();
  for (const [name, asker] of databases)
    await asker.ask(sql`SELECT 1`, signal).catch((error) => {
      signal.throwIfAborted();
      failures.set(name, failureOf(error));
    });
  return failures;
}

const isFresh = ({ dataset, ended }: RunResult): boolean =>
  Date.now() / 1000 - ended <= (3 * parseDuration(dataset.every)) / 1000;
