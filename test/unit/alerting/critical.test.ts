import { expect, test } from "vitest";
import { loadModel } from "../../../lib/cli/load.ts";

const { rules } = await loadModel(process.cwd());
const alerts = rules.flatMap(({ definition }) => definition.rules.filter((rule) => "alert" in rule));

test("at most 35 alerts page somebody", () => {
  const critical = alerts.filter(({ severity }) => severity === "critical").map(({ alert }) => alert);
  expect(critical.length, critical.join("\n")).toBeLessThanOrEqual(35);
});
