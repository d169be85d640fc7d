import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loadModel } from "../../../lib/cli/load.ts";
import { write } from "../../../lib/cli/write.ts";
import { composeTarget } from "../../../lib/emit/emit.ts";
import { emit } from "../../../lib/emit/index.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../../", import.meta.url));
let folder: string;

const rules = `
import { alert, defineRules } from "bigdata-monitoring";

export default defineRules({
  interval: "1m",
  rules: [
    alert("OvenCold", {
      expr: "oven_celsius < 150" as never,
      for: "5m",
      severity: "critical",
      team: "platform",
      domain: "monitoring",
      concern: "resources",
      summary: "It is cold",
      description: "Bread does not bake.",
      action: "Shut its door.",
      dashboard: "",
      examples: { fires: [{ series: {}, at: "1m" }], quiet: [{ series: {}, at: "1m" }] },
    }),
  ],
});
`;

/** A project of its own, in a git repository, below its top. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "diff-"));
  await mkdir(join(folder, "monitoring/rules"), { recursive: true });
  await writeFile(join(folder, "monitoring/package.json"), '{ "type": "module" }');
  await writeFile(join(folder, "monitoring/stack.ts"), "export const stack = {};\nexport const links = {};\n");
  await writeFile(join(folder, "monitoring/rules/ovens.ts"), rules);
  await writeFile(join(folder, ".gitignore"), "dist\n.env\n");
  await git("init", "--quiet");
  await git("add", "--all");
  await git("-c", "user.name=test", "-c", "user.email=test@example.org", "commit", "--quiet", "--message=first");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const git = (...args: string[]) => run("git", ["-C", folder, ...args]);

const diff = (...args: string[]) =>
  run(process.execPath, [join(root, "lib/bin/bigdata-monitoring.js"), "diff", ...args], {
    cwd: join(folder, "monitoring"),
  }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error) => ({ code: error.code as number, stdout: String(error.stdout), stderr: String(error.stderr) }),
  );

const edit = async (file: string, from: string, to: string) => {
  const path = join(folder, "monitoring", file);
  const text = await readFile(path, "utf8");
  expect(text).toContain(from);
  await writeFile(path, text.replace(from, to));
};

it("compares with the links of the same deployment, whose settings git does not have", async () => {
  await mkdir(join(folder, "monitoring/compose"));
  await writeFile(join(folder, "monitoring/compose/.env"), "PUBLIC_URL=https://monitoring.example.org\n");
  try {
    const model = await loadModel(join(folder, "monitoring"));
    expect(model.links.dashboards).toBe("https://monitoring.example.org:3000/d");
    expect(await diff()).toMatchObject({ stdout: "nothing differs\n" });
  } finally {
    await rm(join(folder, "monitoring/compose"), { recursive: true });
  }
});

it("finds a fresh checkout equal to its last commit", async () => {
  expect(await diff()).toEqual({ code: 0, stdout: "nothing differs\n", stderr: "" });
});

it("reports an edit against the last commit, a named one and a built folder", async () => {
  const model = await loadModel(join(folder, "monitoring"));
  await write(join(folder, "monitoring/dist"), emit(model, composeTarget(model), []), false);
  await edit("rules/ovens.ts", 'for: "5m"', 'for: "10m"');
  const summary = "Rules\n  alert OvenCold\n    fires after 10m instead of 5m\n";
  expect(await diff()).toEqual({ code: 1, stdout: summary, stderr: "" });
  expect(await diff("--base", "HEAD")).toEqual({ code: 1, stdout: summary, stderr: "" });
  expect(await diff("--dist", "dist")).toEqual({ code: 1, stdout: summary, stderr: "" });
  const { stdout } = await diff("--json");
  expect(JSON.parse(stdout).changes).toEqual([
    { area: "rules", kind: "changed", subject: "alert OvenCold", sentence: "fires after 10m instead of 5m" },
  ]);
});

it("names what it cannot read", async () => {
  expect(await diff("--base", "nowhere")).toMatchObject({
    code: 2,
    stderr: "git revision nowhere: there is no such commit here — fetch it, or name another revision\n",
  });
  const stolen = join(folder, "stolen");
  expect(await diff(`--base=--output=${stolen}`)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("git revision"),
  });
  expect(existsSync(stolen)).toBe(false);
  expect(await diff("--dist", ".")).toMatchObject({ code: 2, stderr: expect.stringContaining("manifest.json") });
});
