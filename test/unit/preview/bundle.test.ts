import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { bundle } from "../../../lib/cli/load/bundle.ts";
import { dashboardFiles, loadModel, otherFiles } from "../../../lib/cli/load.ts";

const ours = process.cwd();
const imported: string[] = [];
await loadModel(ours, async (project, file) => {
  imported.push(file);
  return (await bundle(project, [file])).load(file);
});

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "bigdata-monitoring-bundle-test-"));
  await mkdir(join(root, "dashboards"));
  await writeFile(join(root, "facts.ts"), "export const one = 1;\nexport const list: number[] = [];\n");
});

afterAll(() => rm(root, { recursive: true }));

async function load(text: string): Promise<unknown> {
  await writeFile(join(root, "dashboards/a.ts"), text);
  const made = await bundle(root, ["dashboards/a.ts"]);
  return (await made.load("dashboards/a.ts")).default;
}

it("runs a file with what it imports, types and packages of Node among it", async () => {
  const text = `
    import { sep } from "node:path/posix";
    import { one, type Missing } from "../facts.ts";
    interface Two { readonly two: number }
    export default { two: one + 1, sep } satisfies Two & { sep: string };`;
  expect(await load(text)).toEqual({ two: 2, sep: "/" });
});

it("shares no state with what was loaded before", async () => {
  const text = `import { list } from "../facts.ts";\nlist.push(1);\nexport default list.length;`;
  expect([await load(text), await load(text)]).toEqual([1, 1]);
});

it("knows what it is made of", async () => {
  await load(`import "../facts.ts";\nexport default 1;`);
  const { contains } = await bundle(root, ["dashboards/a.ts"]);
  expect(["facts.ts", "dashboards/a.ts", "dashboards"].every(contains)).toBe(true);
  expect(["fact", "dashboards/b.ts", "dash"].some(contains)).toBe(false);
});

it.each([
  ["no TypeScript", "export default {\n  a: ;\n};", 'dashboards/a.ts:2:5: ERROR: Unexpected ";"'],
  [
    "a missing file",
    'import b from "./b.ts";\nexport default b;',
    'dashboards/a.ts:1:14: ERROR: Could not resolve "./b.ts"',
  ],
  [
    "a missing name",
    'import { two } from "../facts.ts";\nexport default two;',
    'dashboards/a.ts:1:9: ERROR: No matching export in "facts.ts" for import "two"',
  ],
  [
    "a missing package",
    'import b from "not-there";\nexport default b;',
    `dashboards/a.ts:1:14: ERROR: cannot import "not-there": Cannot find module 'not-there'`,
  ],
  [
    "code that fails",
    'import { list } from "../facts.ts";\n\nexport default (list as any).a.b;',
    "dashboards/a.ts:3: cannot be imported: Cannot read properties of undefined (reading 'b')",
  ],
])("reports %s, with its place", async (_, text, message) => {
  await expect(load(text)).rejects.toThrow(message);
});

it("is made for every file that a model is made of", async () => {
  const files = [...(await dashboardFiles(ours)), ...(await otherFiles(ours))];
  expect(files.sort()).toEqual(imported.sort());
});
