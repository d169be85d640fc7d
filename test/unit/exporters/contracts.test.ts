import { expect, test } from "vitest";
import { createLog } from "../../../exporters/common/log.ts";
import { observeSelf } from "../../../exporters/common/metrics/self.ts";
import { dataQualityExporter } from "../../../exporters/data-quality/program.ts";
import { fraudDetectionExporter } from "../../../exporters/fraud-detection/program.ts";
import { mlflowExporter } from "../../../exporters/mlflow/program.ts";
import type { Metric, MetricCatalog } from "../../../lib/model/model.ts";

const programs: readonly { readonly name: string; readonly prefix: string; readonly contract: MetricCatalog }[] = [
  mlflowExporter,
  fraudDetectionExporter,
  dataQualityExporter,
];

test.each(programs)(
  "$name exposes help and type of every metric before its first poll, and that its backend is down",
  async ({ name, prefix, contract }) => {
    const log = createLog(name, "info", (text) => text, { write: () => {} });
    const lines = (await observeSelf(contract, { prefix, maxSeries: 1000, log }).store.registry.metrics()).split("\n");
    for (const [metric, { type, help }] of Object.entries(contract.metrics))
      expect(lines).toEqual(expect.arrayContaining([`# HELP ${metric} ${help}`, `# TYPE ${metric} ${type}`]));
    expect(lines).toContain(`${prefix}_up 0`);
  },
);

test.each(programs)("every metric of $name has a unit and a help text", ({ contract }) => {
  const metrics: readonly (readonly [string, Metric])[] = Object.entries(contract.metrics);
  expect(metrics.filter(([, { unit, help }]) => unit === undefined || help.trim() === "")).toEqual([]);
});
