// Runs the exporter that its argument names, with many polls, and reports its port, and its heap after a collection
// whenever it gets a message.
import { startExporter } from "../../../exporters/common/exporter.ts";
import { readSettings } from "../../../exporters/common/settings.ts";
import { dataQualityExporter } from "../../../exporters/data-quality/program.ts";
import { fraudDetectionExporter } from "../../../exporters/fraud-detection/program.ts";
import { mlflowExporter } from "../../../exporters/mlflow/program.ts";

const pollInterval = 50;

async function start(): Promise<number> {
  switch (process.argv[2]) {
    case "mlflow":
      return (await startExporter(mlflowExporter, { ...settingsOf(mlflowExporter), pollInterval })).port;
    case "fraud-detection":
      return (await startExporter(fraudDetectionExporter, { ...settingsOf(fraudDetectionExporter), pollInterval }))
        .port;
    default:
      return (await startExporter(dataQualityExporter, { ...settingsOf(dataQualityExporter), pollInterval })).port;
  }
}

function settingsOf<S>({ settings }: { readonly settings: Parameters<typeof readSettings<S>>[0] }): S {
  const reading = readSettings(settings, [], process.env);
  if (reading.kind !== "settings") throw new Error(JSON.stringify(reading));
  return reading.settings;
}

process.send?.({ port: await start() });
process.on("message", () => {
  gc?.();
  process.send?.({ heap: process.memoryUsage().heapUsed });
});
