import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ask } from "../../lib/cli/programs/programs.ts";
import { tool } from "../../lib/cli/programs/tools.ts";
import { accepted, refused, ruleFile } from "../fixtures/external/rule-files.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rule-files-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function promtoolAccepts(text: string): Promise<boolean> {
  const file = join(folder, "rules.yml");
  await writeFile(file, text);
  return (await ask(await tool("promtool"), "check", "rules", file)) !== undefined;
}

it("promtool accepts what the fixtures call accepted", async () => {
  for (const [from, to] of [["", ""] as const, ...accepted])
    expect(await promtoolAccepts(ruleFile.replace(from, to)), to).toBe(true);
});

it("promtool refuses what the fixtures call refused", async () => {
  for (const [from, to] of refused) expect(await promtoolAccepts(ruleFile.replace(from, to)), to).toBe(false);
});
