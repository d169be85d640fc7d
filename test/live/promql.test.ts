import { expect, it } from "vitest";
import { tool } from "../../lib/cli/programs/tools.ts";
import { disagreements } from "../../scripts/fuzz/compare.ts";
import { expressions } from "../../scripts/fuzz/expressions.ts";
import { seed } from "../support/properties.ts";

it("refuses what promtool refuses, and nothing else", async () => {
  expect(disagreements(await tool("promtool"), expressions(seed, 1000)), `seed ${seed}`).toEqual([]);
});
