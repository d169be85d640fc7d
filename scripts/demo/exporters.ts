import { fileURLToPath } from "node:url";
import { type CommonSettings, type ExporterProgram, startExporter } from "../../exporters/common/exporter.ts";
import { readSettings } from "../../exporters/common/settings.ts";
import { dataQualityExporter } from "../../exporters/data-quality/program.ts";
import { fraudDetectionExporter } from "../../exporters/fraud-detection/program.ts";
import { mlflowExporter } from "../../exporters/mlflow/program.ts";
import { type Endpoint, endpoint } from "../../lib/cli/programs/endpoint.ts";
import type { MetricCatalog } from "../../lib/model/model.ts";

const datasets = fileURLToPath(new URL("../../simulator/datasets.ts", import.meta.url));

export interface ExporterPlace {
  readonly port: number;
  readonly postgres: string;
  readonly mysql: string;
  readonly mlflow?: string | undefined;
}

/** Starts our own exporters on what the simulator writes to. */
export const startFraudExporter = ({ port, postgres }: ExporterPlace): Promise<Endpoint> =>
  start(fraudDetectionExporter, port, { FRAUD_SOURCE_URL: postgres, POLL_INTERVAL: "5s" });

export const startQualityExporter = ({ port, postgres, mysql }: ExporterPlace): Promise<Endpoint> =>
  start(dataQualityExporter, port, {
    DATA_QUALITY_DATABASES: `platform=${postgres} shop=${mysql}`,
    DATA_QUALITY_DATASETS: datasets,
  });

export const startMlflowExporter = ({ port, mlflow = "" }: ExporterPlace): Promise<Endpoint> =>
  start(mlflowExporter, port, { MLFLOW_TRACKING_URI: mlflow, POLL_INTERVAL: "15s" });

async function start<E extends MetricCatalog, S extends CommonSettings>(
  program: ExporterProgram<E, S>,
  port: number,
  environment: Readonly<Record<string, string>>,
): Promise<Endpoint> {
  const common = { PORT: String(port), LISTEN_ADDRESS: "127.0.0.1", LOG_LEVEL: "warn" };
  const reading = readSettings(program.settings, [], { ...common, ...environment });
  if (reading.kind !== "settings") throw new Error(reading.kind === "problems" ? reading.problems.join("\n") : "help");
  const running = await startExporter(program, reading.settings);
  return endpoint(running.port, running.stop);
}
