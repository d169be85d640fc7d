// Does data arrive complete and on time? If not, which stage delays it?
import { defineDashboard, panels, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { dataMeasurements, dataQuality } from "./etl/data-quality.ts";
import { errorRates } from "./etl/error-rates.ts";
import { ingestionRates } from "./etl/ingestion-rates.ts";
import { etlLogs } from "./etl/logs.ts";
import { processingLatency } from "./etl/processing-latency.ts";
import { queueDepths } from "./etl/queue-depths.ts";

export default defineDashboard({
  title: "ETL & Data Processing",
  question: "Does data arrive complete and on time? If not, which stage delays it?",
  tags: ["etl", "data"],
  domains: ["etl", "data-quality"],
  variables: [
    panels.labelVariable("pipeline", promql`etl_runs_active{${job("etl")}}`),
    panels.labelVariable("stage", promql`etl_records_read_total{${job("etl")},pipeline=~"$pipeline"}`),
    panels.labelVariable("dataset", promql`data_quality_rows{${job("data-quality-exporter")}}`),
  ],
  rows: [ingestionRates, processingLatency, errorRates, queueDepths, dataQuality, dataMeasurements, etlLogs],
});
