import { defineScenario } from "../scenario.ts";

export default defineScenario({
  title: "A memory leak",
  story: "The transaction service never frees what it takes, until it is killed at its limit and begins anew.",
  changes: { memoryLeak: { to: 80_000 } },
  lasts: "2h",
  panels: ["infrastructure › Memory usage by container, share of limit", "infrastructure › Memory usage by container"],
  fires: ["ContainerMemoryNearLimit warning", "ContainerKilledForMemory warning"],
});
