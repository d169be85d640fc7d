import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { tool } from "../../lib/cli/programs/tools.ts";
import { mistakesFile } from "../../lib/cli/promql/mistakes-command.ts";
import { mistakesDocument } from "../../lib/cli/promql/mistakes-table.ts";

it("is what the document says of mistakes", async () => {
  expect(await readFile(mistakesFile, "utf8")).toBe(mistakesDocument(await tool("promtool")));
});
