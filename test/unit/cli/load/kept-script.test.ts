import { execFile } from "node:child_process";
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it } from "vitest";
import { bundleOrKept } from "../../../../lib/cli/load/bundle.ts";
import { keptScript } from "../../../../lib/cli/load/kept-script.ts";

const definition = `import { one } from "../facts.ts";
import { two } from "dep";
import { four } from "./four";
let three = 0;
class Setter { set three(value: number) { three = value; } }
class Field extends Setter { three = 3; }
new Field();
export default { one, two, three, four, raw: String.raw\`…\` };`;

const project: Readonly<Record<string, string>> = {
  "package.json": '{ "type": "module" }',
  "tsconfig.json": '{ "extends": "./base", "compilerOptions": {} }',
  "base.json": '{ "compilerOptions": { "useDefineForClassFields": false } }',
  "facts.ts": "export const one = 1;",
  "dashboards/a.ts": definition,
  "dashboards/four/index.ts": "export const four = 4;",
  "node_modules/dep/package.json": '{ "name": "dep", "type": "module", "exports": "./index.js" }',
  "node_modules/dep/index.js": "export const two = 2;",
};
const made = { one: 1, two: 2, three: 3, four: 4, raw: "…" };

const files = ["dashboards/a.ts"];
let root: string;
/** How often there was no kept script to use. */
let builds: number;

beforeEach(async () => {
  builds = 0;
  root = await mkdtemp(join(tmpdir(), "kept-script-"));
  for (const [file, text] of Object.entries(project)) await write(file, text);
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, file)), { recursive: true });
  await writeFile(join(root, file), text);
}

/** As a command does, some time after an edit: what changed just now is not kept. */
async function load(): Promise<unknown> {
  await setTimeout(150);
  if (!(await keptScript(root, files))) builds++;
  const bundle = await bundleOrKept(root, files);
  const { default: value } = await bundle.load("dashboards/a.ts");
  bundle.keep();
  return value;
}

const cache = () => join(root, "node_modules/.cache/bigdata-monitoring");

async function kept(): Promise<string> {
  const [name = ""] = await readdir(cache());
  return join(cache(), name);
}

it("uses what an earlier command has kept", async () => {
  expect(await load()).toEqual(made);
  const before = await stat(await kept());
  expect(await load()).toEqual(made);
  expect(builds).toBe(1);
  // A script that is made anew is kept in a new file.
  expect((await stat(await kept())).ino).toBe(before.ino);
});

it("uses it where a file has other times and the same content, and keeps the new times", async () => {
  await load();
  await utimes(join(root, "facts.ts"), 1, 1);
  const before = await stat(await kept());
  expect(await load()).toEqual(made);
  const after = await stat(await kept());
  expect(await load()).toEqual(made);
  expect(builds).toBe(1);
  expect(after.mtimeMs).toBeGreaterThan(before.mtimeMs);
  expect((await stat(await kept())).mtimeMs).toBe(after.mtimeMs);
});

it.each([
  ["a definition", () => write("dashboards/a.ts", definition.replace("one,", "one: 5,")), { ...made, one: 5 }],
  ["a file that it imports", () => write("facts.ts", "export const one = 6;"), { ...made, one: 6 }],
  [
    "a file, with the size and the time of the old one",
    async () => {
      await write("facts.ts", "export const one = 6;");
      await utimes(join(root, "facts.ts"), 1, 1);
    },
    { ...made, one: 6 },
  ],
  [
    "the settings that tsconfig.json extends",
    () => write("base.json", (project["base.json"] ?? "").replace("false", "true")),
    { ...made, three: 0 },
  ],
  [
    "a new file that an import means",
    () => write("dashboards/four.ts", "export const four = 44;"),
    { ...made, four: 44 },
  ],
  [
    "a link to another folder",
    async () => {
      await rename(join(root, "dashboards/four"), join(root, "dashboards/old"));
      await write("elsewhere/index.ts", "export const four = 55;");
      await symlink("../elsewhere", join(root, "dashboards/four"));
    },
    { ...made, four: 55 },
  ],
])("sees %s", async (_, edit, expected) => {
  await utimes(join(root, "facts.ts"), 1, 1);
  await load();
  await edit();
  expect(await load()).toEqual(expected);
  expect(builds).toBe(2);
});

/** Node reads a package once, so that each load is a process of its own. */
it("sees what packages export now", { timeout: 60_000 }, async () => {
  await rm(join(root, "dashboards"), { recursive: true });
  await write("stack.ts", "export const stack = {};");
  await write(
    "rules/a.ts",
    `import { two } from "dep";
export default { interval: "1m", rules: [{ record: "job:a:count", expr: \`vector(\${two})\`, help: "A." }] };`,
  );
  const program = fileURLToPath(new URL("../../../../lib/bin/bigdata-monitoring.js", import.meta.url));
  const run = promisify(execFile);
  const rules = async () => {
    await setTimeout(150);
    await run(process.execPath, [program, "build", "--project", root]);
    return readFile(join(root, "dist/prometheus/rules/a.yml"), "utf8");
  };
  expect([await rules(), await rules()]).toEqual([
    expect.stringContaining("vector(2)"),
    expect.stringContaining("vector(2)"),
  ]);
  await write("node_modules/dep/index.js", "export const two = 22;");
  expect(await rules()).toContain("vector(22)");
  await write("node_modules/dep/index.js", "export const zwei = 2;");
  await expect(rules()).rejects.toThrow('No matching export in "package:dep" for import "two"');
});

it("gives definitions the SDK's modules, whether the library uses them or not", { timeout: 60_000 }, async () => {
  await rm(join(root, "dashboards"), { recursive: true });
  await write("stack.ts", "export const stack = {};");
  await write(
    "rules/a.ts",
    `import { DashboardLinkBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/barchart";
const types = [DashboardLinkBuilder, PanelBuilder].map((one) => typeof one).join("_");
export default { interval: "1m", rules: [{ record: \`job:\${types}:count\`, expr: "vector(1)", help: "A." }] };`,
  );
  const program = fileURLToPath(new URL("../../../../lib/bin/bigdata-monitoring.js", import.meta.url));
  await promisify(execFile)(process.execPath, [program, "build", "--project", root]);
  expect(await readFile(join(root, "dist/prometheus/rules/a.yml"), "utf8")).toContain("job:function_function:count");
});

it("does not keep what changed while it was read", async () => {
  const bundle = await bundleOrKept(root, files);
  bundle.keep();
  await expect(readdir(cache())).rejects.toThrow("ENOENT");
});

it.each([
  ["is cut", (text: string) => text.slice(0, -100)],
  ["is empty", () => ""],
  ["is something else", () => "{}\nend"],
])("makes the script anew where the file of the cache %s", async (_, change) => {
  await load();
  await writeFile(await kept(), change(await readFile(await kept(), "latin1")), "latin1");
  expect(await load()).toEqual(made);
});

it("works where nothing can be kept", async () => {
  await mkdir(join(root, "node_modules/.cache"));
  await writeFile(cache(), "a file where a folder is needed");
  expect(await load()).toEqual(made);
  await rm(cache());
  await chmod(join(root, "node_modules/.cache"), 0o500);
  expect(await load()).toEqual(made);
  await rm(join(root, "node_modules"), { recursive: true });
  await write("dashboards/a.ts", "export default 1;");
  expect(await load()).toBe(1);
});
