import { defineBenchmark } from "./bench.ts";
import { benchDataQuality } from "./exporters/data-quality.ts";
import { benchFraudDetection } from "./exporters/fraud-detection.ts";
import { benchMlflow } from "./exporters/mlflow.ts";

export default defineBenchmark({
  name: "exporters",
  question: "What do a scrape, a poll and the memory of each exporter grow to with its backend? (takes some minutes)",
  run: async () => [...(await benchMlflow()), ...(await benchDataQuality()), ...(await benchFraudDetection())],
});
