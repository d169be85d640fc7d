import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";

const cli = fileURLToPath(new URL("../../../lib/bin/bigdata-monitoring.js", import.meta.url));

/** One mistake a file, as plain JavaScript makes them. */
const broken: Readonly<Record<string, string>> = {
  "package.json": '{ "type": "module" }',
  "stack.ts": "export const stack = { kafka: { title: 'Kafka', port: '9092', team: 'a', purpose: '' } };",
  "rules/no-default.ts": "export const rules = [];",
  "rules/syntax.ts": "export default {",
  "rules/throws.ts": "const limit = 1;\nthrow new Error('no limit of ' + limit);",
  "rules/shape.ts": "export default { interval: '1m', rules: [{ record: 'a:b:c', expr: 'up' }, 5] };",
  "metrics/missing.ts": "import { x } from './nowhere.ts';\nexport default x;",
  "dashboards/panels.ts": `export default { title: "A", question: "B?", rows: [
    { title: "C", collapsed: false, lines: [{ height: 8, panels: [{}] }] }] };`,
};

/** Each build is a process of its own. */
const timeout = 60_000;

let project: string;
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "broken-"));
  for (const [file, text] of Object.entries(broken)) {
    await mkdir(dirname(join(project, file)), { recursive: true });
    await writeFile(join(project, file), text);
  }
});
afterAll(() => rm(project, { recursive: true }));

const runIn = (project: string, ...args: string[]): Promise<{ code: number; stderr: string }> =>
  new Promise((resolve) =>
    execFile(process.execPath, [cli, ...args, "--project", project], (error, _, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stderr }),
    ),
  );
const build = () => runIn(project, "build");

it("reports every broken definition by its line, without a stack, and writes nothing", { timeout }, async () => {
  const { code, stderr } = await build();
  expect(code).toBe(2);
  expect(stderr.trim().split("\n").sort()).toEqual([
    "dashboards/panels.ts: cannot be compiled: builder.build is not a function",
    'metrics/missing.ts:1:18: ERROR: Could not resolve "./nowhere.ts"',
    "rules/no-default.ts: has no default export — end it with `export default define...({ ... })`",
    'rules/shape.ts › rules.0: field "help" is missing (schema)',
    "rules/shape.ts › rules.1: must be object (schema)",
    "rules/syntax.ts:1:16: ERROR: Expected identifier but found end of file",
    "rules/throws.ts:2: cannot be imported: no limit of 1",
  ]);
  expect(await readdir(project)).not.toContain("dist");
});

it("checks the rules of a file by the catalogs, whatever the project's own rules are", { timeout }, async () => {
  const project = await mkdtemp(join(tmpdir(), "broken-rules-"));
  const file = join(project, "rules.yml");
  try {
    await mkdir(join(project, "rules"));
    await writeFile(join(project, "stack.ts"), "export const stack = {};");
    await writeFile(join(project, "rules/syntax.ts"), "export default {");
    await writeFile(file, "groups: [{ name: a, rules: [{ record: a, expr: up }] }]");
    const [own, external] = await Promise.all([runIn(project, "check"), runIn(project, "check", "--rules", file)]);
    expect([own.code, external]).toEqual([2, { code: 0, stderr: "0 problems\n" }]);
  } finally {
    await rm(project, { recursive: true });
  }
});

it("reports a fact of the wrong type", { timeout }, async () => {
  for (const folder of ["dashboards", "metrics", "rules"]) await rm(join(project, folder), { recursive: true });
  expect(await build()).toEqual({ code: 2, stderr: "stack.ts › kafka.port: must be number (schema)\n" });
});
