import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { tool } from "../../lib/cli/programs/tools.ts";
import { mistakesDocument } from "../../scripts/mistakes/table.ts";

it("docs/promql-mistakes.md is up to date", async () => {
  expect(await readFile("docs/promql-mistakes.md", "utf8")).toBe(mistakesDocument(await tool("promtool")));
});
