import type { Facts } from "./facts.ts";
import type { Label } from "./labels.ts";

/** What is scraped: by whom, how often, and with which labels beside the metrics' own. */
export interface Job {
  readonly name: string;
  /** Name of its exporter's catalog, or undefined if it has none. */
  readonly exporter?: string;
  /** Seconds between two scrapes, if known. */
  readonly interval?: number;
  /** `job`, `instance` and what the scrape config adds. */
  readonly labels: ReadonlyMap<string, Label>;
}

/** The series of one name that one job exposes. */
export interface Series {
  readonly job: Job;
  readonly facts: Facts;
}

/** Everything that an expression can name. */
export interface SeriesCatalog {
  readonly jobs: ReadonlyMap<string, Job>;
  readonly series: ReadonlyMap<string, readonly Series[]>;
  /** What a recording rule of that name records, or undefined if none does. */
  readonly recorded: (name: string) => Facts | undefined;
  readonly recordedNames: readonly string[];
  /** Whether there is nothing else: only then is a name that is not in here wrong. */
  readonly complete: boolean;
}

/** For expressions of which nothing is known: only what holds in any catalogue is said of them. */
export const emptyCatalogue: SeriesCatalog = {
  jobs: new Map(),
  series: new Map(),
  recorded: () => undefined,
  recordedNames: [],
  complete: false,
};
