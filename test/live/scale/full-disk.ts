import { run } from "../../../lib/cli/programs/programs.ts";

/**
 * Lets a process write nothing to files, as on a full disk; what it prints goes on. It needs no rights. The error is "file
 * too large" and not "no space left on device": Prometheus and Alertmanager do the same on a full tmpfs.
 */
export async function fillDisk(pid: number): Promise<void> {
  await run("prlimit", `--pid=${pid}`, "--fsize=0:");
}

/** Takes the limit back. */
export async function freeDisk(pid: number): Promise<void> {
  await run("prlimit", `--pid=${pid}`, "--fsize=unlimited:");
}
