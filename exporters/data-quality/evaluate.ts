import { Failure } from "../common/backends/failure.ts";
import { listOf, maybe, number, object } from "../common/backends/read.ts";
import { populationStabilityIndex } from "../common/drift.ts";
import { parseDuration } from "../common/kinds.ts";
import type { Check, Dataset } from "./dataset.ts";
import type { Asker } from "./sql/dialect.ts";
import { driftQuery } from "./sql/drift.ts";
import {
  duplicatesQuery,
  freshnessQuery,
  isScanCheck,
  referencesQuery,
  type ScanCheck,
  scanQuery,
} from "./sql/queries.ts";

/** What a check measured. `passed` is absent where there was nothing to judge, such as no value in the column. */
export interface Measured {
  readonly check: Check;
  readonly passed?: boolean | undefined;
  /** Share of rows that break the rule. */
  readonly ratio?: number | undefined;
  /** Rows within the window. */
  readonly rows?: number;
  /** Seconds since 1970. */
  readonly newest?: number | undefined;
  readonly drift?: DriftMeasured;
}

export interface DriftMeasured {
  readonly psi: number | undefined;
  readonly ks: number | undefined;
  readonly reference: number;
  readonly current: number;
}

type Of<K extends Check["kind"]> = Extract<Check, { kind: K }>;
type Rows = readonly Record<string, unknown>[];
type Ask = (query: Parameters<Asker["ask"]>[0]) => ReturnType<Asker["ask"]>;

/** One question to the database, and the checks that its answer decides. */
export interface Evaluation {
  readonly checks: readonly Check[];
  run(signal: AbortSignal): Promise<Measured[]>;
}

/** Every check of a dataset, in as few questions as can be: what one scan answers is asked in one. */
export function evaluations(dataset: Dataset, { ask, dialect }: Asker): Evaluation[] {
  const scanned = dataset.checks.filter((check) => isScanCheck(check));
  const limits = dataset.checks.filter((check) => check.kind === "rows");
  const single = dataset.checks.filter((check) => !isScanCheck(check) && check.kind !== "rows");
  return [
    // Asked even without a check that needs it: the number of rows is always told.
    {
      checks: [...scanned, ...limits],
      run: async (signal) => readScan(await ask(scanQuery(dataset, scanned, dialect), signal), scanned, limits),
    },
    ...single.map((check) => ({
      checks: [check],
      run: async (signal: AbortSignal) => [await evaluate(dataset, check, (query) => ask(query, signal), dialect)],
    })),
  ];
}

async function evaluate(dataset: Dataset, check: Check, ask: Ask, dialect: Asker["dialect"]): Promise<Measured> {
  switch (check.kind) {
    case "freshness":
      return readFreshness(await ask(freshnessQuery(dataset, check, dialect)), check);
    case "duplicates":
      return readRatio(await ask(duplicatesQuery(dataset, check, dialect)), check);
    case "references":
      return readRatio(await ask(referencesQuery(dataset, check, dialect)), check);
    case "drift":
      return readDrift(await ask(driftQuery(dataset, check, dialect)), check);
    default:
      throw new Failure("internal", `${check.kind} is answered by the scan`);
  }
}

function readScan([row]: Rows, scanned: readonly ScanCheck[], limits: readonly Of<"rows">[]): Measured[] {
  const total = number(row?.total, "total");
  return [
    { check: { kind: "rows" }, rows: total },
    ...limits.map((check) => ({ check, passed: within(total, check) })),
    ...scanned.map((check, i) =>
      judged(check, number(row?.[`seen${i}`], `seen${i}`), number(row?.[`bad${i}`] ?? 0, `bad${i}`)),
    ),
  ];
}

function readRatio([row]: Rows, check: Of<"duplicates" | "references">): Measured {
  return judged(check, number(row?.seen ?? 0, "seen"), number(row?.bad ?? 0, "bad"));
}

function judged<C extends Check & { readonly maxRatio: number }>(check: C, seen: number, bad: number): Measured {
  if (seen === 0) return { check };
  const ratio = bad / seen;
  return { check, ratio, passed: ratio <= check.maxRatio };
}

function readFreshness([row]: Rows, check: Of<"freshness">): Measured {
  const newest = maybe(number)(row?.newest, "newest");
  if (newest === undefined) return { check, passed: false };
  return { check, newest, passed: number(row?.now, "now") - newest <= parseDuration(check.maxAge) / 1000 };
}

const bin = object({ reference: number, current_values: number, ks: maybe(number) });

function readDrift(rows: Rows, check: Of<"drift">): Measured {
  const counts = listOf(bin)(rows, "bins");
  const reference = counts.map((one) => one.reference);
  const current = counts.map((one) => one.current_values);
  const psi = populationStabilityIndex(reference, current);
  const distances = counts.flatMap(({ ks }) => (ks === undefined ? [] : [ks]));
  const ks = distances.length > 0 ? Math.max(...distances) : undefined;
  const drift = { psi, ks, reference: sum(reference), current: sum(current) };
  if (psi === undefined) return { check, drift };
  return { check, drift, passed: psi <= (check.maxPsi ?? Infinity) && (ks ?? 0) <= (check.maxKs ?? Infinity) };
}

const within = (value: number, { min = 0, max = Infinity }: { min?: number; max?: number }): boolean =>
  value >= min && value <= max;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
