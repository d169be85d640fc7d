import type { Duration } from "../model/model.ts";
import type { InputSeries } from "./series.ts";

/** Series, and what is asked after the rules are evaluated over them from 0 to `at`. */
export interface TestGroup {
  readonly series: InputSeries;
  readonly step: Duration;
  readonly at: Duration;
  /** Names of the alerts whose firing series are returned. */
  readonly alerts: readonly string[];
  /** Queries that are evaluated at the end: instant vectors. */
  readonly queries: readonly string[];
}

/** Rules, as Prometheus reads them, with the series over which all of them are evaluated. */
export interface Experiment {
  /** The alert, for error messages: `rules/kafka.ts › ConsumerLagHigh (warning)`. */
  readonly title: string;
  readonly rules: readonly object[];
  readonly tests: readonly TestGroup[];
}

export type Labels = Readonly<Record<string, string>>;

export interface Firing {
  readonly labels: Labels;
  /** Rendered. */
  readonly annotations: Labels;
}

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

/** The result of one test group. */
export interface Result {
  /** Why rules could not be evaluated, by rule name. Where there is one, the group has no other results. */
  readonly broken: ReadonlyMap<string, string>;
  /** By the alert's name; absent where nothing fires. */
  readonly firing: ReadonlyMap<string, readonly Firing[]>;
  /** The samples of each query, in the order of the queries. */
  readonly samples: readonly (readonly Sample[])[];
}

/** A search yields one experiment after the other, each chosen by the results of those before, and returns what it found. */
export type Search<R> = Generator<Experiment, R, readonly Result[]>;

/**
 * Runs searches side by side: each round runs the next experiment of every open search together.
 * @returns what each search found, in their order
 */
export async function runSearches<R>(
  searches: readonly Search<R>[],
  run: (experiments: readonly Experiment[]) => Promise<readonly (readonly Result[])[]>,
): Promise<R[]> {
  const found = new Map<Search<R>, R>();
  let open = searches.map((search) => ({ search, step: search.next() }));
  while (open.length > 0) {
    const next: { search: Search<R>; experiment: Experiment }[] = [];
    for (const { search, step } of open) {
      if (step.done) found.set(search, step.value);
      else next.push({ search, experiment: step.value });
    }
    const results = next.length > 0 ? await run(next.map(({ experiment }) => experiment)) : [];
    open = next.map(({ search }, i) => ({ search, step: search.next(results[i] ?? []) }));
  }
  return searches.map((search) => found.get(search) as R);
}
