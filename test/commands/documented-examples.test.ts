import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "documented-"));
afterAll(() => rm(folder, { recursive: true }));

/** Both tests start a program. */
const timeout = 60_000;

/** A program's exit code and output; Node runs it. */
const run = (cwd: string, ...args: string[]): Promise<{ code: number; output: string }> =>
  new Promise((resolve) =>
    execFile(process.execPath, args, { cwd }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), output: stdout + stderr }),
    ),
  );

/** The code blocks of a document. @param language after the first fence; empty for output */
async function blocks(document: string, language: string): Promise<string[]> {
  const text = await readFile(join(root, document), "utf8");
  return Array.from(text.matchAll(/^```(\w*)\n(.*?)^```$/gms))
    .filter(([, written]) => written === language)
    .map(([, , code = ""]) => code);
}

/** An API whose requests have a label `status`. */
const project: Readonly<Record<string, string>> = {
  "package.json": '{ "type": "module" }',
  "stack.ts": `export const stack = {
    api: { title: "API", purpose: "Orders", port: 8080, team: "shop", scrape: { interval: "15s" } } };`,
  "teams.ts": 'export const teams = { shop: { title: "Shop", slack: "#shop", email: "shop@example.org" } };',
  "metrics/api.ts": `import { metric } from "bigdata-monitoring";
    export default { title: "API", version: "1", metrics: {
      http_requests_total: metric.counter("count", ["status"], "Requests answered") } };`,
};

it("prints what the README says of its example", { timeout }, async () => {
  const [example = ""] = await blocks("README.md", "ts");
  const [printed = ""] = await blocks("README.md", "");
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  for (const [file, text] of Object.entries({ ...project, "dashboards/api.ts": example })) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
  }
  const { code, output } = await run(folder, join(root, "lib/bin/bigdata-monitoring.js"), "check");
  expect({ code, output }).toEqual({ code: 1, output: `${printed}1 problem\n` });
});

it("compiles every complete example of the documents", { timeout }, async () => {
  const documents = (await readdir(join(root, "docs/how-to"))).map((name) => `docs/how-to/${name}`);
  const all = await Promise.all(["README.md", "lib/README.md", ...documents].map((path) => blocks(path, "ts")));
  // prom-client is what a service of the platform uses; its example has a test with a server.
  const complete = all.flat().filter((code) => /^(?:\/\/.*\n)?import /.test(code) && !/\/\*|prom-client/.test(code));
  expect(complete.length).toBeGreaterThan(3);
  const compiled = join(folder, "compiled");
  await mkdir(join(compiled, "examples"), { recursive: true });
  for (const name of ["node_modules", "teams.ts", "thresholds.ts"])
    await symlink(join(root, name), join(compiled, name));
  await Promise.all(complete.map((code, i) => writeFile(join(compiled, `examples/${i}.ts`), code)));
  const settings = { extends: join(root, "tsconfig.json"), include: ["examples", "teams.ts"], exclude: [] };
  await writeFile(join(compiled, "tsconfig.json"), JSON.stringify(settings));
  expect(await run(compiled, join(root, "node_modules/typescript/bin/tsc"))).toEqual({ code: 0, output: "" });
});
