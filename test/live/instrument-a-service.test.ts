import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parseExposition } from "../../lib/metrics/parse-exposition.ts";
import { verify } from "../../lib/metrics/verify.ts";
import etl from "../../metrics/etl.ts";
import { pythonProgram } from "../../scripts/python/install.ts";
import { takePort } from "../../scripts/servers/ports.ts";
import { type CommandLine, startProcess } from "../../scripts/servers/process.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "instrument-a-service-"));
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
});

afterAll(() => rm(folder, { recursive: true }));

/** Writes the guide's example in a language to a file. */
async function example(language: string, name: string): Promise<string> {
  const guide = await readFile(join(root, "docs/how-to/instrument-a-service.md"), "utf8");
  const [, code = ""] = new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "s").exec(guide) ?? [];
  await writeFile(join(folder, name), code);
  return join(folder, name);
}

/** Runs a service and checks what it exposes against the contract. */
async function check(command: CommandLine): Promise<{ exposed: string[]; violations: string[] }> {
  const port = await takePort();
  const env = { PORT: String(port) };
  const service = await startProcess({ name: "example", port, env, prepare: async () => command, ready: "/metrics" });
  try {
    const exposition = parseExposition(await (await fetch(`${service.url}/metrics`)).text());
    expect(exposition.problems).toEqual([]);
    const { problems } = verify(exposition, etl, { source: "example", strict: true, maxSeries: 100 });
    return {
      exposed: Object.keys(etl.metrics).filter((name) => exposition.families.has(name)),
      violations: problems
        .filter(({ check }) => check !== "verify-missing")
        .map(({ path, message }) => `${path} ${message}`),
    };
  } finally {
    await service.stop();
  }
}

const expected = {
  exposed: expect.arrayContaining([
    "etl_records_read_total",
    "etl_records_failed_total",
    "etl_batch_duration_seconds",
    "etl_last_success_timestamp_seconds",
  ]),
  violations: [],
};

it("the guide's TypeScript example meets the contract", async () => {
  const file = await example("ts", "service.ts");
  expect(await check([process.execPath, "--import", import.meta.resolve("tsx"), file])).toEqual(expected);
});

it("the guide's Python example meets the contract", async ({ skip }) => {
  const file = await example("python", "service.py");
  const python = await pythonProgram("prometheus-client", "python3").catch((error: Error) => skip(error.message));
  expect(await check([python, file])).toEqual(expected);
});
