import { expect, it } from "vitest";
import { tool } from "../../lib/cli/programs/tools.ts";
import { disagreements } from "../../scripts/fuzz/compare.ts";
import { expressions } from "../../scripts/fuzz/expressions.ts";

it("refuses what promtool refuses, and nothing else", async () => {
  const seed = Math.floor(Math.random() * 1_000_000);
  expect(disagreements(await tool("promtool"), expressions(seed, 1000)), `seed ${seed}`).toEqual([]);
});
