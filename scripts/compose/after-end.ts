import { spawn } from "node:child_process";
import { once } from "node:events";

/** Work that is done once, when it is asked for or when this process has ended. */
export interface AfterEnd {
  run(): Promise<void>;
}

/**
 * Runs a shell script when it is asked to, or after this process has ended, however it ended: the script runs in a
 * process of its own, which nothing that ends this one reaches.
 * @param env variables of the script
 */
export function afterEnd(script: string, env: NodeJS.ProcessEnv): AfterEnd {
  // What it reads ends with this process.
  const shell = spawn("sh", ["-c", `cat > /dev/null\n${script}`], {
    env,
    stdio: ["pipe", "ignore", "inherit"],
    detached: true,
  });
  shell.unref();
  (shell.stdin as unknown as { unref(): void }).unref();
  return {
    async run() {
      const ended = shell.exitCode === null ? once(shell, "exit") : undefined;
      shell.ref();
      shell.stdin.end();
      await ended;
    },
  };
}
