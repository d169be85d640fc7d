import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { cli } from "../../support/cli.ts";

let project: string;
let dist: string;

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), "build-again-"));
  dist = join(project, "dist");
  // What a build keeps for the next one is below it.
  for (const folder of ["node_modules", "rules"]) await mkdir(join(project, folder));
  await writeFile(join(project, "package.json"), '{ "type": "module" }');
  await writeFile(join(project, "stack.ts"), "export const stack = {};");
  await writeRule("one");
  expect(await build()).toMatch(/^[1-9]\d* written, 0 removed, 0 unchanged$/m);
});
afterEach(() => rm(project, { recursive: true }));

const rules = () => join(dist, "prometheus/rules/hosts.yml");
const writeRule = (name: string) =>
  writeFile(
    join(project, "rules/hosts.ts"),
    `export default { interval: "1m", rules: [{ record: "job:${name}:count", expr: "vector(1)", help: "One." }] };`,
  );
const build = async (...options: string[]) => (await cli(["build", "--project", project, ...options])).stdout;

it("writes nothing where nothing has changed", async () => {
  const before = await readFile(join(dist, "manifest.json"), "utf8");
  expect(await build()).toMatch(/^0 written, 0 removed, \d+ unchanged$/m);
  expect(await build("--check")).toMatch(/^0 written, 0 removed, \d+ unchanged$/m);
  expect(await readFile(join(dist, "manifest.json"), "utf8")).toBe(before);
});

it("writes what somebody has edited or removed", async () => {
  const before = await readFile(rules(), "utf8");
  await writeFile(rules(), "edited");
  expect(await cli(["build", "--project", project, "--check"])).toMatchObject({
    code: 1,
    stdout: expect.stringContaining("would write"),
  });
  expect(await build()).toContain("1 written, 0 removed");
  expect(await readFile(rules(), "utf8")).toBe(before);
  await rm(dist, { recursive: true });
  expect(await build()).toMatch(/^[1-9]\d* written, 0 removed, 0 unchanged$/m);
  expect(await readFile(rules(), "utf8")).toBe(before);
});

it("writes what a changed definition makes, and the same as before where the change is taken back", async () => {
  const before = await readFile(rules(), "utf8");
  await writeRule("two");
  expect(await build()).toContain("wrote");
  expect(await readFile(rules(), "utf8")).toBe(before.replace("job:one:count", "job:two:count"));
  await writeRule("one");
  expect(await build()).toContain("wrote");
  expect(await readFile(rules(), "utf8")).toBe(before);
});

it("follows a definition that reads the environment", async () => {
  await writeFile(
    join(project, "rules/hosts.ts"),
    `export default { interval: "1m", rules: [{ record: \`job:\${process.env.COLOUR}:count\`, expr: "vector(1)", help: "One." }] };`,
  );
  const colours = [];
  for (const COLOUR of ["red", "blue", "red"]) {
    vi.stubEnv("COLOUR", COLOUR);
    await build();
    colours.push((await readFile(rules(), "utf8")).match(/job:(\w+):count/)?.[1]);
  }
  expect(colours).toEqual(["red", "blue", "red"]);
});

it("writes only the outputs that are asked for, and then all others", async () => {
  await rm(dist, { recursive: true });
  expect(await build("--only", "rules")).toContain("1 written");
  expect(await readdir(dist)).toEqual(["manifest.json", "prometheus"]);
  await build();
  expect((await readdir(dist)).length).toBeGreaterThan(2);
  expect(await build("--only", "rules")).toContain("0 written, 0 removed, 1 unchanged");
});
