import { spawn } from "node:child_process";
import { watch } from "node:fs";
import { resolve } from "node:path";

/** Editors save in bursts. */
const quietMilliseconds = 50;

/** Builds again in a new process whenever a definition changes, until interrupted. */
export async function watchBuild(project: string): Promise<never> {
  const build = onePending(buildOnce);
  let timer: NodeJS.Timeout | undefined;
  build();
  watch(resolve(project), { recursive: true }, (_, file) => {
    if (!file?.endsWith(".ts") || file.includes("node_modules")) return;
    clearTimeout(timer);
    timer = setTimeout(build, quietMilliseconds);
  });
  return new Promise(() => {});
}

/** Runs one at a time. However often it is called during a run, it runs once more afterwards. */
function onePending(run: () => Promise<void>): () => void {
  let isRunning = false;
  let isPending = false;
  return async function start() {
    isPending = true;
    if (isRunning) return;
    isRunning = true;
    while (isPending) {
      isPending = false;
      await run();
    }
    isRunning = false;
  };
}

/** Each build is a process of its own, so that it sees the definitions as they are saved then. */
function buildOnce(): Promise<void> {
  const args = process.argv.slice(1).filter((arg) => arg !== "--watch");
  const child = spawn(process.execPath, args, { stdio: "inherit" });
  return new Promise((done) => child.on("exit", () => done()));
}
