import { durationSeconds } from "bigdata-monitoring/api";
import * as z from "zod";
import { finite, maybe, read } from "../common/backends/read.ts";
import { populationStabilityIndex } from "../common/drift.ts";
import type { Check, CheckOf, Dataset } from "./schema.ts";
import type { SqlClient } from "./sql/dialect.ts";
import { driftQuery } from "./sql/drift.ts";
import {
  duplicatesQuery,
  freshnessQuery,
  isScanCheck,
  referencesQuery,
  type ScanCheck,
  scanQuery,
} from "./sql/queries.ts";

/** What a check measured. `passed` is absent if there was no value to check. */
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

type Rows = readonly Record<string, unknown>[];

/** One query, and the checks that its answer decides. */
export interface Evaluation {
  readonly checks: readonly Check[];
  run(signal: AbortSignal): Promise<Measured[]>;
}

/** Every check of a dataset, in as few queries as possible: checks that one scan can answer share it. */
export function evaluations(dataset: Dataset, { dialect, query }: SqlClient): Evaluation[] {
  const scanned = dataset.checks.filter((check) => isScanCheck(check));
  const limits = dataset.checks.filter((check) => check.kind === "rows");
  const scan: Evaluation = {
    checks: [...scanned, ...limits],
    run: async (signal) => readScan(await query(scanQuery(dataset, scanned, dialect), signal), scanned, limits),
  };
  const evaluate = async (check: SingleCheck, signal: AbortSignal): Promise<Measured> => {
    switch (check.kind) {
      case "freshness":
        return readFreshness(await query(freshnessQuery(dataset, check, dialect), signal), check);
      case "duplicates":
        return readRatio(await query(duplicatesQuery(dataset, check, dialect), signal), check);
      case "references":
        return readRatio(await query(referencesQuery(dataset, check, dialect), signal), check);
      case "drift":
        return readDrift(await query(driftQuery(dataset, check, dialect), signal), check);
    }
  };
  return [
    // Sent even if no check needs it: the number of rows is always exposed.
    scan,
    ...dataset.checks.filter(isSingleCheck).map((check) => ({
      checks: [check],
      run: async (signal: AbortSignal) => [await evaluate(check, signal)],
    })),
  ];
}

type SingleCheck = Exclude<Check, ScanCheck | CheckOf<"rows">>;
const isSingleCheck = (check: Check): check is SingleCheck => !isScanCheck(check) && check.kind !== "rows";

function readScan([row]: Rows, scanned: readonly ScanCheck[], limits: readonly CheckOf<"rows">[]): Measured[] {
  const total = read(finite, row?.total, "total");
  return [
    { check: { kind: "rows" }, rows: total },
    ...limits.map((check) => ({ check, passed: within(total, check) })),
    ...scanned.map((check, i) =>
      ratioOf(check, read(finite, row?.[`seen${i}`], `seen${i}`), read(finite, row?.[`bad${i}`] ?? 0, `bad${i}`)),
    ),
  ];
}

function readRatio([row]: Rows, check: CheckOf<"duplicates" | "references">): Measured {
  return ratioOf(check, read(finite, row?.seen ?? 0, "seen"), read(finite, row?.bad ?? 0, "bad"));
}

function ratioOf<C extends Check & { readonly maxRatio: number }>(check: C, seen: number, bad: number): Measured {
  if (seen === 0) return { check };
  const ratio = bad / seen;
  return { check, ratio, passed: ratio <= check.maxRatio };
}

function readFreshness([row]: Rows, check: CheckOf<"freshness">): Measured {
  const newest = read(maybe(finite), row?.newest, "newest");
  if (newest === undefined) return { check, passed: false };
  return { check, newest, passed: read(finite, row?.now, "now") - newest <= durationSeconds(check.maxAge) };
}

const bins = z.array(z.object({ reference: finite, current_values: finite, ks: maybe(finite) }));

function readDrift(rows: Rows, check: CheckOf<"drift">): Measured {
  const counts = read(bins, rows, "bins");
  const reference = counts.map((one) => one.reference);
  const current = counts.map((one) => one.current_values);
  const psi = populationStabilityIndex(reference, current);
  const distances = counts.flatMap(({ ks }) => (ks === undefined ? [] : [ks]));
  const ks = distances.length > 0 ? Math.max(...distances) : undefined;
  const drift = { psi, ks, reference: sum(reference), current: sum(current) };
  if (psi === undefined) return { check, drift };
  return { check, drift, passed: psi <= (check.maxPsi ?? Infinity) && (ks ?? 0) <= (check.maxKs ?? Infinity) };
}

const within = (value: number, { min = 0, max = Infinity }: CheckOf<"rows">): boolean => value >= min && value <= max;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
