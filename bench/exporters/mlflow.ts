import { type FakeData, fakeMlflow } from "../../test/live/exporters/fake-mlflow.ts";
import { costLine, measure } from "./measure.ts";

const numbered = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const start = 1_700_000_000_000;

/** As many experiments as models, each with ten runs of five metrics and one run in progress; three versions a model. */
const data = (models: number): FakeData => ({
  experiments: numbered(models, (i) => ({ experiment_id: `${i}`, name: `experiment-${i}`, lifecycle_stage: "active" })),
  runs: numbered(models * 11, (i) => ({
    info: {
      run_id: `run-${i}`,
      experiment_id: `${i % models}`,
      status: i < models ? "RUNNING" : "FINISHED",
      start_time: start + i,
      ...(i >= models && { end_time: start + i + 60_000 }),
    },
    data: { metrics: numbered(5, (m) => ({ key: `metric-${m}`, value: m / 5, timestamp: start, step: 0 })) },
  })),
  registered_models: numbered(models, (i) => ({
    name: `model-${i}`,
    last_updated_timestamp: start,
    aliases: [{ alias: "champion", version: "3" }],
  })),
  model_versions: numbered(models * 3, (i) => ({
    name: `model-${i % models}`,
    version: `${1 + Math.floor(i / models)}`,
    current_stage: "None",
    status: "READY",
  })),
  files: [{ path: "model", is_dir: true }],
});

/** From 1 model and from 1,000, so that the difference is the cost of the models. */
export async function benchMlflow(): Promise<string[]> {
  const lines: string[] = [];
  for (const models of [1, 1000]) {
    const mlflow = await fakeMlflow(data(models), 1000);
    try {
      const cost = await measure("mlflow", { MLFLOW_TRACKING_URI: mlflow.url, POLL_INTERVAL: "2s" }, (text) =>
        text.includes(`mlflow_registered_models ${models}\n`),
      );
      lines.push(costLine(`MLflow (fake-mlflow), ${models} models, ${models} experiments, ${models * 11} runs`, cost));
    } finally {
      await mlflow.close();
    }
  }
  return lines;
}
