import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../../", import.meta.url));
const timeout = 120_000;
const main = "cli/main.ts";
const sentence = "Check every definition, and write nothing.";

let copy: string;
beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), "library-"));
  await cp(join(root, "lib"), join(copy, "lib"), {
    recursive: true,
    filter: (path) => !/\/(?:build|node_modules)$/.test(path),
  });
  await symlink(join(root, "node_modules"), join(copy, "node_modules"));
}, timeout);
afterAll(() => rm(copy, { recursive: true, force: true }));

const help = async () =>
  (await run(process.execPath, [join(copy, "lib/bin/bigdata-monitoring.js"), "--help"])).stdout.replace(/\s+/g, " ");

async function edit(file: string, from: string, to: string): Promise<void> {
  const path = join(copy, "lib", file);
  await writeFile(path, (await readFile(path, "utf8")).replace(from, to));
}

it("builds the library where there is no build, once for several commands that start together", { timeout }, async () => {
  for (const text of await Promise.all([help(), help(), help()])) expect(text).toContain(sentence);
});

it("runs an edited library in the next command, without a step in between", { timeout }, async () => {
  await edit(main, sentence, "First edit.");
  expect(await help()).toContain("First edit.");
  const built = await readFile(join(copy, "lib/build/stamp.json"), "utf8");
  expect(await help()).toContain("First edit.");
  expect(await readFile(join(copy, "lib/build/stamp.json"), "utf8")).toBe(built);
});

it("runs an edited library in every command of several that start together", { timeout }, async () => {
  await edit(main, "First edit.", "Second edit.");
  for (const text of await Promise.all([help(), help(), help(), help()])) expect(text).toContain("Second edit.");
});

it("compiles the schemas again where these have changed", { timeout }, async () => {
  await writeFile(join(copy, "stack.ts"), "export const stack = {}; export const links = {};\n");
  const check = () =>
    run(process.execPath, [join(copy, "lib/bin/bigdata-monitoring.js"), "check", "--project", copy]).catch(
      ({ stderr }) => ({ stderr }),
    );
  const path = join(copy, "lib/schemas/schemas.json");
  const schemas = JSON.parse(await readFile(path, "utf8"));
  schemas.Stack.definitions.Stack = { type: "string" };
  await writeFile(path, JSON.stringify(schemas));
  expect((await check()).stderr).toContain("stack.ts: must be string (schema)");
});

it("builds again where an entry point is not the one that was built", { timeout }, async () => {
  await writeFile(join(copy, "lib/build/main.js"), "throw new Error('of another build');\n");
  expect(await help()).toContain("Second edit.");
});
