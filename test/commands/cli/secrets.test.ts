import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const cli = join(root, "lib/bin/bigdata-monitoring.js");
const project = await mkdtemp(join(tmpdir(), "secrets-"));
afterAll(() => rm(project, { recursive: true }));

const secret = "hunter2-of-this-test";

/** This project, but for a compose folder of its own whose `.env` gives every variable the secret as its value. */
async function projectWithSecrets(): Promise<NodeJS.ProcessEnv> {
  const entries = (await readdir(root)).filter((name) => !["compose", "dist"].includes(name));
  for (const name of entries) await symlink(join(root, name), join(project, name));
  await cp(join(root, "compose"), join(project, "compose"), {
    recursive: true,
    filter: (path) => path !== join(root, "compose/data"),
  });
  const example = await readFile(join(root, "compose/.env.example"), "utf8");
  // Every link begins with this one, so that it has to be an address.
  const names = Array.from(example.matchAll(/^(?!PUBLIC_URL=)(\w+)=/gm), ([, name]) => name as string);
  await writeFile(join(project, "compose/.env"), names.map((name) => `${name}=${secret}\n`).join(""));
  return Object.fromEntries([...names, "GRAFANA_TOKEN", "GRAFANA_PASSWORD"].map((name) => [name, secret]));
}

it("writes no secret of the environment or of compose/.env into what is built", { timeout: 60_000 }, async () => {
  const env = { ...process.env, ...(await projectWithSecrets()) };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [cli, "build"], { cwd: project, env });
  const files = await readdir(join(project, "dist"), { recursive: true, withFileTypes: true });
  const texts = await Promise.all(
    files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), "utf8")),
  );
  expect(texts.length).toBeGreaterThan(100);
  expect([...texts, stdout, stderr].filter((text) => text.includes(secret))).toEqual([]);
});
