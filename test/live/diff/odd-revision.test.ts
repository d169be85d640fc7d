import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { run } from "../../../lib/cli/programs/programs.ts";
import { cli } from "../operations/cli.ts";

let project: string;
const git = (...args: string[]) =>
  run("git", "-C", project, "-c", "user.name=t", "-c", "user.email=t@example.org", ...args);
const rule = 'export default { interval: "1m", rules: [{ record: "job:a:count", expr: "vector(1)", help: "One." }] };';

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "odd-revision-"));
  await mkdir(join(project, "rules"));
  await symlink(join(process.cwd(), "node_modules"), join(project, "node_modules"));
  await writeFile(join(project, ".gitignore"), "node_modules\n");
  await writeFile(join(project, "package.json"), '{ "type": "module", "name": "odd" }');
  await writeFile(join(project, "stack.ts"), "export const stack = {};");
  await git("init", "-q");
});
afterAll(() => rm(project, { recursive: true }));

async function diffFrom(committed: string) {
  await writeFile(join(project, "rules/odd.ts"), committed);
  await git("add", ".");
  await git("commit", "-qm", "odd");
  await writeFile(join(project, "rules/odd.ts"), rule);
  return cli({}, "diff", "--project", project);
}

it("compares with definitions that print", async () => {
  expect(await diffFrom(`console.log("loading");\n${rule}`)).toEqual({
    code: 0,
    stdout: "nothing differs\n",
    stderr: "",
  });
});

it("ends with 2 where a committed definition ends the process", async () => {
  const { code, stdout, stderr } = await diffFrom(`process.exit(0);\n${rule}`);
  expect([code, stdout, stderr]).toEqual([
    2,
    "",
    "the definitions of HEAD cannot be loaded: rules/odd.ts:1: cannot be imported: calls process.exit: a definition is a value, and must not end the command\n",
  ]);
});
