import type contract from "../../metrics/data-quality-exporter.ts";
import type { Snapshot } from "../common/metrics/contract.ts";
import type { Measured } from "./evaluate.ts";
import { checkName, columnOf, type Dataset, type Dimension, dimensionOf } from "./schema.ts";

/** A dataset's last run. */
export interface RunResult {
  readonly dataset: Dataset;
  readonly measured: readonly Measured[];
  /** Checks that could not be evaluated. */
  readonly errors: number;
  /** Seconds since 1970. */
  readonly ended: number;
  readonly seconds: number;
}

type Gauges = Snapshot<typeof contract>;

/** Sets every gauge of a dataset. */
export function showResult(
  gauges: Gauges,
  { dataset: { name: dataset }, measured, errors, ended, seconds }: RunResult,
): void {
  for (const one of measured) showMeasured(gauges, dataset, one);
  for (const [dimension, score] of scores(measured))
    gauges.set("data_quality_score_ratio", { dataset, dimension }, score);
  gauges.set("data_quality_last_run_duration_seconds", { dataset }, seconds);
  if (errors === 0) gauges.set("data_quality_last_run_timestamp_seconds", { dataset }, ended);
}

const ratios = {
  nulls: "data_quality_null_ratio",
  duplicates: "data_quality_duplicate_ratio",
  range: "data_quality_out_of_range_ratio",
  accepted: "data_quality_unaccepted_ratio",
  references: "data_quality_orphan_ratio",
} as const;

function showMeasured(gauges: Gauges, dataset: string, { check, passed, ratio, rows, newest, drift }: Measured): void {
  const [column, dimension] = [columnOf(check), dimensionOf(check)];
  gauges.set("data_quality_rows", { dataset }, rows);
  gauges.set("data_quality_newest_row_timestamp_seconds", { dataset }, newest);
  if (check.kind in ratios) gauges.set(ratios[check.kind as keyof typeof ratios], { dataset, column }, ratio);
  gauges.set("data_quality_drift_psi", { dataset, column }, drift?.psi);
  gauges.set("data_quality_drift_ks", { dataset, column }, drift?.ks);
  gauges.set("data_quality_drift_rows", { dataset, column, sample: "reference" }, drift?.reference);
  gauges.set("data_quality_drift_rows", { dataset, column, sample: "current" }, drift?.current);
  if (passed !== undefined)
    gauges.set("data_quality_check_success", { dataset, check: checkName(check), dimension }, passed ? 1 : 0);
}

/** The share of each dimension's checks that passed, of those that had values. */
function scores(measured: readonly Measured[]): Map<Dimension, number> {
  const decided = measured.filter(({ passed }) => passed !== undefined);
  return new Map(
    decided.map(({ check }) => {
      const dimension = dimensionOf(check);
      const same = decided.filter((other) => dimensionOf(other.check) === dimension);
      return [dimension, same.filter(({ passed }) => passed).length / same.length];
    }),
  );
}
