import { spawn } from "node:child_process";
import { once } from "node:events";

/**
 * Does work while no other process of this machine holds the lock file.
 * A process of util-linux' `flock` holds it until its stdin closes, so that the lock ends even when we are killed.
 */
export async function locked<T>(file: string, work: () => Promise<T>): Promise<T> {
  const holder = spawn("flock", [file, "sh", "-c", "echo held; cat"], { stdio: ["pipe", "pipe", "inherit"] });
  const died = once(holder, "exit").then(([code]) => {
    throw new Error(`flock ${file} ended with exit code ${code}`);
  });
  const timeouts = setTimeout(() => console.error(`Waiting for another process that holds ${file}`), 2000);
  try {
    await Promise.race([once(holder.stdout, "data"), died]);
    clearTimeout(timeouts);
    return await work();
  } finally {
    clearTimeout(timeouts);
    holder.stdin.end();
  }
}
