import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { mistakesFile } from "../../scripts/promql/mistakes-command.ts";
import { mistakesDocument } from "../../scripts/promql/mistakes-table.ts";
import { tool } from "../../scripts/servers/tools.ts";

it("is what the document says of mistakes", async () => {
  expect(await readFile(mistakesFile, "utf8")).toBe(mistakesDocument(await tool("promtool")));
});
