import { expect, test } from "vitest";
import { loadModel } from "../../lib/cli/load.ts";
import { outlineDashboard } from "../support/outline.ts";

const { dashboards } = await loadModel(process.cwd());

test.each(dashboards)("$name reads as its outline says", async (dashboard) => {
  await expect(outlineDashboard(dashboard)).toMatchFileSnapshot(`../outlines/${dashboard.name}.txt`);
});

test("the mission's boards open with the mission's sections", () => {
  const sections = Object.fromEntries(
    dashboards.map(({ name, definition }) => [name, definition.rows.slice(0, 4).map(({ title }) => title)]),
  );
  expect(sections).toMatchObject({
    "platform-overview": [
      "Alert summary",
      "High-level system health",
      "Key performance indicators",
      "Service status matrix",
    ],
    etl: ["Data ingestion rates", "Processing latency", "Error rates", "Queue depths"],
    "fraud-ml": ["Model performance", "Prediction accuracy", "Feature store metrics", "Data drift indicators"],
    kafka: ["Topic throughput", "Consumer lag", "Broker performance", "Producer metrics"],
    infrastructure: ["System resources", "Container performance", "Network metrics", "Storage utilization"],
    business: ["Transaction volumes", "Revenue tracking", "Customer insights", "Operational KPIs"],
  });
});
