import type contract from "../../metrics/data-quality-exporter.ts";
import type { Dataset, Platform } from "../platforms/platform.ts";
import type { Registry } from "../world/registry.ts";
import type { Tick } from "../world/tick.ts";
import { updatePolls } from "./polls.ts";

type Quality = Registry<typeof contract>;

/** Data quality: every dataset measured on its own schedule. A broken schema shows in payments. */
export function quality(registry: Quality, { datasets, demand }: Platform): (tick: Tick) => void {
  return (tick) => {
    for (const [name, dataset] of Object.entries(datasets))
      updateDataset(registry, { name, ...dataset, mean: demand.curve.mean }, tick);
    registry.set("data_quality_database_up", { database: "platform" }, 1);
    updatePolls(registry, "data_quality", { up: true, every: 30, takes: 0.3 }, tick);
  };
}

interface NamedDataset extends Dataset {
  readonly name: string;
  /** Average demand. */
  readonly mean: number;
}

function updateDataset(
  registry: Quality,
  { name: dataset, rows, daily, every, nulls, numbers, mean }: NamedDataset,
  { time, conditions, flows, near }: Tick,
): void {
  const broken = dataset === "payments" ? conditions.schemaBroken : 0;
  const drifted = dataset === "fraud-predictions" ? conditions.drift : 0;
  const failing = { completeness: broken > 0, validity: broken > 0, stability: drifted > 0.5 };
  const verdicts = {
    ...{ completeness: "nulls", uniqueness: "duplicates", validity: "accepted" },
    ...{ consistency: "references", timeliness: "freshness", stability: "drift" },
  } as const;
  for (const [dimension, check] of Object.entries(verdicts) as [keyof typeof verdicts, string][]) {
    const passed = !(dimension in failing && failing[dimension as keyof typeof failing]);
    registry.set("data_quality_check_success", { dataset, check: `${check} ${nulls}`, dimension }, passed ? 1 : 0);
    registry.set("data_quality_score_ratio", { dataset, dimension }, passed ? 1 : 0.5);
    registry.count("data_quality_checks_total", { dataset, result: passed ? "passed" : "failed" }, 1 / every);
  }
  const run = Math.floor(time / every) * every;
  registry.count("data_quality_checks_total", { dataset, result: "error" }, 0);
  registry.set("data_quality_rows", { dataset }, Math.round(rows * (daily ? 1 : flows.load)));
  registry.set("data_quality_newest_row_timestamp_seconds", { dataset }, run - 2);
  registry.set("data_quality_null_ratio", { dataset, column: nulls }, near(`${dataset} nulls`, 0.004, 0.3) + broken);
  registry.set("data_quality_duplicate_ratio", { dataset, column: "id" }, near(`${dataset} duplicates`, 0.0004, 0.5));
  registry.set(
    "data_quality_orphan_ratio",
    { dataset, column: "customer_id" },
    near(`${dataset} orphans`, 0.0008, 0.5),
  );
  registry.set("data_quality_unaccepted_ratio", { dataset, column: "status" }, broken);
  for (const column of numbers) {
    const labels = { dataset, column };
    const psi = near(`${dataset} ${column} psi`, 0.03, 0.5) + 0.4 * drifted;
    registry.set("data_quality_out_of_range_ratio", labels, near(`${dataset} range`, 0.0002, 0.5));
    registry.set("data_quality_drift_psi", labels, psi);
    registry.set("data_quality_drift_ks", labels, Math.min(1, psi * 0.6));
    registry.set("data_quality_drift_rows", { ...labels, sample: "current" }, Math.round(rows * flows.load));
    registry.set("data_quality_drift_rows", { ...labels, sample: "reference" }, Math.round(rows * 24 * mean));
  }
  registry.set("data_quality_last_run_timestamp_seconds", { dataset }, run);
  registry.set("data_quality_last_run_duration_seconds", { dataset }, near(`${dataset} run`, 0.8, 0.3));
}
