import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./data-quality-runs.ts";

const quality = job("data-quality-exporter");
const exporter = `${quality},instance="data-quality-exporter:9403"`;
const sales = `${exporter},dataset="sales"`;
const labels = { dataset: "sales" };

export default defineExamples<typeof rules>({
  DataQualityNotMeasured: {
    fires: [{ series: checked("-93600x20"), at: "12m", labels }],
    quiet: [{ name: "a day ago", series: checked("-86400x20"), at: "12m" }],
  },

  DataQualityDatabaseUnreachable: {
    fires: [
      {
        series: { [`data_quality_database_up{${exporter},database="warehouse"}`]: "0x20" },
        at: "12m",
        labels: { database: "warehouse" },
      },
    ],
    quiet: [
      {
        name: "restarts",
        series: { [`data_quality_database_up{${exporter},database="warehouse"}`]: "0x8 1x20" },
        at: "12m",
      },
    ],
  },

  DataQualityChecksBreak: {
    fires: [{ series: checks({ passed: "0+8x80", error: "0+1x80" }), at: "40m", labels }],
    quiet: [{ name: "few", series: checks({ passed: "0+19x80", error: "0+2x80" }), at: "1h" }],
  },
});

function checked(timestamp: string) {
  return { [`data_quality_last_run_timestamp_seconds{${sales}}`]: timestamp };
}

function checks({ passed, error }: { passed: string; error: string }) {
  const result = (name: string) => `data_quality_checks_total{${sales},result="${name}"}`;
  return { [result("passed")]: passed, [result("error")]: error };
}
