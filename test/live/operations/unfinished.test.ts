import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";

const cli = fileURLToPath(new URL("../../../lib/bin/bigdata-monitoring.js", import.meta.url));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "unfinished-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Builds a project whose only rule file holds this. */
async function build(text: string): Promise<{ code: number; stderr: string; files: string[] }> {
  const project = await mkdtemp(join(folder, "project-"));
  await mkdir(join(project, "rules"));
  await writeFile(join(project, "package.json"), '{ "type": "module", "name": "unfinished" }');
  await writeFile(join(project, "stack.ts"), "export const stack = {};");
  await writeFile(join(project, "rules/fine.ts"), valid("fine"));
  await writeFile(join(project, "rules/odd.ts"), text);
  const { code, stderr } = await new Promise<{ code: number; stderr: string }>((resolve) =>
    execFile(process.execPath, [cli, "build", "--project", project], (error, _, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stderr: stderr.replaceAll(`${project}/`, "") }),
    ),
  );
  return { code, stderr, files: await readdir(project) };
}

const valid = (name: string) =>
  `export default { interval: "1m", rules: [{ record: "job:${name}:count", expr: "vector(1)", help: "One." }] };`;
const fine = valid("odd");

it("writes what is defined where nothing is odd", async () => {
  expect(await build(fine)).toEqual({ code: 0, stderr: "", files: expect.arrayContaining(["dist"]) });
});

it.concurrent.each([
  ["exits with success", `process.exit(0);\n${fine}`, /rules\/odd\.ts.*process\.exit/],
  ["exits with a difference", `process.exit(1);\n${fine}`, /rules\/odd\.ts.*process\.exit/],
  ["awaits what never comes", `await new Promise(() => {});\n${fine}`, /^rules\/odd\.ts:1:0: ERROR: .*top-level await/],
  ["rejects unheard", `Promise.reject(new Error("lost"));\n${fine}`, /^rules\/odd\.ts:1: .*lost/],
  ["throws later", `setImmediate(() => { throw new Error("later"); });\n${fine}`, /^rules\/odd\.ts:1: .*later/],
  [
    "awaits while something goes on",
    `setInterval(() => {}, 100);\nawait new Promise(() => {});\n${fine}`,
    /^rules\/odd\.ts:2:0: ERROR: .*top-level await/,
  ],
  ["never gives the processor back", `for (;;) {}\n${fine}`, /^rules\/odd\.ts.*: .*endless loop/],
])(
  "a definition that %s ends the command with 2, is named, and nothing is written",
  { timeout: 150_000 },
  async (_, text, message) => {
    const { code, stderr, files } = await build(text);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(code).toBe(2);
    expect(files).not.toContain("dist");
  },
);
