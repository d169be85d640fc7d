import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";

/** The sources of the library, from the repository's root. */
export async function libraryFiles(): Promise<string[]> {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard", "lib"];
  const { stdout } = await promisify(execFile)("git", args);
  return stdout.split("\n").filter((file) => /\.(?:ts|tsx|js)$/.test(file) && existsSync(file));
}
