import { spawn } from "node:child_process";
import { once } from "node:events";
import { environmentWith } from "../../lib/cli/env.ts";
import { isDebian } from "../../lib/cli/programs/tools.ts";

/**
 * Installs packages of this machine's Debian where something is missing; its progress is on stderr. Needs root.
 * Does nothing on other systems.
 * @param isThere whether nothing is missing
 * @throws Error where apt-get fails
 */
export async function installDebianPackages(names: readonly string[], isThere: () => boolean): Promise<void> {
  if (isThere() || !(await isDebian())) return;
  console.error(`installing ${names.join(", ")}`);
  await aptGet("update");
  await aptGet("install", "--yes", "--no-install-recommends", ...names);
}

async function aptGet(...args: string[]): Promise<void> {
  const env = environmentWith({ DEBIAN_FRONTEND: "noninteractive" });
  const command = spawn("apt-get", ["--quiet", ...args], { env, stdio: ["ignore", "ignore", "inherit"] });
  const [code] = await once(command, "exit");
  if (code !== 0) throw new Error(`apt-get ${args.join(" ")} ended with ${code}: see its messages above`);
}
