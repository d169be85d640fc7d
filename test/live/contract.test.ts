import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { contractRegistry } from "../../exporters/common/metrics/registry.ts";
import { tool } from "../../lib/cli/programs/tools.ts";
import { parseExposition } from "../../lib/metrics/parse-exposition.ts";
import { verify } from "../../lib/metrics/verify.ts";
import type { MetricCatalog } from "../../lib/model/model.ts";
import dataQuality from "../../metrics/data-quality-exporter.ts";
import etl from "../../metrics/etl.ts";
import fraudDetection from "../../metrics/fraud-detection-exporter.ts";
import mlflow from "../../metrics/mlflow-exporter.ts";
import transactions from "../../metrics/transactions.ts";

const contracts: Readonly<Record<string, MetricCatalog>> = { dataQuality, etl, fraudDetection, mlflow, transactions };

/** One series of every metric of a contract, as our exporters expose it. */
async function exposed(contract: MetricCatalog): Promise<string> {
  const store = contractRegistry(contract, { maxSeries: 1000, onDrop: () => expect.fail("series dropped") });
  for (const [name, { type, labels, values }] of Object.entries(contract.metrics)) {
    const example = Object.fromEntries(labels.map((label) => [label, values?.[label]?.[0] ?? "example"]));
    if (type === "counter") store.add(name, example, 1);
    if (type === "gauge") store.set(name, example, 1);
    if (type === "histogram") store.observe(name, example, 1);
  }
  return store.registry.metrics();
}

test.each(Object.entries(contracts))("promtool finds every name and type of %s in order", async (_, contract) => {
  const text = await exposed(contract);
  const options = { source: "example", strict: true, maxSeries: 1000 };
  expect(verify(parseExposition(text), contract, options).problems).toEqual([]);
  const { stdout, stderr, status } = spawnSync(await tool("promtool"), ["check", "metrics"], { input: text });
  expect(`${stdout}${stderr}`).toBe("");
  expect(status).toBe(0);
});
