import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./data-quality.ts";

const quality = job("data-quality-exporter");
const exporter = `${quality},instance="data-quality-exporter:9403"`;
const sales = `${exporter},dataset="sales"`;
const labels = { dataset: "sales" };

export default defineExamples<typeof rules>({
  DataQualityLow: {
    fires: [{ series: scores("0.88x20", "1x20"), at: "12m", labels, message: "94%" }],
    quiet: [{ name: "good enough", series: scores("0.9x20", "1x20"), at: "15m" }],
  },

  DatasetLate: {
    fires: [{ series: check("timeliness", "0x20"), at: "12m", labels }],
    quiet: [
      { name: "catches up", series: check("timeliness", "0x8 1x20"), at: "12m" },
      { name: "another dimension", series: check("validity", "0x20"), at: "12m" },
    ],
  },

  DatasetSmallerThanUsual: {
    fires: [{ series: rows({ now: "50x60", usual: "110x60" }), at: "35m", labels }],
    quiet: [
      { name: "half", series: rows({ now: "500x60", usual: "1000x60" }), at: "35m" },
      { name: "always small", series: rows({ now: "10x60", usual: "100x60" }), at: "35m" },
    ],
  },

  ColumnNullsRise: {
    fires: [{ series: nulls({ now: "0.08x40", usual: "0.02x40" }), at: "17m", labels: { column: "country" } }],
    quiet: [
      { name: "a little more", series: nulls({ now: "0.06x40", usual: "0.02x40" }), at: "25m" },
      { name: "always mostly empty", series: nulls({ now: "0.9x40", usual: "0.88x40" }), at: "25m" },
    ],
  },

  DatasetHasDuplicates: {
    fires: [{ series: ratio("duplicate", "0.011x30"), at: "17m", labels }],
    quiet: [{ series: ratio("duplicate", "0.01x30"), at: "20m" }],
  },

  DatasetHasOrphans: {
    fires: [{ series: ratio("orphan", "0.011x30"), at: "17m", labels }],
    quiet: [{ series: ratio("orphan", "0.01x30"), at: "20m" }],
  },

  ColumnDrifts: {
    info: {
      fires: [{ series: psi("0.11x40"), at: "35m", labels: { column: "country" } }],
      quiet: [
        { name: "stable", series: psi("0.1x40"), at: "35m" },
        { name: "few rows", series: psi("0.11x40", "1000x40"), at: "35m" },
      ],
    },
    warning: {
      fires: [{ series: psi("0.26x40"), at: "35m", labels }],
      quiet: [
        { name: "a moderate shift", series: psi("0.25x40"), at: "35m" },
        { name: "few rows", series: psi("0.26x40", "1000x40"), at: "35m" },
      ],
    },
  },
});

function scores(validity: string, completeness: string) {
  return {
    [`data_quality_score_ratio{${sales},dimension="validity"}`]: validity,
    [`data_quality_score_ratio{${sales},dimension="completeness"}`]: completeness,
  };
}

function check(dimension: string, success: string) {
  return { [`data_quality_check_success{${sales},check="newest",dimension="${dimension}"}`]: success };
}

function rows({ now, usual }: { now: string; usual: string }) {
  const dataset = `{${quality},dataset="sales"}`;
  return { [`data_quality_rows${dataset}`]: now, [`dataset:data_quality_rows:max_baseline_min${dataset}`]: usual };
}

function nulls({ now, usual }: { now: string; usual: string }) {
  const column = `{${quality},dataset="sales",column="country"}`;
  return {
    [`data_quality_null_ratio${column}`]: now,
    [`column:data_quality_nulls:ratio_baseline_max${column}`]: usual,
  };
}

function ratio(of: "duplicate" | "orphan", samples: string) {
  return { [`data_quality_${of}_ratio{${sales},column="customer_id"}`]: samples };
}

/** @param current rows that are compared with many */
function psi(index: string, current = "1100x40") {
  const column = `${sales},column="country"`;
  return {
    [`data_quality_drift_psi{${column}}`]: index,
    [`data_quality_drift_rows{${column},sample="current"}`]: current,
    [`data_quality_drift_rows{${column},sample="reference"}`]: "90000x40",
  };
}
