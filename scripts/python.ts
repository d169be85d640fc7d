import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { UserError } from "../lib/cli/outcome.ts";
import { run } from "../lib/cli/programs/programs.ts";
import { pythonProgram } from "./python/install.ts";
import { lockFile, oldestPython, type PythonPackageName, pythonPackages } from "./python/packages.ts";
import { runScript } from "./run-script.ts";

const names = Object.keys(pythonPackages) as PythonPackageName[];

const command = new Command("python")
  .description("Write the lock files of the Python packages in scripts/python/, with the newest versions that fit.")
  .argument("[names...]", `of ${names.join(", ")}; by default all`, names)
  .action(async (asked: string[]) => {
    const unknown = asked.filter((name) => !(names as string[]).includes(name));
    if (unknown.length > 0)
      throw new UserError(`no Python package ${unknown.join(", ")} — there are ${names.join(", ")}`);
    const uv = await pythonProgram("uv", "uv");
    for (const name of asked as PythonPackageName[]) await writeLockFile(uv, name);
  });

async function writeLockFile(uv: string, name: PythonPackageName): Promise<void> {
  const { requirement, without = [] }: { requirement: string; without?: readonly string[] } = pythonPackages[name];
  const folder = await mkdtemp(join(tmpdir(), "python-packages-"));
  try {
    const wanted = join(folder, "wanted.in");
    const excluded = join(folder, "excluded.txt");
    const written = join(folder, "lock.txt");
    await writeFile(wanted, `${requirement}\n`);
    await writeFile(excluded, without.map((one) => `${one}\n`).join(""));
    const options = [
      "--universal",
      "--python-version",
      oldestPython,
      "--generate-hashes",
      "--no-annotate",
      "--no-header",
    ];
    await run(uv, "pip", "compile", "--quiet", ...options, "--excludes", excluded, "--output-file", written, wanted);
    const head = `# Written by "npm run script -- scripts/python.ts": change ${requirement} in packages.ts, not here.\n`;
    await writeFile(lockFile(name), head + (await readFile(written, "utf8")));
  } finally {
    await rm(folder, { recursive: true });
  }
}

await runScript(command);
