import { copyFile, mkdir, readFile, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "../../lib/cli/outcome.ts";
import { run } from "../../lib/cli/programs/programs.ts";
import { locked } from "../../lib/cli/programs/tools.ts";
import { lockFile, oldestPython, type PythonPackageName, pipInstall } from "./packages.ts";

const toolsFolder = fileURLToPath(new URL("../../.tools", import.meta.url));

/**
 * The absolute path of a program of a Python package, which pip puts into `.tools/` with exactly what its lock file names.
 * @throws UserError that says what is missing where it cannot
 */
export async function pythonProgram(name: PythonPackageName, program: string): Promise<string> {
  await mkdir(join(toolsFolder, "python"), { recursive: true });
  const folder = join(await realpath(toolsFolder), "python", name);
  await locked(join(folder, `../lock-${name}`), async () => {
    const wanted = await readFile(lockFile(name), "utf8");
    const installed = await readFile(join(folder, "installed.txt"), "utf8").catch(() => undefined);
    if (installed !== wanted) await install(name, folder);
  });
  return join(folder, "bin", program);
}

async function install(name: PythonPackageName, folder: string): Promise<void> {
  console.error(`Installing Python's package ${name} into ${folder}, once`);
  await rm(folder, { recursive: true, force: true });
  try {
    await run("python3", "-m", "venv", folder);
    await run(join(folder, "bin/pip"), ...pipInstall(lockFile(name)));
    // Last: a folder without it is not whole.
    await copyFile(lockFile(name), join(folder, "installed.txt"));
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw new UserError(
      `Python's package ${name} cannot be installed: Python ${oldestPython} or newer with venv, and its package index, are needed.\n${(error as Error).message}`,
    );
  }
}
